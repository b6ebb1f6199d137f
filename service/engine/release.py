"""One published library version, ready to run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.clocks import DeadlineRule, WorkingCalendar
from service.engine.decisions import Decisions
from service.engine.reading.elements import Element, Expression, Occasion


@dataclass(frozen=True, kw_only=True)
class StartEvent:
    """A way to begin a process: by hand (with a form), by a message, or at a time."""

    id: str
    name: str
    form: str | None
    message: str | None
    timer: str | None  # text of the cycle or FEEL (with `=`) of the next moment
    lane: str | None


@dataclass(frozen=True, kw_only=True)
class ProcessInfo:
    """What a release tells about one of its processes."""

    id: str
    name: str
    kind: str | None  # property `kind`: case, called, sitting, concern
    file: str
    start_events: tuple[StartEvent, ...]
    called: tuple[str, ...]  # ids of the processes it calls
    elements: Mapping[str, Element]  # those of its sub-processes included
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Release:
    """Immutable; shared by all instances and threads.  `specs` and `decisions` are the engine's own."""

    digest: str
    authority: str
    processes: Mapping[str, ProcessInfo]
    deadlines: Mapping[str, DeadlineRule]
    calendar: WorkingCalendar
    decisions: Decisions
    specs: Mapping[str, Any]
    files: Mapping[str, bytes]
    optional_deadlines: frozenset[str] = frozenset()

    def diagram(self, process_id: str) -> bytes:
        """Return the process's file as it was published."""
        return self.files[self.processes[process_id].file]

    def deadline(self, key: object) -> DeadlineRule | None:
        """Return the deadline; None when it is optional and the authority has no such clock.

        :raises KeyError: no diagram of the release may name this key.
        """
        rule = self.deadlines.get(key) if isinstance(key, str) else None
        if rule is None and key not in self.optional_deadlines:
            raise KeyError(f"There is no deadline {key!r} in deadlines.dmn.")
        return rule

    def message_starts(self) -> Iterator[tuple[str, str, str]]:
        """Yield message name, process and start event of every message start event."""
        for process in self.processes.values():
            for start in process.start_events:
                if start.message is not None:
                    yield start.message, process.id, start.id


def start_event_of(element: Element) -> StartEvent:
    """Return what is told of a start event."""
    event = element.event
    return StartEvent(
        id=element.id,
        name=element.name,
        form=element.form,
        message=event.name if event.occasion is Occasion.MESSAGE else None,
        timer=_source(event.expression) if event.expression is not None else None,
        lane=element.lane,
    )


def _source(expression: Expression) -> str:
    return f"={expression.text}" if expression.feel else expression.text
