"""What FEEL raises: only for texts that cannot be read.  Everything else is null with a reason."""

from service.errors import PathwaysError


class FeelSyntaxError(PathwaysError):
    """The text is no FEEL; `position` is the offset (in characters, from 0) of what was not understood."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (at character {position + 1})")
        self.message = message
        self.position = position


class HostFunctionError(PathwaysError):
    """Raised by a host function that cannot answer; the call becomes null, the message its reason."""


class LimitReachedError(Exception):
    """Inside one evaluation only: it used up its steps, time or size and becomes null with this reason."""
