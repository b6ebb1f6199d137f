"""Saying that one still has a task open, and hearing who else has."""

from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.pathways.presence import Present, others_on, touch
from service.pathways.queries.tasks import get_task
from service.pathways.transaction import transact


def stay_on_task(*, task_id: UUID, actor: Actor, clock: Clock) -> tuple[Present, ...]:
    """Return who else has the task open.  :raises NotFoundError: the actor may not see it (any more)."""
    require(actor, Capability.WORK, action="work on tasks")

    def work() -> tuple[Present, ...]:
        if get_task(task_id=task_id, actor=actor).may_work:
            touch(task_id, actor, clock.now())
        return others_on(task_id, actor, clock.now())

    return transact(work)
