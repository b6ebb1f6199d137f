"""The clock that is passed in wherever the time matters.  Aware UTC inside, Europe/London at the edges."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from service.clocks.errors import ClockError
from service.clocks.moments import as_utc


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock; made once, in the composition root."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks the machine


@dataclass
class VirtualClock:
    """A clock that stands still until it is moved; never backwards."""

    current: datetime

    def __post_init__(self) -> None:
        self.current = as_utc(self.current)

    def now(self) -> datetime:
        return self.current

    def move_to(self, moment: datetime) -> None:
        """Move to an aware moment that is not before the current one."""
        if as_utc(moment) < self.current:
            stands = self.current.isoformat()
            raise ClockError(f"The clock stands at {stands} and cannot go back to {moment.isoformat()}.")
        self.current = as_utc(moment)
