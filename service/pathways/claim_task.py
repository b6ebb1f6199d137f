"""Taking a task that is offered to one's role."""

from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import NotAllowedError
from service.pathways.changed_task import ChangedTask, give_task
from service.pathways.idempotency import Idempotency
from service.pathways.opened_task import open_task, require_workable
from service.pathways.transaction import transact_once


def claim_task(
    *,
    task_id: UUID,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> ChangedTask:
    """Make the actor its assignee; claiming what one has already changes nothing.

    :raises NotAllowedError: it is somebody else's.
    :raises WrongStateError: it is not open any more, or its process is suspended.
    """
    require(actor, Capability.WORK, action="claim tasks")

    def work() -> ChangedTask:
        opened = open_task(task_id, actor, clock, if_revision=if_revision)
        task = opened.task
        if task.assignee == actor.name:
            return ChangedTask(task_id=str(task.id), assignee=task.assignee, revision=task.revision)
        if task.assignee is not None:
            raise NotAllowedError("claim this task", f"it is assigned to {task.assignee}")
        require_workable(opened, action="claim this task")
        return give_task(task, actor.name, "claim task", actor=actor, clock=clock)

    return transact_once(work, returns=ChangedTask, actor=actor, clock=clock, idempotency=idempotency)
