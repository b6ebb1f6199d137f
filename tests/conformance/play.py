"""Play a process in memory: every command goes over the saved state, and Steps are applied as a host does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.clocks import VirtualClock, WorkingCalendar
from service.engine import Release, advance, load_release
from service.engine.commands import (
    Cancel,
    Command,
    CompleteService,
    CompleteTask,
    DeliverMessage,
    FailService,
    FireTimers,
    RaiseSignal,
    RetryIncident,
    Start,
    ThrowServiceError,
)
from service.engine.migration import Left, MigrationPlan, Place, migrate, plan_migration
from service.engine.step import InstanceStatus, Step

MONDAY = datetime(2026, 12, 14, 10, tzinfo=UTC)
CALENDAR = WorkingCalendar.from_mapping(
    {
        "country": "England",
        "timezone": "Europe/London",
        "office_hours": dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00"),
        "closure_days": [],
        "non_working_day": "next",
    }
)


@dataclass
class CaseFacts:
    """What a host knows about one case."""

    case: Mapping[str, object] = field(default_factory=dict)
    events: dict[str, datetime] = field(default_factory=dict)
    records: dict[str, Mapping[str, object]] = field(default_factory=dict)
    diary: dict[str, list[datetime]] = field(default_factory=dict)

    def event_at(self, name: str) -> datetime | None:
        return self.events.get(name)

    def record(self, form: str) -> Mapping[str, object] | None:
        return self.records.get(form)

    def sittings(self, panel: str) -> Sequence[datetime]:
        return self.diary.get(panel, ())


def release_of(*files: Path, digest: str = "test") -> Release:
    """Load diagrams and decisions as one release."""
    diagrams = {file.name: file.read_bytes() for file in files if file.suffix == ".bpmn"}
    decisions = {file.name: file.read_bytes() for file in files if file.suffix == ".dmn"}
    return load_release(digest=digest, authority="test", diagrams=diagrams, decisions=decisions, calendar=CALENDAR)


class Play:
    """One instance and what a host would have in its tables about it."""

    def __init__(self, release: Release, facts: CaseFacts | None = None, at: datetime = MONDAY) -> None:
        self.release = release
        self.facts = facts or CaseFacts()
        self.clock = VirtualClock(at)
        self.steps: list[Step] = []
        self.open: dict[str, object] = {}
        self.timers: dict[str, object] = {}
        self.waiting: dict[str, object] = {}
        self.calls: dict[str, object] = {}
        self.incidents: dict[str, object] = {}
        self.left: tuple[Left, ...] = ()

    def start(self, process: str | None = None, event: str | None = None, data=None, **answers) -> "Play":
        process = process or next(iter(self.release.processes))
        self.do(Start(process=process, event=event, answers=answers, data=data or {}))
        return self

    def do(self, command: Command) -> Step:
        state = self.steps[-1].state if self.steps else None
        step = advance(self.release, state, command, clock=self.clock, facts=self.facts)
        self.steps.append(step)
        self._apply(step)
        return step

    def plan(self, release: Release, mapping: Mapping[str, str] | None = None, **options) -> MigrationPlan:
        """Return the plan of a move to the release; `mapping` names elements of the first process."""
        process = next(iter(release.processes))
        places = {Place(process, old): Place(process, new) for old, new in (mapping or {}).items()}
        place = {"facts": self.facts, "clock": self.clock}
        return plan_migration(
            self.release, release, self.last.state, mapping=places, left=self.left, **place, **options
        )

    def move(self, release: Release, mapping: Mapping[str, str] | None = None, **options) -> Step:
        """Move to the release, as a host does."""
        plan = self.plan(release, mapping, **options)
        step = migrate(self.release, release, self.last.state, plan, facts=self.facts, clock=self.clock)
        self.release = release
        self.left = plan.leaves
        self.steps.append(step)
        self._apply_moved(step)
        self._apply(step)
        return step

    def complete(self, element: str, *, item: str | None = None, actor: str | None = None, **answers) -> Step:
        task = self.task(element, item)
        return self.do(CompleteTask(task_id=task.id, answers=answers, actor=actor))

    def task(self, element: str, item: str | None = None):
        found = [task for task in self.open.values() if task.element == element and item in (None, task.item)]
        assert found, f"{element} is not open, only {self.tasks}"
        return found[0]

    def wait(self, **span) -> Step:
        """Let time pass, and fire what is due."""
        self.clock.move_to(self.clock.now() + timedelta(**span))
        return self.do(FireTimers())

    def message(self, name: str, **payload) -> Step:
        waiting = next(found for found in self.waiting.values() if found.message == name)
        return self.do(DeliverMessage(waiting_id=waiting.id, payload=payload))

    def signal(self, name: str, **payload) -> Step:
        return self.do(RaiseSignal(name=name, payload=payload))

    def answer(self, element: str, **result) -> Step:
        return self.do(CompleteService(call_id=self._call(element).id, result=result))

    def fail(self, element: str, message: str = "no answer") -> Step:
        return self.do(FailService(call_id=self._call(element).id, message=message))

    def error(self, element: str, code: str, **data) -> Step:
        return self.do(ThrowServiceError(call_id=self._call(element).id, code=code, data=data))

    def retry(self, **data) -> Step:
        return self.do(RetryIncident(incident_id=next(iter(self.incidents)), data=data))

    def cancel(self, reason: str = "opened by mistake") -> Step:
        return self.do(Cancel(reason=reason))

    @property
    def tasks(self) -> list[str]:
        """Element ids of the open tasks, sorted; with the item where there is one."""
        return sorted(f"{t.element}[{t.item}]" if t.item else t.element for t in self.open.values())

    @property
    def armed(self) -> list[str]:
        return sorted(timer.element for timer in self.timers.values())

    @property
    def awaited(self) -> list[str]:
        return sorted(waiting.element for waiting in self.waiting.values())

    @property
    def called(self) -> list[str]:
        return sorted(call.element for call in self.calls.values())

    @property
    def last(self) -> Step:
        return self.steps[-1]

    @property
    def done(self) -> bool:
        return self.last.status is InstanceStatus.COMPLETED

    @property
    def history(self) -> list[str]:
        """Elements that were completed, in order."""
        return [e.element for step in self.steps for e in step.history if e.state == "completed"]

    @property
    def flows(self) -> list[str]:
        """Sequence flows that were taken, in order."""
        return [f for step in self.steps for e in step.history if e.state == "completed" for f in e.flows]

    def _call(self, element: str):
        return next(call for call in self.calls.values() if call.element == element)

    def _apply_moved(self, step: Step) -> None:
        moved = step.moved
        for task in moved.tasks:
            self.open[task.id] = replace(self.open[task.id], **task.changed)
        for table, entries in ((self.timers, moved.timers), (self.waiting, moved.awaited)):
            for entry in entries:
                assert entry.id in table
                table[entry.id] = entry
        for table, entries in ((self.calls, moved.calls), (self.incidents, moved.incidents)):
            for entry in entries:
                told = {"process": entry.process, "element": entry.element, "name": entry.name}
                table[entry.id] = replace(table[entry.id], **told)

    def _apply(self, step: Step) -> None:
        tables = (
            (self.open, step.opened, step.closed),
            (self.timers, step.armed, step.dropped),
            (self.waiting, step.awaited, step.unawaited),
            (self.calls, step.calls, step.calls_ended),
            (self.incidents, step.incidents, step.incidents_ended),
        )
        for table, opened, closed in tables:
            for ended in closed:
                del table[ended.id]
            table.update({entry.id: entry for entry in opened})
        self.facts.events.update({event.name: event.at for event in step.events})
        if not step.changed:
            assert step.state == self.steps[-2].state
        dues = [timer.due_at for timer in self.timers.values()]
        assert step.next_due == min(dues, default=None)
        if step.status is not InstanceStatus.RUNNING:
            assert not any((self.open, self.timers, self.waiting, self.calls, self.incidents))
