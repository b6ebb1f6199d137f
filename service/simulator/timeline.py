"""The dated timeline of a run, written for the owner of the process."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from service.clocks import WorkingCalendar, local_day
from service.simulator.phrases import day_words


class Mark(StrEnum):
    """What kind of thing happened; the value stands in front of the line."""

    DONE = "✓"
    OPENED = "+"
    CLOSED = "-"
    TIMER = "⏰"
    MESSAGE = "✉"
    SENT = "→"
    DEADLINE = "◷"
    MISSED = "!"
    CASE = "·"
    PROCESS = "▸"
    INCIDENT = "✗"
    NOTE = "#"


@dataclass(frozen=True, kw_only=True)
class Entry:
    at: datetime
    mark: Mark
    text: str


@dataclass(kw_only=True)
class Timeline:
    calendar: WorkingCalendar
    entries: list[Entry] = field(default_factory=list)

    def add(self, at: datetime, mark: Mark, text: str) -> None:
        self.entries.append(Entry(at=at, mark=mark, text=text))

    def lines(self) -> Iterator[str]:
        """Yield the lines: a heading for each day, the time where it changes, one line for each thing."""
        day: date | None = None
        clock_time = ""
        for entry in self.entries:
            local = entry.at.astimezone(self.calendar.zone)
            if local_day(entry.at, self.calendar.zone) != day:
                day, clock_time = local.date(), ""
                holiday = self.calendar.holiday(day)
                yield ""
                yield day_words(day) + (f" ({holiday})" if holiday else "")
            shown = f"{local:%H:%M}"
            yield f"  {shown if shown != clock_time else '     '}  {entry.mark} {entry.text}"
            clock_time = shown
