"""The days on which a panel sits, before non-working days are taken into account, and sittings set by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.clocks.durations import add_months
from service.clocks.errors import ClockError
from service.clocks.moments import shift_days
from service.clocks.rules import PLACES, DeadlineRule, Unit, WeeklyTime

FIRST_WEEK = date(2024, 1, 1)  # a Monday; "every second week" counts from here unless the diary says otherwise
MAX_SITTINGS = 60
LAST = PLACES["last"]


@dataclass(frozen=True, kw_only=True)
class SetSitting:
    """A sitting that stands in a diary.  `regular_at`: the regular one whose place it takes; None: the nearest."""

    at: datetime
    regular_at: datetime | None = None

    def replaces(self, regular: Sequence[datetime]) -> datetime | None:
        """Return which of the regular sittings (in order) is not held on its own day; None: none of these."""
        if not regular or self.regular_at in regular:
            return self.regular_at
        if self.at < regular[0] or (self.regular_at is not None and self.regular_at < regular[0]):
            return None
        # also when the rule has changed since it was moved
        return min(regular, key=lambda at: abs(at - self.at))


def sitting_days(rule: DeadlineRule, around: date) -> Iterator[date]:
    """Yield the days of the rule in order, from at least one turn before `around`.

    Weeks: the weekday of `at`, every `amount` weeks.  Months: the first such weekday of every `amount`-th month, or the
    one that `at` says.
    """
    if rule.at is None or rule.amount < 1 or rule.unit not in (Unit.WEEKS, Unit.MONTHS):
        raise ClockError(f'The deadline "{rule.key}" does not repeat every so many weeks or months at a day and time.')
    return (_weekly if rule.unit is Unit.WEEKS else _monthly)(around, at=rule.at, every=rule.amount)


def _weekly(around: date, *, at: WeeklyTime, every: int) -> Iterator[date]:
    first = at.first or shift_days(FIRST_WEEK, at.weekday)
    turns = (around - first).days // (7 * every) - 1
    for turn in range(turns, turns + MAX_SITTINGS):
        yield shift_days(first, turn * 7 * every)


def _monthly(around: date, *, at: WeeklyTime, every: int) -> Iterator[date]:
    first = (at.first or FIRST_WEEK).replace(day=1)
    turns = ((around.year - first.year) * 12 + around.month - first.month) // every - 1
    for turn in range(turns, turns + MAX_SITTINGS):
        yield _day_of_month(add_months(first, turn * every), at)


def _day_of_month(month: date, at: WeeklyTime) -> date:
    start = add_months(month, 1) if at.place == LAST else month
    weeks = -1 if at.place == LAST else (at.place or 1) - 1
    return shift_days(start, (at.weekday - start.weekday()) % 7 + 7 * weeks)
