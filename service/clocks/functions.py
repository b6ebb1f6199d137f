"""What expressions can ask about days of an authority."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from service.clocks.calendar import WorkingCalendar
from service.clocks.moments import local_day


class DayFunctions:
    """Null in gives null out; a moment stands for its local day."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar

    def table(self) -> Mapping[str, Callable[..., object]]:
        return {
            "working_days": self.working_days,
            "is_working_day": self.is_working_day,
            "add_working_days": self.add_working_days,
        }

    def working_days(self, start: object, end: object) -> int | None:
        first, last = self._day(start), self._day(end)
        return None if first is None or last is None else self._calendar.working_days_between(first, last)

    def is_working_day(self, day: object) -> bool | None:
        wanted = self._day(day)
        return None if wanted is None else self._calendar.is_working_day(wanted)

    def add_working_days(self, day: object, count: object) -> date | None:
        start = self._day(day)
        if start is None or isinstance(count, bool) or not isinstance(count, int | Decimal):
            return None
        return self._calendar.add_working_days(start, int(count))

    def _day(self, value: object) -> date | None:
        if isinstance(value, datetime):
            return local_day(value, self._calendar.zone)
        return value if isinstance(value, date) else None
