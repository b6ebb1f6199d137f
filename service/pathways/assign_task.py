"""Giving a task to somebody, after asking whether they may have it."""

from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, actor_named, may_open_restricted, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import Case, Task, db
from service.pathways.changed_task import ChangedTask, give_task
from service.pathways.idempotency import Idempotency
from service.pathways.opened_task import open_task
from service.pathways.transaction import transact_once


def assign_task(
    *,
    task_id: UUID,
    assignee: str,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> ChangedTask:
    """Make `assignee` (a user name) responsible, also in place of somebody else.

    An assignment opens the case to the assignee.  So it never goes to somebody of another authority, without the task's
    role, or who is not named on a restricted case.
    :raises InvalidInputError: the assignee may not have it.
    """
    require(actor, Capability.ASSIGN, action="assign tasks")

    def work() -> ChangedTask:
        task = open_task(task_id, actor, clock, if_revision=if_revision).task
        _require_fit(task, assignee)
        return give_task(task, assignee, "assign task", actor=actor, clock=clock)

    return transact_once(work, returns=ChangedTask, actor=actor, clock=clock, idempotency=idempotency)


def _require_fit(task: Task, name: str) -> None:
    person = actor_named(name)
    if person is None or person.authority != task.authority:
        raise InvalidInputError({"assignee": [f"There is nobody called {name} here."]})
    listed = bool(task.groups or task.users)
    if listed and name not in task.users and person.roles.isdisjoint(task.groups):
        raise InvalidInputError({"assignee": [f"{name} has none of the roles that this task is for."]})
    if not _may_open(task, name):
        raise InvalidInputError({"assignee": [f"The case is restricted, and {name} is not named on it."]})


def _may_open(task: Task, name: str) -> bool:
    if task.case_id is None:
        return True
    open_to = select(Case.id).where(Case.id == task.case_id, may_open_restricted(name))
    return db.session.scalar(open_to) is not None
