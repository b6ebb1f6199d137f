"""Passing one's task on to a colleague, with what was typed so far."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, actor_named, may_see_case, require, visible_tasks, workable_tasks
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError
from service.models import Case, Draft, Membership, Team, User, UserRole, db
from service.models import Task as TaskRow
from service.pathways.changed_task import give_task
from service.pathways.idempotency import Idempotency
from service.pathways.opened_task import open_task
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """`draft_copied`: they find the unfinished answers of whoever handed it over."""

    task_id: str
    assignee: str
    draft_copied: bool
    revision: int


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who may be given the task."""

    name: str
    display_name: str
    teams: tuple[str, ...]


def hand_over(
    *,
    task_id: UUID,
    assignee: str,
    actor: Actor,
    clock: Clock,
    with_draft: bool = True,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> HandedOver:
    """Make `assignee` (a user name) responsible in place of the actor.

    For whoever has the task, and for those who may assign.  It opens no case to anybody: the colleague must hold the
    task's role and be able to see the case already.  Of the unfinished answers a copy goes along, unless the colleague
    has begun to answer too.
    :raises NotAllowedError: somebody else has it.
    :raises InvalidInputError: the colleague may not have it.
    """
    require(actor, Capability.WORK, action="hand over tasks")

    def work() -> HandedOver:
        opened = open_task(task_id, actor, clock, if_revision=if_revision)
        _require_own(opened.task, actor, workable=opened.workable)
        _require_fit(opened.task, assignee)
        before = opened.task.assignee
        changed = give_task(opened.task, assignee, "hand over task", actor=actor, clock=clock)
        copied = with_draft and _copy_draft(task_id, from_=before or actor.name, to=assignee, clock=clock)
        return HandedOver(task_id=changed.task_id, assignee=assignee, draft_copied=copied, revision=changed.revision)

    return transact_once(work, returns=HandedOver, actor=actor, clock=clock, idempotency=idempotency)


def colleagues_of_task(*, task_id: UUID, actor: Actor) -> tuple[Colleague, ...]:
    """Everybody to whom the actor may hand the task over.

    :raises NotFoundError: there is no such task that the actor may see.
    :raises NotAllowedError: somebody else has it.
    """
    row = db.session.execute(
        select(TaskRow, workable_tasks(actor).label("workable"))
        .outerjoin(Case, Case.id == TaskRow.case_id)
        .where(TaskRow.id == task_id, visible_tasks(actor))
    ).one_or_none()
    if row is None:
        raise NotFoundError("task", task_id)
    task, workable = row
    _require_own(task, actor, workable=workable)
    return colleagues_for(task)


def colleagues_for(task: TaskRow) -> tuple[Colleague, ...]:
    """Everybody who could be given the task, by name: they hold its role and may see its case."""
    listed = User.name.in_(task.users) | User.id.in_(select(UserRole.user_id).where(UserRole.role.in_(task.groups)))
    rows = db.session.execute(
        select(User.id, User.name, User.display_name)
        .where(User.active, User.authority == task.authority, User.name != (task.assignee or ""))
        .where(*([listed] if task.groups or task.users else []))
        .order_by(User.display_name)
    ).all()
    fitting = [row for row in rows if _refusal(task, row.name) is None]
    teams = _teams([row.id for row in fitting])
    return tuple(
        Colleague(name=row.name, display_name=row.display_name, teams=tuple(teams.get(row.id, ()))) for row in fitting
    )


def may_hand_over(task: TaskRow, actor: Actor, *, workable: bool) -> bool:
    return actor.may(Capability.ASSIGN) or (workable and task.assignee in {None, actor.name})


def _require_own(task: TaskRow, actor: Actor, *, workable: bool) -> None:
    if not may_hand_over(task, actor, workable=workable):
        raise NotAllowedError("hand over this task", f"{task.assignee or 'somebody else'} has it")


def _require_fit(task: TaskRow, name: str) -> None:
    refusal = _refusal(task, name)
    if refusal is not None:
        raise InvalidInputError({"assignee": [refusal]})


def _refusal(task: TaskRow, name: str) -> str | None:
    """Why they may not have it."""
    person = actor_named(name)
    if person is None or person.authority != task.authority:
        return "Choose somebody who works here."
    listed = bool(task.groups or task.users)
    if listed and name not in task.users and person.roles.isdisjoint(task.groups):
        return f"{person.display_name} has none of the roles that this task is for."
    if task.case_id is not None and not may_see_case(person, task.case_id):
        return f"{person.display_name} may not see this case."
    return None


def _copy_draft(task_id: UUID, *, from_: str, to: str, clock: Clock) -> bool:
    drafts = {
        draft.saved_by: draft
        for draft in db.session.scalars(select(Draft).where(Draft.task_id == task_id, Draft.saved_by.in_([from_, to])))
    }
    if from_ not in drafts or to in drafts:
        return False
    answers = drafts[from_].answers
    db.session.add(Draft(task_id=task_id, saved_by=to, version=1, answers=answers, saved_at=clock.now()))
    return True


def _teams(users: list[UUID]) -> dict[UUID, list[str]]:
    rows = db.session.execute(
        select(Membership.user_id, Team.name)
        .join(Team, (Team.authority == Membership.authority) & (Team.id == Membership.team))
        .where(Membership.user_id.in_(users))
        .order_by(Team.name)
    )
    found: dict[UUID, list[str]] = {}
    for user_id, name in rows:
        found.setdefault(user_id, []).append(name)
    return found
