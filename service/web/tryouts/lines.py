"""Timelines in words: by day, each line with what kind of thing it says."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from service.clocks import WorkingCalendar, local_day
from service.simulator.compare import Pair
from service.simulator.timeline import Entry, Mark
from service.web.texts import time_text, weekday_text

KINDS = {
    Mark.DONE: ("Done", "green"),
    Mark.OPENED: ("New task", "blue"),
    Mark.CLOSED: ("Task ends", "grey"),
    Mark.TIMER: ("Timer", "purple"),
    Mark.MESSAGE: ("Message", "turquoise"),
    Mark.SENT: ("Sent", "turquoise"),
    Mark.DEADLINE: ("Deadline", "yellow"),
    Mark.MISSED: ("Missed", "red"),
    Mark.CASE: ("Case", "grey"),
    Mark.PROCESS: ("Process", "grey"),
    Mark.INCIDENT: ("Error", "red"),
    Mark.NOTE: ("Note", "grey"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """`time`: empty where it is that of the line before."""

    time: str
    kind: str
    tone: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """`note`: why nobody works on it."""

    name: str
    note: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class PairRow:
    """`sign`: in words what became of the line; empty where both have it."""

    time: str
    before: Line | None
    after: Line | None
    sign: str


@dataclass(frozen=True, kw_only=True)
class PairDay:
    name: str
    rows: tuple[PairRow, ...]


def days_of(entries: Sequence[Entry], calendar: WorkingCalendar) -> tuple[Day, ...]:
    """The lines under a heading for each day."""

    def day(entry: Entry) -> object:
        return local_day(entry.at, calendar.zone)

    found = []
    for _, group in groupby(entries, key=day):
        lines = list(group)
        name, note = _heading(lines[0].at, calendar)
        found.append(Day(name=name, note=note, lines=tuple(_lines(lines, calendar))))
    return tuple(found)


def pairs_of(pairs: Iterable[Pair], calendar: WorkingCalendar) -> tuple[PairDay, ...]:
    """Two timelines beside each other, under a heading for each day."""

    def day(pair: Pair) -> object:
        return local_day(_at(pair), calendar.zone)

    found = []
    for _, group in groupby(pairs, key=day):
        rows = list(group)
        name, _ = _heading(_at(rows[0]), calendar)
        found.append(PairDay(name=name, rows=tuple(_row(pair, calendar) for pair in rows)))
    return tuple(found)


def line_of(entry: Entry, calendar: WorkingCalendar) -> Line:
    kind, tone = KINDS[entry.mark]
    return Line(time=time_text(entry.at, calendar.zone), kind=kind, tone=tone, text=entry.text)


def _lines(entries: Sequence[Entry], calendar: WorkingCalendar) -> Iterator[Line]:
    before = ""
    for entry in entries:
        line = line_of(entry, calendar)
        yield Line(time="" if line.time == before else line.time, kind=line.kind, tone=line.tone, text=line.text)
        before = line.time


def _row(pair: Pair, calendar: WorkingCalendar) -> PairRow:
    sign = "" if not pair.differs else ("Only in the draft" if pair.before is None else "Not in the draft")
    return PairRow(
        time=time_text(_at(pair), calendar.zone),
        before=None if pair.before is None else line_of(pair.before, calendar),
        after=None if pair.after is None else line_of(pair.after, calendar),
        sign=sign,
    )


def _at(pair: Pair) -> datetime:
    entry = pair.after or pair.before
    if entry is None:
        raise TypeError("A pair has at least one line.")
    return entry.at


def _heading(at: datetime, calendar: WorkingCalendar) -> tuple[str, str]:
    day = local_day(at, calendar.zone)
    return weekday_text(day), calendar.holiday(day) or ""
