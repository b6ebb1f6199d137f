"""Processes: lists, one process, what it did, how it stands in its diagram."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select

from service.access import Actor, Scope, require_scope, visible_instances
from service.engine.step import HistoryState
from service.errors import NotFoundError
from service.models import (
    AwaitedMessage,
    Case,
    DecisionLog,
    History,
    Incident,
    IncidentStatus,
    Instance,
    InstanceState,
    Outbox,
    OutboxStatus,
    Release,
    Task,
    TaskStatus,
    Timer,
    db,
)
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, page_of
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class InstanceFilter:
    case_id: UUID | None = None
    process: str | None = None
    status: InstanceState | None = None


@dataclass(frozen=True, kw_only=True)
class InstanceSummary:
    id: UUID
    process: str
    process_name: str
    status: InstanceState
    case_id: UUID | None
    case_reference: str | None
    release_id: UUID
    release_number: int
    started_at: datetime
    started_by: str
    ended_at: datetime | None
    reason: str | None
    next_due: datetime | None
    revision: int


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many of each kind the process waits for now."""

    tasks: int
    timers: int
    messages: int
    calls: int
    incidents: int


@dataclass(frozen=True, kw_only=True)
class InstanceDetail(InstanceSummary):
    """`processes`: its own and every one it may call, each with a diagram."""

    start_event: str | None
    processes: tuple[str, ...]
    waiting: Waiting
    output: Mapping[str, object] | None


class Entered(Protocol):
    """An entry of a history, whether it happened or was only tried out."""

    @property
    def state(self) -> str: ...
    @property
    def flows(self) -> Sequence[str]: ...


class ElementMark(StrEnum):
    ACTIVE = "active"
    ERROR = "error"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"  # it failed, and an operator had it passed over


@dataclass(frozen=True, kw_only=True)
class ElementState:
    """How an element is to be drawn; `flows` are the sequence flows by which it was reached."""

    process: str
    element: str
    state: ElementMark
    entered: int
    completed: int
    flows: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HistoryView:
    id: int
    process: str
    element: str
    name: str
    kind: str
    state: str
    at: datetime
    flows: tuple[str, ...]
    item: str | None
    actor: str | None


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """`inputs` and `result` are FEEL values as JSON; `rows` the ids of the rows that fired."""

    id: int
    process: str
    element: str
    decision: str
    inputs: Mapping[str, object]
    rows: tuple[str, ...]
    result: object
    at: datetime


def list_instances(*, actor: Actor, filters: InstanceFilter, page: PageRequest) -> Page[InstanceSummary]:
    """Processes that the actor may see, the latest first."""
    require_scope(actor, Scope.INSTANCES_READ, action="read processes")
    statement = _instances().where(visible_instances(actor))
    equals = (
        (Instance.case_id, filters.case_id),
        (Instance.process, filters.process),
        (Instance.status, filters.status),
    )
    for column, value in equals:
        if value is not None:
            statement = statement.where(column == value)
    columns = {"started_at": Instance.started_at, "next_due": Instance.next_due}
    order = Order(columns=columns, default="-started_at", key=Instance.id)
    return page_of(statement, order, page, make=lambda row: InstanceSummary(**_summary(row)))


def get_instance(*, instance_id: UUID, actor: Actor) -> InstanceDetail:
    """:raises NotFoundError: there is none that the actor may see."""
    row = _one(instance_id, actor)
    instance: Instance = row.Instance
    return InstanceDetail(
        **_summary(row),
        start_event=instance.start_event,
        processes=_processes(instance),
        waiting=_waiting(instance_id),
        output=instance.output,
    )


def element_states(*, instance_id: UUID, actor: Actor) -> tuple[ElementState, ...]:
    """Every element that was reached, with what is open now on top of what happened."""
    _one(instance_id, actor)
    active = _active(instance_id)
    seen: dict[tuple[str, str], list[History]] = {key: [] for key in active}
    entries = select(History).where(History.instance_id == instance_id).order_by(History.id)
    for entry in _where_it_is(db.session.scalars(entries)):
        seen.setdefault((entry.process, entry.element), []).append(entry)
    return tuple(state_of(key, entries, active.get(key)) for key, entries in seen.items())


def _where_it_is(entries: Iterable[History]) -> Iterable[History]:
    """Leave out where a step was entered under another id, before a move to another release renamed it."""
    kept: dict[int, History] = {}
    entered: dict[str, int] = {}
    for entry in entries:
        kept[entry.id] = entry
        before = entered.pop(entry.task_id, None)
        if entry.state == HistoryState.ENTERED:
            if before is not None:
                del kept[before]
            entered[entry.task_id] = entry.id
    return kept.values()


def history(*, instance_id: UUID, actor: Actor, page: PageRequest) -> Page[HistoryView]:
    """What the process did, in the order in which it did it."""
    _one(instance_id, actor)
    order = Order(columns={"id": History.id}, default="id", key=History.id)
    return page_of(select(History).where(History.instance_id == instance_id), order, page, make=_history)


def decisions(*, instance_id: UUID, actor: Actor, page: PageRequest) -> Page[DecisionView]:
    """Which decisions were taken, on what, and by which rows."""
    _one(instance_id, actor)
    order = Order(columns={"id": DecisionLog.id}, default="id", key=DecisionLog.id)
    return page_of(select(DecisionLog).where(DecisionLog.instance_id == instance_id), order, page, make=_decision)


def diagram(*, instance_id: UUID, actor: Actor, process: str | None = None) -> bytes:
    """The diagram the process runs by, or that of a process it may call.

    :raises NotFoundError: there is none that the actor may see.
    """
    instance: Instance = _one(instance_id, actor).Instance
    wanted = instance.process if process is None else process
    if wanted not in _processes(instance):
        raise NotFoundError("diagram of", wanted)
    return composed(instance.release_id).release.diagram(wanted)


def _instances() -> AnySelect:
    return (
        select(Instance, Case.reference, Release.number)
        .join(Release, Release.id == Instance.release_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .execution_options(populate_existing=True)
    )


def _one(instance_id: UUID, actor: Actor) -> AnyRow:
    require_scope(actor, Scope.INSTANCES_READ, action="read processes")
    row = db.session.execute(_instances().where(Instance.id == instance_id, visible_instances(actor))).one_or_none()
    if row is None:
        raise NotFoundError("process", instance_id)
    return row


def _summary(row: AnyRow) -> dict[str, Any]:
    instance: Instance = row.Instance
    return {
        "id": instance.id,
        "process": instance.process,
        "process_name": composed(instance.release_id).release.processes[instance.process].name,
        "status": instance.status,
        "case_id": instance.case_id,
        "case_reference": row.reference,
        "release_id": instance.release_id,
        "release_number": row.number,
        "started_at": instance.started_at,
        "started_by": instance.started_by,
        "ended_at": instance.ended_at,
        "reason": instance.reason,
        "next_due": instance.next_due,
        "revision": instance.revision,
    }


def _processes(instance: Instance) -> tuple[str, ...]:
    known = composed(instance.release_id).release.processes
    found = [instance.process]
    for process in found:  # grows while it is walked
        found.extend(called for called in known[process].called if called in known and called not in found)
    return tuple(found)


def _waiting(instance_id: UUID) -> Waiting:
    calls = Outbox.status.in_((OutboxStatus.PENDING, OutboxStatus.LOCKED, OutboxStatus.DEAD))
    counts = (
        select(func.count()).select_from(Task).where(Task.instance_id == instance_id, Task.status == TaskStatus.OPEN),
        select(func.count()).select_from(Timer).where(Timer.instance_id == instance_id),
        select(func.count()).select_from(AwaitedMessage).where(AwaitedMessage.instance_id == instance_id),
        select(func.count()).select_from(Outbox).where(Outbox.instance_id == instance_id, calls),
        select(func.count())
        .select_from(Incident)
        .where(Incident.instance_id == instance_id, Incident.status == IncidentStatus.OPEN),
    )
    row = db.session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return Waiting(tasks=row[0], timers=row[1], messages=row[2], calls=row[3], incidents=row[4])


def _active(instance_id: UUID) -> dict[tuple[str, str], ElementMark]:
    waiting = (
        select(Task.process, Task.element).where(Task.instance_id == instance_id, Task.status == TaskStatus.OPEN),
        select(Timer.process, Timer.element).where(Timer.instance_id == instance_id),
        select(AwaitedMessage.process, AwaitedMessage.element).where(AwaitedMessage.instance_id == instance_id),
        select(Outbox.process, Outbox.element).where(
            Outbox.instance_id == instance_id,
            Outbox.status.in_((OutboxStatus.PENDING, OutboxStatus.LOCKED, OutboxStatus.DEAD)),
        ),
    )
    found: dict[tuple[str, str], ElementMark] = {}
    for statement in waiting:
        found |= {(str(row[0]), str(row[1])): ElementMark.ACTIVE for row in db.session.execute(statement)}
    failed = select(Incident.process, Incident.element).where(
        Incident.instance_id == instance_id, Incident.status == IncidentStatus.OPEN
    )
    return found | {(row[0], row[1]): ElementMark.ERROR for row in db.session.execute(failed)}


def state_of(key: tuple[str, str], entries: Sequence[Entered], active: ElementMark | None) -> ElementState:
    """How the element (process, id) stands after these entries; `active`: what is open there now."""
    entered = sum(1 for entry in entries if entry.state == HistoryState.ENTERED)
    completed = sum(1 for entry in entries if entry.state == HistoryState.COMPLETED)
    left = sum(1 for entry in entries if entry.state in {HistoryState.CANCELLED, HistoryState.SKIPPED})
    if active is None and entered > completed + left:
        active = ElementMark.ACTIVE  # a sub-process or a called process that something inside keeps open
    return ElementState(
        process=key[0],
        element=key[1],
        state=_past(entries) if active is None else active,
        entered=max(entered, completed),
        completed=completed,
        flows=tuple(dict.fromkeys(flow for entry in entries for flow in entry.flows)),
    )


def _past(entries: Sequence[Entered]) -> ElementMark:
    """How it ended: what was done once counts as done."""
    states = {entry.state for entry in entries}
    if HistoryState.COMPLETED in states:
        return ElementMark.COMPLETED
    return ElementMark.SKIPPED if HistoryState.SKIPPED in states else ElementMark.CANCELLED


def _history(row: AnyRow) -> HistoryView:
    entry: History = row.History
    return HistoryView(
        id=entry.id,
        process=entry.process,
        element=entry.element,
        name=entry.name,
        kind=entry.kind,
        state=entry.state,
        at=entry.at,
        flows=tuple(entry.flows),
        item=entry.item,
        actor=entry.actor,
    )


def _decision(row: AnyRow) -> DecisionView:
    taken: DecisionLog = row.DecisionLog
    return DecisionView(
        id=taken.id,
        process=taken.process,
        element=taken.element,
        decision=taken.decision,
        inputs=taken.inputs,
        rows=tuple(taken.rows),
        result=taken.result["value"],
        at=taken.at,
    )
