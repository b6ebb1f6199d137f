"""Values of expressions as moments."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from service.clocks import start_of_day
from service.engine.failures import ElementFailure


def as_moment(value: object, zone: ZoneInfo, *, of_day: Callable[[date], datetime] | None = None) -> datetime | None:
    """Return a date and time, a date or ISO text as an aware moment in UTC; null stays None.

    `of_day` says which moment of a day is meant by a date; by default its start.
    :raises ElementFailure: for anything else, and for times without a zone.
    """
    if value is None:
        return None
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ElementFailure(f"{value.isoformat()} has no time zone.")
        return value.astimezone(UTC)
    if isinstance(value, date):
        return of_day(value) if of_day else start_of_day(value, zone)
    raise ElementFailure(f"{value!r} is not a date or a date and time.")


def _parsed(text: str) -> date | datetime:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError as error:
        raise ElementFailure(f'"{text}" is not a date or a date and time.') from error
