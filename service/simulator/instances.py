"""A process that runs in memory: what is open in it, kept up by the steps of the engine."""

from dataclasses import dataclass, field
from datetime import datetime

from service.engine.step import (
    ArmedTimer,
    AwaitedMessage,
    DecisionTaken,
    HistoryEntry,
    Incident,
    InstanceStatus,
    OpenTask,
    ServiceCall,
    Step,
)
from service.simulator.places import Place


@dataclass(kw_only=True)
class MemoryInstance:
    number: int  # in the order of their starts
    process: str
    name: str
    place: Place
    started_at: datetime
    state: bytes | None = None
    revision: int = 0
    status: InstanceStatus = InstanceStatus.RUNNING
    next_due: datetime | None = None
    tasks: dict[str, OpenTask] = field(default_factory=dict)
    timers: dict[str, ArmedTimer] = field(default_factory=dict)
    awaited: dict[str, AwaitedMessage] = field(default_factory=dict)
    calls: dict[str, ServiceCall] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    history: list[HistoryEntry] = field(default_factory=list)
    decisions: list[DecisionTaken] = field(default_factory=list)
    asked: list[OpenTask] = field(default_factory=list)  # every task that was ever opened

    @property
    def running(self) -> bool:
        return self.status is InstanceStatus.RUNNING

    def take(self, step: Step) -> None:
        """Lay the step's differences over what is open."""
        self.state, self.status, self.next_due = step.state, step.status, step.next_due
        self.revision += 1
        self.history += step.history
        self.decisions += step.decisions
        self.asked += step.opened
        self.tasks.update({task.id: task for task in step.opened})
        self.timers.update({timer.id: timer for timer in step.armed})
        self.awaited.update({waiting.id: waiting for waiting in step.awaited})
        self.calls.update({call.id: call for call in step.calls})
        self.incidents.update({incident.id: incident for incident in step.incidents})
        for table, closed in (
            (self.tasks, step.closed),
            (self.timers, step.dropped),
            (self.awaited, step.unawaited),
            (self.calls, step.calls_ended),
            (self.incidents, step.incidents_ended),
        ):
            for each in closed:
                table.pop(each.id, None)
