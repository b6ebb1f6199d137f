"""What can go wrong with times, in words that say how to mend it."""

from datetime import datetime

from service.errors import PathwaysError


class ClockError(PathwaysError, ValueError):
    """A date, time, deadline or calendar that cannot be used; the text says why."""


class NaiveTimeError(ClockError):
    """A date-time without a zone: nobody can say which moment it is."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(
            f"{moment.isoformat()} has no time zone. Give an aware time, such as {moment.isoformat()}+00:00 or "
            f"{moment.isoformat()}@Europe/London."
        )
        self.moment = moment
