"""Which cases, tasks and processes somebody may know of, as SQL conditions.

A restricted case exists only for the people who are named on it, and, as long as an urgent concern waits for their
answer, for those whom it alerts: nothing stands in front of an urgent concern.  Every other case of the authority is
seen by those with see_all_cases or operate, its team, its lead, who opened it, and whoever has an open task on it.  A
role's task belongs to the people of that role in the case's team; people who are in no team serve the whole authority.
Clients see what their scopes let them ask for, in their authority.

The conditions on tasks and instances expect `case` to be outer-joined: a panel's sitting has no case.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import InstrumentedAttribute, aliased

from service.access.actor import Actor, ActorKind
from service.models import Case, CaseAccess, Instance, Task, TaskStatus, db

URGENT_CONCERN = "urgent_concern"  # the process by which every authority answers one


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """Condition over Case."""
    own = and_(_in_authority(actor, Case.authority), _not_hidden(actor))
    if actor.sees_everything:
        return own
    task = aliased(Task)  # the condition may stand within a statement on tasks
    has_task = exists().where(task.case_id == Case.id, task.status == TaskStatus.OPEN, _offered(actor, task))
    return and_(own, or_(*_close_to_case(actor), Case.opened_by == actor.name, has_task))


def visible_tasks(actor: Actor) -> ColumnElement[bool]:
    """Condition over Task and its outer-joined Case."""
    own = and_(_in_authority(actor, Task.authority), or_(Case.id.is_(None), _not_hidden(actor)))
    if actor.sees_everything:
        return own
    return and_(own, or_(*_close_to_case(actor), _offered(actor)))


def workable_tasks(actor: Actor) -> ColumnElement[bool]:
    """Condition over Task and its outer-joined Case: assigned to the actor, or free and offered to them."""
    if actor.kind is not ActorKind.USER:
        return true()
    return or_(Task.assignee == actor.name, and_(Task.assignee.is_(None), _offered(actor)))


def visible_instances(actor: Actor) -> ColumnElement[bool]:
    """Condition over Instance and its outer-joined Case."""
    own = _in_authority(actor, Instance.authority)
    if actor.sees_everything:
        return and_(own, or_(Case.id.is_(None), _not_hidden(actor)))
    task = aliased(Task)
    has_task = exists().where(task.instance_id == Instance.id, _offered(actor, task))
    return and_(own, or_(visible_cases(actor), and_(Instance.case_id.is_(None), has_task)))


def may_see_case(actor: Actor, case_id: UUID) -> bool:
    found = db.session.scalar(select(Case.id).where(Case.id == case_id, visible_cases(actor)))
    return found is not None


def may_open_restricted(name: ColumnElement[str] | str) -> ColumnElement[bool]:
    """Condition over Case: it is not restricted, or the person of that user name is named on it."""
    named = exists().where(CaseAccess.case_id == Case.id, CaseAccess.user_name == name)
    return or_(Case.restricted.is_(False), named)


def _in_authority(actor: Actor, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    if actor.authority is not None:
        return column == actor.authority
    return true() if actor.kind is ActorKind.SYSTEM else false()


def _not_hidden(actor: Actor) -> ColumnElement[bool]:
    match actor.kind:
        case ActorKind.SYSTEM:
            return true()
        case ActorKind.CLIENT:
            return Case.restricted.is_(False)
        case ActorKind.USER:
            return or_(may_open_restricted(actor.name), _alerted(actor))


def _alerted(actor: Actor) -> ColumnElement[bool]:
    alert = aliased(Task)  # the condition may stand within a statement on tasks
    return exists().where(
        alert.case_id == Case.id,
        alert.status == TaskStatus.OPEN,
        alert.process == URGENT_CONCERN,
        _offered(actor, alert),
    )


def _close_to_case(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (Case.team.in_(sorted(actor.teams)), Case.lead == actor.name)


def _offered(actor: Actor, task: type[Task] = Task) -> ColumnElement[bool]:
    """Whether the task is the actor's or may become so."""
    by_role = task.groups.overlap(_texts(actor.roles))
    if actor.teams and not actor.sees_everything:
        by_role = and_(by_role, or_(Case.team.is_(None), Case.team.in_(sorted(actor.teams))))
    return or_(task.assignee == actor.name, task.users.contains(_texts({actor.name})), by_role)


def _texts(values: frozenset[str] | set[str]) -> ColumnElement[list[str]]:
    # an empty array needs its type said
    return func.cast(array([literal(value) for value in sorted(values)]), Task.groups.type)
