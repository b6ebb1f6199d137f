"""What happened while one command ran, in order; `step_maker` makes the Step of it."""

from dataclasses import dataclass, field

from service.engine.step import (
    ArmedTimer,
    AwaitedMessage,
    CaseEvent,
    DeadlineEnded,
    DeadlineStarted,
    DecisionTaken,
    HistoryEntry,
    Incident,
    OpenTask,
    ServiceCall,
    ThrownMessage,
    ThrownSignal,
)


@dataclass
class Journal:
    """`opened`, `armed`, `awaited`, `calls` and `incidents` hold what was opened, even if it closed again."""

    opened: list[OpenTask] = field(default_factory=list)
    armed: list[ArmedTimer] = field(default_factory=list)
    awaited: list[AwaitedMessage] = field(default_factory=list)
    calls: list[ServiceCall] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    completed: set[str] = field(default_factory=set)  # ids of tasks that completed; others that vanished were cancelled
    thrown: list[ThrownMessage] = field(default_factory=list)
    signals: list[ThrownSignal] = field(default_factory=list)
    history: list[HistoryEntry] = field(default_factory=list)
    decisions: list[DecisionTaken] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    deadlines: list[DeadlineStarted | DeadlineEnded] = field(default_factory=list)
    case: dict[str, str] = field(default_factory=dict)  # fields of CaseUpdate
