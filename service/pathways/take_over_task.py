"""Taking the task of a colleague who is away and for whom one covers."""

from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotAllowedError
from service.pathways.changed_task import ChangedTask, give_task
from service.pathways.idempotency import Idempotency
from service.pathways.opened_task import open_task
from service.pathways.queries.absences import covered_by
from service.pathways.transaction import transact_once


def take_over_task(*, task_id: UUID, actor: Actor, clock: Clock, idempotency: Idempotency | None = None) -> ChangedTask:
    """Make the actor its assignee in place of somebody they cover for now.  The due date stays.

    Covering opens nothing: the actor sees the case anyway, and the task is for one of their roles.
    :raises NotFoundError: there is none that the actor may see.
    :raises NotAllowedError: they do not cover for whoever has it.
    :raises InvalidInputError: the task is for none of their roles.
    """
    require(actor, Capability.WORK, action="take over tasks")

    def work() -> ChangedTask:
        task = open_task(task_id, actor, clock).task
        if task.assignee == actor.name:
            return ChangedTask(task_id=str(task.id), assignee=task.assignee, revision=task.revision)
        if task.assignee not in covered_by(actor.name, now=clock.now()):
            raise NotAllowedError("take over this task", "you do not cover for whoever has it")
        for_all = not task.groups and not task.users
        if not (for_all or actor.name in task.users or actor.roles & set(task.groups)):
            raise InvalidInputError({"task": ["This task is for none of your roles."]})
        return give_task(task, actor.name, "take over task", actor=actor, clock=clock)

    return transact_once(work, returns=ChangedTask, actor=actor, clock=clock, idempotency=idempotency)
