"""Working days and office hours of one authority, and the deadlines counted in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.clocks.bank_holidays import bank_holidays
from service.clocks.calendar_file import CalendarSettings, read_settings
from service.clocks.durations import Span, add_months
from service.clocks.errors import ClockError
from service.clocks.moments import as_utc, at_local, local_day, next_day, shift_days, start_of_day
from service.clocks.rules import DeadlineRule, Due, Roll, Unit, WeeklyTime
from service.clocks.sittings import SetSitting, sitting_days

MAX_WORKING_DAYS = 10_000
MAX_SPAN_DAYS = 36_600  # a hundred years
MAX_CLOSED_RUN = 366  # a calendar with a whole year closed is a mistake


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar(CalendarSettings):
    """When an authority works.  A day is worked when it has office hours and is neither holiday nor closed."""

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> "WorkingCalendar":
        """Return the calendar that a calendar.yaml describes.  :raises ClockError: naming the key that is wrong."""
        settings = read_settings(mapping)
        return cls(
            country=settings.country,
            zone=settings.zone,
            hours=settings.hours,
            closed=settings.closed,
            roll=settings.roll,
        )

    def holiday(self, day: date) -> str | None:
        """Return why the council is closed on a day that would otherwise be worked, or None."""
        return self.closed.get(day) or bank_holidays(self.country, day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.hours and self.holiday(day) is None

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day `count` working days after `day` (before it when negative); `day` itself not counted.

        With 0: the day itself when it is worked, else the next working day.
        """
        if abs(count) > MAX_WORKING_DAYS:
            raise ClockError(f"{count} working days are too many: at most {MAX_WORKING_DAYS} can be counted.")
        if count == 0:
            return self.rolled(day, Roll.NEXT)
        step = 1 if count > 0 else -1
        for _ in range(abs(count)):
            day = self._worked(shift_days(day, step), step)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        if (end - start).days > MAX_SPAN_DAYS:
            raise ClockError(f"{start.isoformat()} and {end.isoformat()} are more than a hundred years apart.")
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def rolled(self, day: date, roll: Roll) -> date:
        """Return the working day that stands for `day` under the roll rule."""
        if roll is Roll.KEEP or self.is_working_day(day):
            return day
        return self._worked(day, 1 if roll is Roll.NEXT else -1)

    def opening(self, day: date) -> datetime | None:
        """Return the start of office hours of the day; None: nobody works on it."""
        hours = self.hours.get(day.weekday())
        return at_local(day, hours.opens, self.zone) if hours and self.is_working_day(day) else None

    def closing(self, day: date) -> datetime:
        """Return the end of office hours of the day; on a day without any, the latest closing time of the week."""
        hours = self.hours.get(day.weekday())
        closes = hours.closes if hours else max(hours.closes for hours in self.hours.values())
        return at_local(day, closes, self.zone)

    def due(self, rule: DeadlineRule, base: datetime) -> Due:
        """Return when the deadline is due that began to run at `base`.

        Hours are exact.  Days, weeks and months leave out the day of `base`, end with office hours and are missed when
        the local day is over.  With `at`, it is the latest such weekday and time within the amount, missed at once.
        """
        base = as_utc(base)
        if rule.unit is Unit.HOURS:
            due_at = Span(exact=timedelta(hours=rule.amount)).after(base, self.zone)
            return Due(due_at=due_at, breach_at=due_at)
        if rule.at is not None:
            due_at = self._due_at(rule, rule.at, base)
            return Due(due_at=due_at, breach_at=due_at)
        day = self._due_day(rule, local_day(base, self.zone))
        return Due(due_at=self.closing(day), breach_at=start_of_day(next_day(day), self.zone))

    def next_sitting(
        self, rule: DeadlineRule, after: datetime, diary: Sequence[datetime | SetSitting] = ()
    ) -> datetime:
        """Return the first sitting after `after`.

        The rule gives the regular sittings; on a non-working day they move to the next one unless the rule says
        otherwise.  `diary` holds sittings that were moved or set by hand, those held lately among them: each takes the
        place of one regular sitting (the nearest unless it says which), and the others stay.
        :raises ClockError: the rule gives no weekday and time or no rhythm of weeks or months, and no diary helps.
        """
        after = as_utc(after)
        by_hand = [each if isinstance(each, SetSitting) else SetSitting(at=as_utc(each)) for each in diary]
        standing = [each.at for each in by_hand if each.at > after]
        if rule.at is None and not standing:
            raise ClockError(f'The deadline "{rule.key}" has no day and time ("at"), so it has no sittings.')
        regular = list(self._regular_sittings(rule, after))
        replaced = {each.replaces(regular) for each in by_hand}
        return min([*standing, *(sitting for sitting in regular if sitting > after and sitting not in replaced)])

    def regular_sitting(self, rule: DeadlineRule, near: datetime) -> datetime | None:
        """Return the sitting of the rule that is nearest to a moment; None: the rule gives no day and time."""
        return min(self._regular_sittings(rule, near), key=lambda at: abs(at - near), default=None)

    def _regular_sittings(self, rule: DeadlineRule, around: datetime) -> Iterator[datetime]:
        if rule.at is not None:
            for day in sitting_days(rule, local_day(around, self.zone)):
                yield at_local(self.rolled(day, rule.roll or Roll.NEXT), rule.at.time, self.zone)

    def _worked(self, day: date, step: int) -> date:
        for _ in range(MAX_CLOSED_RUN):
            if self.is_working_day(day):
                return day
            day = shift_days(day, step)
        raise ClockError(f"The calendar has no working day in the year around {day.isoformat()}.")

    def _due_day(self, rule: DeadlineRule, start: date) -> date:
        if rule.unit is Unit.WORKING_DAYS:
            return self.add_working_days(start, rule.amount)
        day = self.rolled(_shifted(start, rule), rule.roll or self.roll)
        # rolling back must not make something due before it began
        return day if day >= start else self.rolled(start, Roll.NEXT)

    def _due_at(self, rule: DeadlineRule, at: WeeklyTime, base: datetime) -> datetime:
        local = base.astimezone(self.zone)
        limit = at_local(self._limit_day(rule, local.date()), local.time(), self.zone)
        last = local_day(limit, self.zone)
        day = shift_days(last, -((last.weekday() - at.weekday) % 7))
        if at_local(day, at.time, self.zone) > limit:
            day = shift_days(day, -7)
        roll = rule.roll or self.roll
        while (due_at := at_local(self.rolled(day, roll), at.time, self.zone)) <= base:
            day = shift_days(day, 7)
        return due_at

    def _limit_day(self, rule: DeadlineRule, start: date) -> date:
        return self.add_working_days(start, rule.amount) if rule.unit is Unit.WORKING_DAYS else _shifted(start, rule)


def _shifted(start: date, rule: DeadlineRule) -> date:
    if rule.unit is Unit.MONTHS:
        return add_months(start, rule.amount)
    return shift_days(start, rule.amount * (7 if rule.unit is Unit.WEEKS else 1))
