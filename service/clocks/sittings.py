"""The days on which a panel sits, before non-working days are taken into account, and sittings set by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.clocks.durations import add_months
from service.clocks.errors import ClockError
from service.clocks.moments import shift_days
from service.clocks.rules import DeadlineRule, Unit

FIRST_WEEK = date(2024, 1, 1)  # a Monday; "every second week" counts from here unless the diary says otherwise
MAX_SITTINGS = 60


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

    Weeks: the weekday of `at`, every `amount` weeks.  Months: the first such weekday of every `amount`-th month.
    """
    if rule.at is None or rule.amount < 1 or rule.unit not in (Unit.WEEKS, Unit.MONTHS):
        raise ClockError(f'The deadline "{rule.key}" does not repeat every so many weeks or months at a day and time.')
    weekday = rule.at.weekday
    return (_weekly if rule.unit is Unit.WEEKS else _monthly)(around, weekday=weekday, every=rule.amount)


def _weekly(around: date, *, weekday: int, every: int) -> Iterator[date]:
    turns = (around - FIRST_WEEK).days // (7 * every) - 1
    for turn in range(turns, turns + MAX_SITTINGS):
        yield shift_days(FIRST_WEEK, turn * 7 * every + weekday)


def _monthly(around: date, *, weekday: int, every: int) -> Iterator[date]:
    turns = ((around.year - FIRST_WEEK.year) * 12 + around.month - 1) // every - 1
    for turn in range(turns, turns + MAX_SITTINGS):
        first = add_months(FIRST_WEEK, turn * every)
        yield shift_days(first, (weekday - first.weekday()) % 7)
