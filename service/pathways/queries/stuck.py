"""Processes that run and in which nothing can happen any more, or has not although it should have.

Processes that an operator has suspended are not stuck: they wait on purpose.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    any_,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    union_all,
)

from service.access import Actor, Capability, Scope, require_scope, visible_instances
from service.clocks.clock import Clock
from service.engine.failures import FailureKind
from service.engine.step import HistoryState
from service.errors import InvalidInputError
from service.models import (
    AwaitedMessage,
    Case,
    CaseAccess,
    History,
    Incident,
    IncidentStatus,
    Instance,
    InstanceState,
    Membership,
    Outbox,
    OutboxStatus,
    Role,
    Task,
    TaskStatus,
    Timer,
    User,
    UserRole,
)
from service.pathways.queries.paging import AnyRow, AnySelect, Column, Order, Page, PageRequest, page_of
from service.pathways.releases import composed

OVERDUE_AFTER = timedelta(minutes=5)
AWAITED_DAYS = 30
_LONGEST_DAYS = 36_500
_PASSING = ("intermediateCatchEvent", "receiveTask")  # what lies in wait beside other steps holds nothing up
_EVERYWHERE = (Capability.SEE_ALL_CASES, Capability.OPERATE)


class StuckReason(StrEnum):
    INCIDENT = "incident"  # nothing can go on: a gateway waits for what cannot come, or a failed step was put aside
    TIMER = "timer"  # it was due and has not fired
    CALL = "call"  # a service was called in vain, again and again
    NOBODY = "nobody"  # a task is offered to nobody who is there
    MESSAGE = "message"  # an answer has been awaited for long


@dataclass(frozen=True, kw_only=True)
class StuckFilter:
    """`awaited_days`: for how many days an answer may be awaited."""

    reason: StuckReason | None = None
    process: str | None = None
    awaited_days: int = AWAITED_DAYS


@dataclass(frozen=True, kw_only=True)
class StuckView:
    """One reason of one process.  `message`: the reason in plain words.  `since`: from when on it is stuck.

    `subject_id`: of the incident, timer, service call, task or awaited message.
    """

    instance_id: UUID
    process: str
    process_name: str
    case_id: UUID | None
    case_reference: str | None
    reason: StuckReason
    element: str
    name: str
    message: str
    since: datetime
    subject_id: UUID


def list_stuck(*, actor: Actor, clock: Clock, filters: StuckFilter, page: PageRequest) -> Page[StuckView]:
    """Reasons why processes that the actor may see are stuck, the longest first.

    :raises NotAllowedError: the actor may not read processes.
    :raises InvalidInputError: the number of days is no number of days.
    """
    require_scope(actor, Scope.INSTANCES_READ, action="read processes")
    if not 0 <= filters.awaited_days <= _LONGEST_DAYS:
        raise InvalidInputError({"awaited_days": [f"Ask for 0 to {_LONGEST_DAYS}."]})
    wanted = tuple(StuckReason) if filters.reason is None else (filters.reason,)
    subjects = union_all(*(_SUBJECTS[reason](clock.now(), filters) for reason in wanted)).subquery()
    statement = (
        select(subjects, Instance.process, Instance.release_id, Instance.case_id, Case.reference)
        .join(Instance, Instance.id == subjects.c.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Instance.status == InstanceState.RUNNING, visible_instances(actor))
    )
    if filters.process is not None:
        statement = statement.where(Instance.process == filters.process)
    order = Order(columns={"since": subjects.c.since}, default="since", key=subjects.c.subject_id)
    return page_of(statement, order, page, make=_view)


def _subjects(
    reason: StuckReason,
    *,
    subject_id: Column,
    instance_id: Column,
    place: tuple[Column, Column],
    name: Column,
    since: Column,
    detail: Column,
) -> AnySelect:
    """`place`: process and element."""
    return select(
        literal(reason.value).label("reason"),
        subject_id.label("subject_id"),
        instance_id.label("instance_id"),
        place[0].label("in_process"),
        place[1].label("element"),
        name.label("name"),
        since.label("since"),
        cast(detail, String).label("detail"),
    )


def _failed(now: datetime, filters: StuckFilter) -> AnySelect:  # noqa: ARG001 - one signature for all
    latest = (
        select(History.state)
        .where(History.instance_id == Incident.instance_id, History.task_id == cast(Incident.id, String))
        .order_by(History.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    left = and_(Incident.status == IncidentStatus.RESOLVED, latest == HistoryState.ERROR)
    waits = and_(Incident.status == IncidentStatus.OPEN, Incident.kind == FailureKind.STUCK)
    return _subjects(
        StuckReason.INCIDENT,
        subject_id=Incident.id,
        instance_id=Incident.instance_id,
        place=(Incident.process, Incident.element),
        name=Incident.name,
        since=Incident.opened_at,
        detail=Incident.kind,
    ).where(or_(waits, left))


def _not_fired(now: datetime, filters: StuckFilter) -> AnySelect:  # noqa: ARG001 - as above
    return _subjects(
        StuckReason.TIMER,
        subject_id=Timer.id,
        instance_id=Timer.instance_id,
        place=(Timer.process, Timer.element),
        name=Timer.name,
        since=Timer.due_at,
        detail=null(),
    ).where(Timer.due_at < now - OVERDUE_AFTER)


def _given_up(now: datetime, filters: StuckFilter) -> AnySelect:  # noqa: ARG001 - as above
    return _subjects(
        StuckReason.CALL,
        subject_id=Outbox.id,
        instance_id=Outbox.instance_id,
        place=(Outbox.process, Outbox.element),
        name=Outbox.name,
        since=Outbox.next_attempt_at,
        detail=Outbox.last_error,
    ).where(Outbox.status == OutboxStatus.DEAD, Outbox.instance_id.is_not(None))


def _for_nobody(now: datetime, filters: StuckFilter) -> AnySelect:  # noqa: ARG001 - as above
    assigned = exists().where(User.name == Task.assignee, User.active)
    offered = exists().where(
        User.authority == Task.authority,
        User.active,
        or_(User.name == any_(Task.users), and_(_has_role(Role.id == any_(Task.groups)), _reaches_case())),
        or_(Case.id.is_(None), Case.restricted.is_(False), _named_on_case()),
    )
    found = _subjects(
        StuckReason.NOBODY,
        subject_id=Task.id,
        instance_id=Task.instance_id,
        place=(Task.process, Task.element),
        name=Task.name,
        since=Task.opened_at,
        detail=func.coalesce(Task.assignee, func.array_to_string(Task.groups, ", ")),
    ).outerjoin(Case, Case.id == Task.case_id)
    nobody = or_(
        and_(Task.assignee.is_not(None), not_(assigned)),
        and_(Task.assignee.is_(None), not_(offered)),
    )
    return found.where(Task.status == TaskStatus.OPEN, nobody)


# conditions over a task, its outer-joined case and a user; what is within a condition does not see outwards by itself


def _has_role(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    held = and_(UserRole.user_id == User.id, UserRole.authority == Task.authority)
    same = and_(Role.authority == UserRole.authority, Role.id == UserRole.role)
    return exists().where(held, same, condition).correlate(Task, User)


def _reaches_case() -> ColumnElement[bool]:
    everywhere = _has_role(Role.capabilities.overlap([each.value for each in _EVERYWHERE]))
    member = exists().where(Membership.user_id == User.id)
    of_team = member.where(Membership.team == Case.team).correlate(User, Case)
    return or_(Case.id.is_(None), Case.team.is_(None), of_team, not_(member.correlate(User)), everywhere)


def _named_on_case() -> ColumnElement[bool]:
    named = and_(CaseAccess.case_id == Case.id, CaseAccess.user_name == User.name)
    return exists().where(named).correlate(Case, User)


def _long_awaited(now: datetime, filters: StuckFilter) -> AnySelect:
    holds_up = exists().where(
        History.instance_id == AwaitedMessage.instance_id,
        History.task_id == cast(AwaitedMessage.id, String),
        History.kind.in_(_PASSING),
    )
    return _subjects(
        StuckReason.MESSAGE,
        subject_id=AwaitedMessage.id,
        instance_id=AwaitedMessage.instance_id,
        place=(AwaitedMessage.process, AwaitedMessage.element),
        name=AwaitedMessage.message,
        since=AwaitedMessage.since,
        detail=AwaitedMessage.message,
    ).where(AwaitedMessage.since < now - timedelta(days=filters.awaited_days), holds_up)


_SUBJECTS: Mapping[StuckReason, Callable[[datetime, StuckFilter], AnySelect]] = {
    StuckReason.INCIDENT: _failed,
    StuckReason.TIMER: _not_fired,
    StuckReason.CALL: _given_up,
    StuckReason.NOBODY: _for_nobody,
    StuckReason.MESSAGE: _long_awaited,
}


def _view(row: AnyRow) -> StuckView:
    processes = composed(row.release_id).release.processes
    within = processes.get(row.in_process)
    element = within.elements.get(row.element) if within else None
    name = row.name if element is None else element.name
    reason = StuckReason(row.reason)
    return StuckView(
        instance_id=row.instance_id,
        process=row.process,
        process_name=processes[row.process].name,
        case_id=row.case_id,
        case_reference=row.reference,
        reason=reason,
        element=row.element or "",
        name=name,
        message=_sentence(reason, name, row.detail or ""),
        since=row.since,
        subject_id=row.subject_id,
    )


_SENTENCES: Mapping[StuckReason, str] = {
    StuckReason.INCIDENT: "“{name}” failed and was put aside. It does not go on by itself.",
    StuckReason.TIMER: "“{name}” was due and has not happened. Is the scheduler running?",
    StuckReason.CALL: "“{name}” was tried again and again in vain. The last answer was: {detail}",
    StuckReason.NOBODY: "“{name}” is offered to nobody who could do it ({detail}).",
    StuckReason.MESSAGE: "“{name}” waits for the message “{detail}”, which has not come.",
}
_UNTOLD: Mapping[StuckReason, str] = {StuckReason.CALL: "none.", StuckReason.NOBODY: "no role and no person"}


def _sentence(reason: StuckReason, name: str, detail: str) -> str:
    if reason is StuckReason.INCIDENT and detail == FailureKind.STUCK:
        return f"Nothing can go on in “{name}”: a gateway waits for what cannot come any more."
    return _SENTENCES[reason].format(name=name, detail=detail or _UNTOLD.get(reason, ""))
