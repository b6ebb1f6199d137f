"""What the engine may ask about the case while it evaluates an expression.

The host gives an object that answers from its rows (or from memory, in the simulator).  Everything the current
command itself brings about (answers, events) is laid over it by the engine.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from service.clocks import SetSitting


class Facts(Protocol):
    @property
    def case(self) -> Mapping[str, object]:
        """The variable `case` of every expression: reference, status, stage, team, lead, family, children, opened.

        Empty for a process that runs outside any case (a panel sitting).
        """
        ...

    def event_at(self, name: str) -> datetime | None:
        """When the event last happened on this case, aware."""
        ...

    def record(self, form: str) -> Mapping[str, object] | None:
        """The latest answers of that form on this case, as FEEL values."""
        ...

    def sittings(self, panel: str) -> Sequence[datetime | SetSitting]:
        """Sittings of the panel that were moved or set by hand, earliest first; the rule gives all others.

        Each takes the place of one regular sitting.  So those held lately are among them: a sitting that was brought
        forward is not held again on its regular day.
        """
        ...


class NoFacts:
    """A process without a case."""

    @property
    def case(self) -> Mapping[str, object]:
        return {}

    def event_at(self, name: str) -> datetime | None:  # noqa: ARG002 - nothing to look up
        return None

    def record(self, form: str) -> Mapping[str, object] | None:  # noqa: ARG002 - as above
        return None

    def sittings(self, panel: str) -> Sequence[datetime | SetSitting]:  # noqa: ARG002 - as above
        return ()
