"""Times as a process owner writes them: "2026-12-14 10:00", "2 working days 09:00", "PT3H"; and as one reads them."""

import re
from datetime import date, datetime, time, timedelta

from service.clocks import ClockError, WorkingCalendar, add_months, as_utc, at_local, local_day, parse_span
from service.simulator.scenario import When

_AT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?::00)?")
_AFTER = re.compile(r"(\d{1,4}) (working day|day|week|month|hour|minute)s?(?: (\d\d:\d\d))?")
_DAYS = {"day": 1, "week": 7}
_EXACT = {"hour": timedelta(hours=1), "minute": timedelta(minutes=1)}


def read_at(text: str, calendar: WorkingCalendar) -> datetime:
    """Return the moment of a local date and time.  :raises ClockError: when it is none."""
    match = _AT.fullmatch(text.strip())
    if match is None:
        raise ClockError(f'"{text}" is not a date and time. Write it like 2026-12-14 10:00.')
    try:
        return at_local(date.fromisoformat(match[1]), time.fromisoformat(match[2]), calendar.zone)
    except ValueError as error:
        raise ClockError(f'"{text}" is not a real date and time.') from error


def read_after(text: str, now: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the moment that long after `now`: "3 weeks", "2 working days 09:00", or an ISO duration.

    Days and longer keep the time of day unless one is given.  :raises ClockError: when it is none of these.
    """
    if text.startswith("P"):
        return parse_span(text).after(now, calendar.zone)
    match = _AFTER.fullmatch(text.strip())
    if match is None:
        raise ClockError(f'"{text}" is not a while. Write it like "2 working days 09:00", "3 weeks" or PT3H.')
    count, unit = int(match[1]), match[2]
    if unit in _EXACT:
        return as_utc(now) + _EXACT[unit] * count
    local = as_utc(now).astimezone(calendar.zone)
    clock_time = time.fromisoformat(match[3]) if match[3] else local.time()
    return at_local(_later_day(local.date(), count, unit, calendar), clock_time, calendar.zone)


def read_when(when: When, now: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the moment of a step.  :raises ClockError: when its words are no moment."""
    if when.at is not None:
        return read_at(when.at, calendar)
    return now if when.after is None else read_after(when.after, now, calendar)


def _later_day(day: date, count: int, unit: str, calendar: WorkingCalendar) -> date:  # noqa: PLR0917 - private, read at one place
    if unit == "working day":
        return calendar.add_working_days(day, count)
    if unit == "month":
        return add_months(day, count)
    return day + timedelta(days=_DAYS[unit] * count)


def day_words(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def moment_words(moment: datetime, calendar: WorkingCalendar) -> str:
    """Say a moment in local time: "Tue 29 Dec 2026 17:00"."""
    local = as_utc(moment).astimezone(calendar.zone)
    return f"{day_words(local.date())} {local:%H:%M}"


def matches(expected: object, found: datetime, calendar: WorkingCalendar) -> bool:
    """Tell whether a moment is on the expected day, or at the expected local date and time."""
    if isinstance(expected, date) and not isinstance(expected, datetime):
        return local_day(found, calendar.zone) == expected
    return read_at(str(expected), calendar) == as_utc(found)
