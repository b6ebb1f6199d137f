"""ISO 8601 durations, with calendar parts kept apart from clock parts."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.clocks.errors import ClockError
from service.clocks.moments import as_utc, at_local, shift_days

_PATTERN = re.compile(
    r"^P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?$"
)
_MAX_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Span:
    """A duration: months and days move the wall calendar, `exact` moves the clock."""

    months: int = 0
    days: int = 0
    exact: timedelta = timedelta()

    @property
    def empty(self) -> bool:
        return not (self.months or self.days or self.exact)

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the moment this span after `moment`: same wall time for months and days, then exact time."""
        moment = as_utc(moment)
        if self.months or self.days:
            local = moment.astimezone(zone)
            moment = at_local(shift_days(add_months(local.date(), self.months), self.days), local.time(), zone)
        try:
            return moment + self.exact
        except OverflowError as error:
            raise ClockError(f"{moment.isoformat()} and {self.exact} is beyond the calendar.") from error

    def times(self, count: int) -> "Span":
        return Span(months=self.months * count, days=self.days * count, exact=self.exact * count)


def parse_span(text: str) -> Span:
    """Read an ISO duration such as PT4H, P2D or P1M.  :raises ClockError: when it is none, or has no part."""
    match = _PATTERN.match(text.strip())
    if match is None or not any(match.groups()) or text.strip().endswith("T"):
        raise ClockError(f'"{text}" is not an ISO duration. Write it like PT4H, P2D or P1M.')
    if any(len(part) > _MAX_DIGITS for part in match.groups() if part):
        raise ClockError(f'The duration "{text}" is too long.')
    part = {name: int(value or 0) for name, value in match.groupdict().items()}
    return Span(
        months=part["years"] * 12 + part["months"],
        days=part["weeks"] * 7 + part["days"],
        exact=timedelta(hours=part["hours"], minutes=part["minutes"], seconds=part["seconds"]),
    )


def add_months(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ClockError(f"{day.isoformat()} and {months} months is beyond the calendar.")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
