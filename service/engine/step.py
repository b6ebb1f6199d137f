"""What one command changed: the only thing that leaves the engine.

Ids of tasks, timers, awaited messages, service calls and incidents are the engine's own token ids: UUID text, stable
over save and restore, unique over all instances.  All times are aware UTC.  Everything is a difference: a host that
applies every Step in order to empty tables has exactly what is open now.  A call or incident under an id that is
already open replaces it: it was run again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum


class InstanceStatus(StrEnum):
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Ending(StrEnum):
    """How an open thing came to be closed."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Closed:
    id: str
    ending: Ending


@dataclass(frozen=True, kw_only=True)
class OpenTask:
    """A user (or manual) task that waits for somebody."""

    id: str
    process: str  # id of the process whose diagram holds the element
    element: str  # BPMN id
    name: str
    lane: str | None
    form: str | None  # form id
    groups: tuple[str, ...]  # role ids (candidateGroups)
    users: tuple[str, ...]  # user names (candidateUsers)
    assignee: str | None
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    stage: str | None  # service word, from the nearest `case_stage`
    item: str | None  # label of the multi-instance item this task is for
    documentation: str | None
    prefill: Mapping[str, object]  # input parameters: form key -> FEEL value
    rules: tuple[str, ...]
    deadlines: tuple[str, ...]  # deadline keys


@dataclass(frozen=True, kw_only=True)
class ArmedTimer:
    id: str
    process: str
    element: str
    name: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class AwaitedMessage:
    """`keys` must all be equal to the keys of the message that is delivered."""

    id: str
    process: str
    element: str
    message: str
    keys: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ThrownMessage:
    message: str
    keys: Mapping[str, str]
    payload: Mapping[str, object]
    element: str


@dataclass(frozen=True, kw_only=True)
class ThrownSignal:
    signal: str
    payload: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class ServiceCall:
    """A call that the outbox is to make; the id is its idempotency key."""

    id: str
    process: str
    element: str
    name: str
    topic: str
    parameters: Mapping[str, object]
    retries: int


class HistoryState(StrEnum):
    ENTERED = "entered"  # user tasks, service calls, catches, sub-processes and called processes only
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ERROR = "error"
    SKIPPED = "skipped"  # it failed, and an operator had it passed over


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    process: str
    element: str
    name: str
    kind: str  # BPMN element name: "userTask", "exclusiveGateway", …
    state: HistoryState
    at: datetime
    flows: tuple[str, ...]  # sequence flows by which the element was reached
    task_id: str
    item: str | None = None
    actor: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionTaken:
    """A DMN decision that was evaluated: the answer to "why did it go this way?"."""

    process: str
    element: str
    decision: str
    inputs: Mapping[str, object]
    rows: tuple[str, ...]  # ids of the rows that fired
    result: object


@dataclass(frozen=True, kw_only=True)
class Incident:
    """A step that failed and waits for an operator; the instance goes on elsewhere."""

    id: str
    process: str
    element: str
    name: str
    kind: str  # "expression", "service", "message", "step-budget", "uncaught-error", "stuck"; the host has its own
    message: str


@dataclass(frozen=True, kw_only=True)
class CaseEvent:
    """Something that deadlines may count from (property `event`)."""

    name: str
    at: datetime
    element: str


@dataclass(frozen=True, kw_only=True)
class DeadlineStarted:
    key: str
    base_at: datetime  # when its start event happened
    due_at: datetime
    breach_at: datetime  # from this moment on it counts as missed
    element: str


@dataclass(frozen=True, kw_only=True)
class DeadlineEnded:
    key: str
    at: datetime
    ending: Ending  # COMPLETED: met (or met late); CANCELLED: it no longer applies


@dataclass(frozen=True, kw_only=True)
class CaseUpdate:
    """Properties case_stage, case_status, case_outcome, case_team, case_lead, case_consent; None: unchanged."""

    stage: str | None = None
    status: str | None = None
    outcome: str | None = None
    team: str | None = None
    lead: str | None = None
    consent: str | None = None


@dataclass(frozen=True, kw_only=True)
class TaskChange:
    """A task that stays open and is offered otherwise; `before` is None where that cannot be told any more."""

    before: OpenTask | None
    after: OpenTask

    @property
    def id(self) -> str:
        return self.after.id

    @property
    def changed(self) -> Mapping[str, object]:
        """The attributes that are others now, with their new values; what people changed by hand is not among them."""
        names = [each.name for each in fields(OpenTask)]
        return {
            name: getattr(self.after, name)
            for name in names
            if self.before is None or getattr(self.before, name) != getattr(self.after, name)
        }


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved:
    """A deadline that goes on running, as the new table has it."""

    key: str
    base_at: datetime
    due_at: datetime
    breach_at: datetime


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """A service call or incident whose element has another id or name now."""

    id: str
    process: str
    element: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What stays open under its id when an instance moves to another release, and is not what it was.

    Each entry stands for the row with its id (deadlines: the instance's running ones of that key).  Timers keep their
    due time; tasks change in what `TaskChange.changed` says and in nothing else.
    """

    tasks: tuple[TaskChange, ...] = ()
    timers: tuple[ArmedTimer, ...] = ()
    awaited: tuple[AwaitedMessage, ...] = ()
    calls: tuple[Renamed, ...] = ()
    incidents: tuple[Renamed, ...] = ()
    deadlines: tuple[DeadlineMoved, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    state: bytes
    status: InstanceStatus
    changed: bool  # False: nothing happened, nothing needs to be written
    next_due: datetime | None
    opened: tuple[OpenTask, ...] = ()
    closed: tuple[Closed, ...] = ()
    armed: tuple[ArmedTimer, ...] = ()
    dropped: tuple[Closed, ...] = ()  # timers: COMPLETED fired, CANCELLED dropped
    awaited: tuple[AwaitedMessage, ...] = ()
    unawaited: tuple[Closed, ...] = ()
    thrown: tuple[ThrownMessage, ...] = ()
    signals: tuple[ThrownSignal, ...] = ()
    calls: tuple[ServiceCall, ...] = ()
    calls_ended: tuple[Closed, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    decisions: tuple[DecisionTaken, ...] = ()
    incidents: tuple[Incident, ...] = ()
    incidents_ended: tuple[Closed, ...] = ()
    events: tuple[CaseEvent, ...] = ()
    deadlines: tuple[DeadlineStarted | DeadlineEnded, ...] = ()  # in the order in which they happened
    case: CaseUpdate = field(default_factory=CaseUpdate)
    output: Mapping[str, object] = field(default_factory=dict)  # the process's variables when it completed
    moved: Moved = field(default_factory=Moved)  # only where the instance moved to another release
