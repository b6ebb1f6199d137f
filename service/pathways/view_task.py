"""Opening a task: what its page shows, who read it, and who has it open."""

from uuid import UUID

from service.access import Actor, ActorKind
from service.clocks.clock import Clock
from service.models import TaskStatus
from service.pathways.presence import touch
from service.pathways.queries.task_page import TaskPage, task_page
from service.pathways.standing import audit
from service.pathways.transaction import transact


def view_task(*, task_id: UUID, actor: Actor, clock: Clock) -> TaskPage:
    """:raises NotFoundError: there is none that the actor may see."""

    def work() -> TaskPage:
        page = task_page(task_id=task_id, actor=actor, now=clock.now())
        if page.task.status is TaskStatus.OPEN and page.allowed.work:
            touch(task_id, actor, clock.now())
        if actor.kind is ActorKind.USER and actor.authority is not None:
            audit(
                actor,
                "read task",
                f"task {task_id}",
                at=clock.now(),
                case_id=page.task.case_id,
                authority=actor.authority,
            )
        return page

    return transact(work)
