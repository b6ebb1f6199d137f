"""How things stand: what an `expect` is checked against, whoever runs the processes.

The simulator answers from memory.  A test answers from the database, so that the same lines check both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from service.engine.step import OpenTask
from service.simulator.host import Host
from service.simulator.places import DeadlineState, MemoryCase, Place, PlaceFacts

Data = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class StandingTask:
    """An open task; `told` says it in words."""

    name: str
    element: str
    groups: Sequence[str]
    assignee: str | None
    item: str | None
    form: str | None
    stage: str | None
    due_at: datetime | None
    told: str


@dataclass(frozen=True, kw_only=True)
class StandingDeadline:
    """`open`: it can still be met."""

    key: str
    state: DeadlineState
    open: bool
    base_at: datetime
    due_at: datetime


class Standing(Protocol):
    """All that belongs to one scenario: its cases, and the processes that run outside any case."""

    def tasks(self) -> Sequence[StandingTask]:
        """Open tasks."""
        ...

    def deadlines(self) -> Sequence[StandingDeadline]:
        """Every deadline that ever began."""
        ...

    def case(self) -> Data | None:
        """The variable `case` of the newest episode."""
        ...

    def events(self) -> Mapping[str, datetime]:
        """When each event last happened."""
        ...

    def sent(self) -> Sequence[Data]:
        """Parameters of every call that left, with its topic."""
        ...

    def processes(self) -> Sequence[tuple[str, str]]:
        """Process and status of every instance, in the order of their starts."""
        ...

    def record(self, form: str) -> Data | None:
        """The latest answers of that form."""
        ...

    def incidents(self) -> Sequence[str]:
        """Open incidents, in words."""
        ...


@dataclass(frozen=True, kw_only=True)
class MemoryStanding:
    """Standing, answered by the host in memory."""

    host: Host

    def tasks(self) -> Sequence[StandingTask]:
        return [self._task(task) for instance in self.host.instances for task in instance.tasks.values()]

    def deadlines(self) -> Sequence[StandingDeadline]:
        now = self.host.clock.now()
        return [
            StandingDeadline(
                key=deadline.rule.key,
                state=deadline.state(now),
                open=deadline.open,
                base_at=deadline.base_at,
                due_at=deadline.due_at,
            )
            for place in self._places()
            for deadline in place.deadlines
        ]

    def case(self) -> Data | None:
        return self.host.cases[-1].variable() if self.host.cases else None

    def events(self) -> Mapping[str, datetime]:
        latest: dict[str, datetime] = {}
        for place in self._places():
            for name, happened in place.events.items():
                latest[name] = max([*happened, *([latest[name]] if name in latest else [])])
        return latest

    def sent(self) -> Sequence[Data]:
        return [{**sent.parameters, "topic": sent.topic} for sent in self.host.sent]

    def processes(self) -> Sequence[tuple[str, str]]:
        return [(instance.process, instance.status.value) for instance in self.host.instances]

    def record(self, form: str) -> Data | None:
        found = [PlaceFacts(place=place, diary={}).record(form) for place in self._places()]
        kept = [record for record in found if record is not None]
        return kept[-1] if kept else None

    def incidents(self) -> Sequence[str]:
        words = self.host.words
        return [words.incident(incident) for each in self.host.instances for incident in each.incidents.values()]

    def _task(self, task: OpenTask) -> StandingTask:
        return StandingTask(
            name=task.name,
            element=task.element,
            groups=task.groups,
            assignee=task.assignee,
            item=task.item,
            form=task.form,
            stage=task.stage,
            due_at=task.due_at,
            told=self.host.words.task(task),
        )

    def _places(self) -> Sequence[Place]:
        cases: list[MemoryCase] = self.host.cases
        return list(_unique([*cases, *(instance.place for instance in self.host.instances)]))


def _unique(places: Iterable[Place]) -> Iterator[Place]:
    seen: set[int] = set()
    for place in places:
        if id(place) not in seen:
            seen.add(id(place))
            yield place
