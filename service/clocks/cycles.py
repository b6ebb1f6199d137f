"""Repeating moments: ISO repeating intervals and cron, in the wall time of a zone."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter

from service.clocks.durations import Span, parse_span
from service.clocks.errors import ClockError
from service.clocks.moments import as_utc, at_local

CRON_FIELDS = 5
MAX_REPEATS = 1_000_000
_ISO = re.compile(r"^R(?P<repeats>\d*)/(?P<first>[^/]+)(?:/(?P<second>[^/]+))?$")


@dataclass(frozen=True, kw_only=True)
class IntervalCycle:
    """An ISO repeating interval: R3/PT1H, R/2027-01-04T09:00Z/P1W, R/P1D/2027-12-31T00:00Z."""

    repeats: int | None  # None: without end
    every: Span
    start: datetime | None = None
    end: datetime | None = None

    def next_after(self, after: datetime, zone: ZoneInfo, *, anchor: datetime | None = None) -> datetime | None:
        """Return the first turn after `after`, or None when there is none left.

        Turns are counted from `start` (which is itself the first turn), else from `anchor` (first turn one interval
        later), else from `after`.  Months, weeks and days keep the wall time of `zone` when the clocks change.
        """
        after = as_utc(after)
        base = self.start or as_utc(anchor or after)
        first = 0 if self.start else 1
        turn = max(first, self._turns_before(base, after))
        while (moment := self.every.times(turn).after(base, zone)) <= after:
            turn += 1
        over = self.repeats is not None and turn - first >= self.repeats
        return None if over or (self.end is not None and moment > self.end) else moment

    def _turns_before(self, base: datetime, after: datetime) -> int:
        """A number of turns that surely lie before `after`, so that an old cycle is not counted one by one."""
        days = self.every.months * 31 + self.every.days
        slack = timedelta(days=1 if days else 0)  # the clocks may change by less than a day
        return max(0, (after - base - slack) // (timedelta(days=days) + self.every.exact))


@dataclass(frozen=True, kw_only=True)
class CronCycle:
    """Five cron fields in local time: "0 9 * * MON"."""

    text: str

    def next_after(self, after: datetime, zone: ZoneInfo, *, anchor: datetime | None = None) -> datetime | None:  # noqa: ARG002 - cron needs no anchor
        """Return the first turn after `after`; a wall time that occurs twice counts once."""
        after = as_utc(after)
        turns = croniter(self.text, after.astimezone(zone).replace(tzinfo=None))
        while True:
            local: datetime = turns.get_next(datetime)
            moment = at_local(local.date(), local.time(), zone)
            if moment > after:
                return moment


Cycle = IntervalCycle | CronCycle


def parse_cycle(text: str) -> Cycle:
    """Read an ISO repeating interval or five cron fields.  :raises ClockError: when it is neither."""
    text = text.strip()
    if text.startswith("R"):
        return _parse_interval(text)
    if len(text.split()) != CRON_FIELDS or not croniter.is_valid(text):
        raise ClockError(f'"{text}" is no cycle. Write an ISO interval (R/P1W) or five cron fields (0 9 * * MON).')
    return CronCycle(text=text)


def next_start(text: str, after: datetime, zone: ZoneInfo, *, anchor: datetime | None = None) -> datetime | None:
    """Return the first moment of the cycle after `after`, aware UTC, or None when the cycle is over."""
    return parse_cycle(text).next_after(after, zone, anchor=anchor)


def _parse_interval(text: str) -> IntervalCycle:
    match = _ISO.match(text)
    if match is None:
        raise ClockError(f'"{text}" is not an ISO repeating interval. Write it like R3/PT1H.')
    first, second = match["first"], match["second"]
    start = _moment(first, text) if second and not first.startswith("P") else None
    end = _moment(second, text) if second and first.startswith("P") else None
    every = parse_span(second if start and second else first)
    repeats = int(match["repeats"][:7]) if match["repeats"] else None
    if every.empty or (repeats is not None and not 1 <= repeats <= MAX_REPEATS):
        raise ClockError(f'The cycle "{text}" never turns, or too often.')
    return IntervalCycle(repeats=repeats, every=every, start=start, end=end)


def _moment(text: str, whole: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ClockError(f'"{text}" in the cycle "{whole}" is not a date and time.') from error
    return as_utc(moment)
