"""Values of expressions as moments."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from service.clocks import ClockError, as_utc, start_of_day
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
    if not isinstance(value, date):  # a datetime is one, too
        raise ElementFailure(f"{value!r} is not a date or a date and time.")
    try:
        if isinstance(value, datetime):
            return as_utc(value)
        return of_day(value) if of_day else start_of_day(value, zone)
    except ClockError as error:
        raise ElementFailure(str(error)) from error


def _parsed(text: str) -> date | datetime:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError as error:
        raise ElementFailure(f'"{text}" is not a date or a date and time.') from error
