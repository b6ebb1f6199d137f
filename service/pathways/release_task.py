"""Giving a task back to those it was offered to."""

from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import NotAllowedError, WrongStateError
from service.models import Task
from service.pathways.changed_task import ChangedTask, give_task
from service.pathways.idempotency import Idempotency
from service.pathways.opened_task import open_task
from service.pathways.transaction import transact_once


def release_task(
    *,
    task_id: UUID,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> ChangedTask:
    """Take the assignee away; one's own, or anybody's for those who may assign.

    :raises NotAllowedError: it is somebody else's.
    :raises WrongStateError: nobody else is offered it, or it is not open any more.
    """
    require(actor, Capability.WORK, action="release tasks")

    def work() -> ChangedTask:
        task = open_task(task_id, actor, clock, if_revision=if_revision).task
        if task.assignee is None:
            return ChangedTask(task_id=str(task.id), assignee=None, revision=task.revision)
        _require_mine(task, actor)
        if not task.groups and not task.users:
            raise WrongStateError("The task", "offered to nobody else", "Ask a manager to assign it to somebody.")
        return give_task(task, None, "release task", actor=actor, clock=clock)

    return transact_once(work, returns=ChangedTask, actor=actor, clock=clock, idempotency=idempotency)


def _require_mine(task: Task, actor: Actor) -> None:
    if task.assignee != actor.name and not actor.may(Capability.ASSIGN):
        raise NotAllowedError("release this task", f"it is assigned to {task.assignee}")
