"""Who is told what, and when they need not know it any more.

Three kinds only.  Interrupt: an urgent concern waits for an answer.  Today: something is theirs to do now.  Digest:
what may wait for the next working morning.  Nobody is told of their own act, nor of a case that they may not know of.

Every cause is told where it arises, in the same transaction, and is taken back where it ends; what slips through (an
account that is closed, a role that is taken away) is found by `settle`.  The conditions on people mirror those of
`service.access.visibility`, seen from the other side: not "what may this person see" but "who may see this".
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Text,
    Update,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy import case as sql_case
from sqlalchemy.dialects.postgresql import Insert, insert

from service.access import Capability
from service.access.visibility import URGENT_CONCERN
from service.engine.step import Step
from service.models import (
    Case,
    CaseAccess,
    Deadline,
    Membership,
    Notification,
    Role,
    Task,
    TaskStatus,
    Urgency,
    User,
    UserRole,
    db,
    table_of,
)
from service.pathways import hints
from service.pathways.writing.context import Writing

TASK = "task:"
DEADLINE = "deadline:"
SITTING = "sitting:"
REFERRAL = "referral:"
DRAFT = "draft:"  # of the procedure, which waits for approval
DECIDED = "decided:"  # of a draft that was approved or given back
RELEASE = "release:"  # that became current
MOVE = "move:"  # of processes, which ended because another release became current
STUCK = "stuck:"  # of a planned release that did not go live on its day
UNDELIVERED = "undelivered:"  # of a message that whoever was to deliver it did not come to the end of
UNSTARTED = "unstarted:"  # of a process that its calendar did not start
LINKED = "linked:"  # of a referral that became a part of a case that is open
SEE_ALL = (Capability.SEE_ALL_CASES.value, Capability.OPERATE.value)

COLUMNS = ("id", "authority", "user_name", "urgency", "cause", "title", "case_id", "task_id", "created_at")
_TABLE = table_of(Notification)
STANDING = and_(Notification.cleared_at.is_(None), Notification.gone_at.is_(None))


@dataclass(frozen=True, kw_only=True)
class Told:
    """What people are told, other than of tasks.  `cause`: "sitting:<id>"; `title` names no person."""

    authority: str
    cause: str
    title: str
    urgency: Urgency = Urgency.TODAY
    case_id: UUID | None = None


def follow_step(writing: Writing, step: Step) -> None:
    """Tell people of the tasks that a step opened, and take back what it ended; one statement, or none.

    A task that falls to whoever made the step is no news to anybody else.
    """
    opened = [task for task in step.opened if task.assignee != writing.actor.name]
    ended = _Ended(
        causes=[f"{TASK}{item.id}" for item in step.closed],
        case_id=writing.case_id if step.deadlines else None,
    )
    if opened:
        people = {name for task in opened for name in (*task.users, *([task.assignee] if task.assignee else []))}
        roles = {role for task in opened if task.assignee is None for role in task.groups}
        asked = _Asked(tasks=[UUID(task.id) for task in opened], people=people, roles=roles, besides=writing.actor.name)
        _tell_of_tasks(asked, ended, now=writing.now)
        if any(task.process == URGENT_CONCERN for task in opened):
            hints.after_commit(hints.Hint(kind=hints.HintKind.NOTIFICATION, id=""))
    elif ended.anything:
        db.session.execute(_taking_back(), ended.parameters(writing.now))


def task_changed_hands(task: Task, *, by: str, now: datetime) -> None:
    """Tell whom a task went to, or whom it is offered again, and nobody else any more."""
    db.session.flush()
    cause_gone(f"{TASK}{task.id}", now=now)
    if task.assignee == by:
        return
    people = {*task.users, *([task.assignee] if task.assignee else [])}
    roles = set() if task.assignee else set(task.groups)
    asked = _Asked(tasks=[task.id], people=people, roles=roles, besides=by)
    _tell_of_tasks(asked, _Ended(causes=[], case_id=None), now=now)


def tasks_handed_back(tasks: Collection[UUID], *, by: str, now: datetime) -> None:
    """Tell those to whom tasks are offered again that somebody had and can have no longer."""
    if not tasks:
        return
    db.session.flush()
    roles = set(db.session.scalars(select(func.unnest(Task.groups)).where(Task.id.in_(tasks))))
    people = set(db.session.scalars(select(func.unnest(Task.users)).where(Task.id.in_(tasks))))
    asked = _Asked(tasks=sorted(tasks), people=people, roles=roles, besides=by)
    _tell_of_tasks(asked, _Ended(causes=[f"{TASK}{task}" for task in tasks], case_id=None), now=now)


def tell(names: Collection[str], told: Told, *, now: datetime) -> None:
    """Tell these people (user names); whoever was told of the cause before is told anew."""
    if not names:
        return
    rows = [
        {
            "id": uuid4(),
            "authority": told.authority,
            "user_name": name,
            "urgency": told.urgency,
            "cause": told.cause,
            "title": told.title,
            "case_id": told.case_id,
            "task_id": None,
            "created_at": now,
        }
        for name in sorted(names)
    ]
    db.session.execute(_anew(insert(_TABLE).values(rows)))


def tell_those_who_may(
    capability: Capability, told: Told, *, besides: str | None, now: datetime, again: bool = True
) -> None:
    """Tell everybody of the authority whose roles give them the capability.

    Who was told before is told anew; `again` False: only if it was over meanwhile.
    """
    which = None if again else Notification.gone_at.is_not(None)
    db.session.execute(_anew(_to_all(told, able(capability), User.name != (besides or ""), now=now), which))


def tell_everybody(told: Told, *, now: datetime) -> None:
    """Tell everybody of the authority; whoever was told of the cause before is told anew."""
    db.session.execute(_anew(_to_all(told, now=now)))


def _to_all(told: Told, *which: ColumnElement[bool], now: datetime) -> Insert:
    rows = select(
        func.gen_random_uuid(),
        User.authority,
        User.name,
        literal(told.urgency.value, Text),
        literal(told.cause, Text),
        literal(told.title, Text),
        bindparam("case_id", told.case_id, type_=_TABLE.c.case_id.type),
        bindparam("task_id", None, type_=_TABLE.c.task_id.type),
        bindparam("now", now, type_=_TABLE.c.created_at.type),
    ).where(User.authority == told.authority, User.active, *which)
    return insert(_TABLE).from_select(COLUMNS, rows)


def tell_case_holders(case_id: UUID, told: Told, *, besides: str, now: datetime) -> None:
    """Tell the lead worker of the case, and those who give out its team's work; not those from whom it is hidden."""
    found = (
        select(User.name)
        .join(Case, Case.authority == User.authority)
        .where(Case.id == case_id, User.active, User.name != besides)
        .where(or_(User.name == Case.lead, manages()), may_know())
        .order_by(User.name)
    )
    tell(db.session.scalars(found).all(), told, now=now)


def manages() -> ColumnElement[bool]:
    """Condition over User and Case: they give out the work of its team, or of the whole authority where it has none."""
    of_team = exists().where(Membership.user_id == User.id, Membership.team == Case.team)
    free = ~exists().where(Membership.user_id == User.id)
    return and_(able(Capability.ASSIGN), or_(of_team, and_(Case.team.is_(None), free)))


def able(capability: Capability) -> ColumnElement[bool]:
    """Condition over User: one of their roles gives them the capability."""
    return exists().where(
        UserRole.user_id == User.id,
        Role.authority == UserRole.authority,
        Role.id == UserRole.role,
        literal(capability.value) == func.any(Role.capabilities),
    )


def cause_gone(cause: str, *, now: datetime) -> None:
    """Take back what everybody was told of a cause."""
    db.session.execute(_gone(Notification.cause == cause, now))


def case_hidden(case_id: UUID, *, named: Collection[str], now: datetime) -> None:
    """Take back what people were told of a case that only those named may know of from now on."""
    unknown = and_(Notification.case_id == case_id, Notification.user_name.not_in(sorted(named)))
    db.session.execute(_gone(and_(unknown, Notification.urgency != Urgency.INTERRUPT), now))


def may_know(of_case: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """Condition over User and the outer-joined Case: it is not hidden from them."""
    named = exists().where(CaseAccess.case_id == Case.id, CaseAccess.user_name == User.name)
    return or_(Case.id.is_(None), Case.restricted.is_(False), named, *([] if of_case is None else [of_case]))


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Open tasks, and everybody who may come into question but for one: people by user name, and by role."""

    tasks: Sequence[UUID]
    people: Collection[str]
    roles: Collection[str]
    besides: str


@dataclass(frozen=True, kw_only=True)
class _Ended:
    """Causes that are over, and the case of which a standard may have ended."""

    causes: Sequence[str]
    case_id: UUID | None

    @property
    def anything(self) -> bool:
        return bool(self.causes) or self.case_id is not None

    def parameters(self, now: datetime) -> dict[str, object]:
        return {"ended": list(self.causes), "of_case": self.case_id, "at": now}


def _tell_of_tasks(asked: _Asked, ended: _Ended, *, now: datetime) -> None:
    told: dict[str, object] = {
        "tasks": list(asked.tasks),
        "people": sorted(asked.people),
        "roles": sorted(asked.roles),
        "besides": asked.besides,
    }
    db.session.execute(_telling(taking_back=ended.anything), told | ended.parameters(now))


_AT = bindparam("at", type_=DateTime(timezone=True))


# The two statements of every step are built once: building them costs more than sending them.
@cache
def _taking_back() -> Update:
    ended = or_(
        Notification.cause == func.any(bindparam("ended", type_=ARRAY(Text))),
        and_(Notification.case_id == bindparam("of_case", type_=Uuid), deadline_over()),
    )
    return update(_TABLE).where(STANDING, ended).values(gone_at=_AT)


@cache
def _telling(*, taking_back: bool) -> Insert:
    urgent = Task.process == URGENT_CONCERN
    named = or_(Task.assignee == User.name, User.name == func.any(Task.users))
    kind = sql_case((urgent, Urgency.INTERRUPT.value), (named, Urgency.TODAY.value), else_=Urgency.DIGEST.value)
    rows = (
        select(
            func.gen_random_uuid(),
            Task.authority,
            User.name,
            kind,
            literal(TASK).op("||")(Task.id.cast(Text)),
            Task.name.op("||")(func.coalesce(literal(", ").op("||")(Case.reference), "")),
            Task.case_id,
            Task.id,
            _AT,
        )
        .select_from(Task)
        .join(User, User.authority == Task.authority)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(
            Task.id == func.any(bindparam("tasks", type_=ARRAY(Uuid))),
            Task.status == TaskStatus.OPEN,
            _in_question(),
            User.active,
            User.name != bindparam("besides", type_=Text),
            may_do(),
            may_know(urgent),
        )
    )
    statement = _anew(insert(_TABLE).from_select(COLUMNS, rows), _TABLE.c.gone_at.is_not(None))
    return statement.add_cte(_taking_back().returning(_TABLE.c.id).cte("gone")) if taking_back else statement


def _in_question() -> ColumnElement[bool]:
    """Narrow the people down by an index before the conditions that cost something."""
    of_roles = select(UserRole.user_id).where(UserRole.role == func.any(bindparam("roles", type_=ARRAY(Text))))
    return or_(User.name == func.any(bindparam("people", type_=ARRAY(Text))), User.id.in_(of_roles))


def may_do() -> ColumnElement[bool]:
    """Condition over Task, User and the outer-joined Case.

    Mirror of `workable_tasks`: the person's own, or free and offered to them or to their role in the case's team.
    """
    of_role = exists().where(UserRole.user_id == User.id, UserRole.role == func.any(Task.groups))
    sees_all = exists().where(
        UserRole.user_id == User.id,
        Role.authority == UserRole.authority,
        Role.id == UserRole.role,
        or_(*(literal(each) == func.any(Role.capabilities) for each in SEE_ALL)),
    )
    own_team = exists().where(Membership.user_id == User.id, Membership.team == Case.team)
    in_a_team = exists().where(Membership.user_id == User.id)
    by_role = and_(of_role, or_(Case.team.is_(None), own_team, ~in_a_team, sees_all))
    return or_(
        Task.assignee == User.name, and_(Task.assignee.is_(None), or_(User.name == func.any(Task.users), by_role))
    )


def _anew(statement: Insert, where: ColumnElement[bool] | None = None) -> Insert:
    """Who was told of the cause before is told anew (`where`: of those only)."""
    fresh = {name: statement.excluded[name] for name in ("urgency", "title", "created_at")}
    blank = dict.fromkeys(("sent_at", "cleared_at", "cleared_by", "gone_at"))
    return statement.on_conflict_do_update(index_elements=["user_name", "cause"], set_={**fresh, **blank}, where=where)


def _gone(condition: ColumnElement[bool], now: datetime) -> Update:
    return (
        update(Notification).where(STANDING, condition).values(gone_at=now).execution_options(synchronize_session=False)
    )


def deadline_over() -> ColumnElement[bool]:
    """Condition over Notification: it is about a standard that has ended."""
    return exists().where(Deadline.id == subject_of(DEADLINE), Deadline.ended_at.is_not(None))


def subject_of(kind: str) -> ColumnElement[UUID]:
    """Return the id in a cause of this kind; null in every other cause, which may hold none."""
    held = sql_case((Notification.cause.startswith(kind), func.substr(Notification.cause, len(kind) + 1)))
    return held.cast(_TABLE.c.id.type)
