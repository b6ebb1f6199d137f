"""Dates, spans and due dates in the words of the pages (GOV.UK style; the authority's local time)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from service.clocks import WorkingCalendar, local_day

LONDON = ZoneInfo("Europe/London")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
JUST_NOW = 5 * MINUTE
KILOBYTE, MEGABYTE = 1024, 1024 * 1024


class Tone(StrEnum):
    """How a due date looks; never by colour alone, the words say the same."""

    NONE = "none"
    LATER = "later"
    SOON = "soon"  # within two working days
    TODAY = "today"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class Due:
    """`date` "Tuesday 15 December 2026", `words` "3 working days left"; both empty where nothing is due."""

    date: str
    words: str
    tone: Tone
    sort: str = ""  # ISO, for tables that are sorted in the browser


NOT_DUE = Due(date="", words="No due date", tone=Tone.NONE)


def day_text(day: date) -> str:
    """15 December 2026."""
    return f"{day.day} {day:%B %Y}"


def weekday_text(day: date) -> str:
    """Tuesday 15 December 2026."""
    return f"{day:%A} {day_text(day)}"


def short_text(day: date) -> str:
    """Tue 15 Dec 2026, for dense tables."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def time_text(moment: datetime, zone: ZoneInfo = LONDON) -> str:
    """2:30pm, or midday and midnight."""
    local = moment.astimezone(zone)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon


def date_text(moment: datetime, zone: ZoneInfo = LONDON) -> str:
    """The day of a moment: 15 December 2026."""
    return day_text(local_day(moment, zone))


def moment_text(moment: datetime, zone: ZoneInfo = LONDON) -> str:
    """15 December 2026 at 2:30pm."""
    return f"{date_text(moment, zone)} at {time_text(moment, zone)}"


def due_of(due_at: datetime | None, *, now: datetime, calendar: WorkingCalendar) -> Due:
    """Return how a due date is shown.

    A standard that is due with the end of office hours is due that day, and late from the next day on; one with a time
    of its own (four hours, Thursday at noon) shows the time and is late at once.
    """
    if due_at is None:
        return NOT_DUE
    day = local_day(due_at, calendar.zone)
    timed = due_at != calendar.closing(day)
    shown = f"{weekday_text(day)} at {time_text(due_at, calendar.zone)}" if timed else weekday_text(day)
    words, tone = _timed(due_at, now, calendar) if timed else _daily(day, local_day(now, calendar.zone), calendar)
    return Due(date=shown, words=words, tone=tone, sort=due_at.isoformat())


def _timed(due_at: datetime, now: datetime, calendar: WorkingCalendar) -> tuple[str, Tone]:
    today, day = local_day(now, calendar.zone), local_day(due_at, calendar.zone)
    if due_at <= now:
        return _late(now - due_at, f"Overdue by {_days_late(day, today, calendar)}"), Tone.LATE
    if due_at - now < HOUR:
        return f"{spelt(max(1, int((due_at - now) / MINUTE)), 'minute')} left", Tone.TODAY
    if day == today:
        return f"Due today, {spelt(int((due_at - now) / HOUR), 'hour')} left", Tone.TODAY
    return _daily(day, today, calendar)


def _late(late: timedelta, days: str) -> str:
    """What is due at once, such as the answer to a concern that was just raised, is not overdue: it is due now."""
    if late < JUST_NOW:
        return "Due now"
    if late < HOUR:
        return f"Overdue by {spelt(int(late / MINUTE), 'minute')}"
    return f"Overdue by {spelt(int(late / HOUR), 'hour')}" if late < DAY else days


def _daily(day: date, today: date, calendar: WorkingCalendar) -> tuple[str, Tone]:
    if day < today:
        return f"Overdue by {_days_late(day, today, calendar)}", Tone.LATE
    if day == today:
        return "Due today", Tone.TODAY
    left = calendar.working_days_between(today, day)
    if left == 0:
        return f"{spelt((day - today).days, 'day')} left", Tone.SOON
    return f"{spelt(left, 'working day')} left", Tone.SOON if left <= 2 else Tone.LATER  # noqa: PLR2004 - soon


def _days_late(day: date, today: date, calendar: WorkingCalendar) -> str:
    late = calendar.working_days_between(day, today)
    return spelt(late, "working day") if late else spelt(max(1, (today - day).days), "day")


def spelt(count: int, noun: str) -> str:
    """Return a count with its noun: 1 child, 3 children, 2 working days."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {_IRREGULAR.get(noun) or _plural(noun)}"


_IRREGULAR = {"child": "children", "person": "people"}


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Join words: "a, b and c"."""
    *many, one = list(words) or [""]
    return f"{', '.join(many)} {last} {one}" if many else one


def age_text(born: date | None, today: date, expected: date | None = None) -> str:
    """Return 7 years, 5 months (below two years), expected in March 2027 (before birth) or age not known."""
    if born is None:
        return f"expected in {expected:%B %Y}" if expected else "age not known"
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years >= 2:  # noqa: PLR2004 - babies are counted in months
        return spelt(years, "year")
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return spelt(max(0, months), "month")


def size_text(size: int) -> str:
    """Return the size of a file, given in bytes: 12 KB, 1.5 MB."""
    if size < MEGABYTE:
        return f"{max(1, round(size / KILOBYTE))} KB"
    return f"{size / MEGABYTE:.1f} MB"
