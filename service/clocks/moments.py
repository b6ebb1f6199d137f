"""Aware moments: UTC inside, local days and times of day at the edges."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from service.clocks.errors import ClockError, NaiveTimeError


def as_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC.  :raises NaiveTimeError: when it has no zone."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise NaiveTimeError(moment)
    return _moved(moment, UTC)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the date on the wall calendar of `zone` at that moment."""
    return _moved(as_utc(moment), zone).date()


def at_local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, when the clocks of `zone` show `at` on `day`.

    A time that the clocks jump over in spring is the same span after the jump; a time that they show twice in
    autumn is the first of the two.
    """
    return _moved(datetime.combine(day, at.replace(tzinfo=None), tzinfo=zone), UTC)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    return at_local(day, time.min, zone)


def next_day(day: date) -> date:
    return shift_days(day, 1)


def shift_days(day: date, days: int) -> date:
    """Return the date so many days later (earlier when negative).  :raises ClockError: beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise ClockError(f"{day.isoformat()} and {days} days is beyond the calendar.") from error


def _moved(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError as error:
        raise ClockError(f"{moment.isoformat()} is beyond the calendar.") from error
