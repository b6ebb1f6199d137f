"""Moving one token of a running process to another element of its scope: what can move, where to, and why not.

`choices` is pure and changes nothing; the command Redirect makes the move.
"""

from service.engine.redirecting.choices import Choice, Target, choices

__all__ = ["Choice", "Target", "choices"]
