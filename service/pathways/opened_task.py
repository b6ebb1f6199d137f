"""A task that somebody is about to work on: seen, allowed, still open."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select

from service.access import Actor, visible_tasks, workable_tasks
from service.clocks.clock import Clock
from service.errors import NotAllowedError, NotFoundError, StaleVersionError, TaskAlreadyCompletedError, WrongStateError
from service.models import Case, Draft, Instance, Task, TaskStatus, db
from service.pathways.releases import composed
from service.pathways.running import Running, locked, require_running


@dataclass(frozen=True, kw_only=True)
class OpenedTask:
    """`workable`: assigned to the actor, or free and offered to them."""

    task: Task
    running: Running
    workable: bool
    has_draft: bool


def open_task(task_id: UUID, actor: Actor, clock: Clock, *, if_revision: int | None = None) -> OpenedTask:
    """Lock the task's instance, then read the task: whoever held the lock before may have completed it.

    :raises NotFoundError: there is none that the actor may see.
    :raises TaskAlreadyCompletedError: with who did it, and when.
    :raises WrongStateError: it was cancelled, or its process is suspended.
    :raises StaleVersionError: it was changed since.
    """
    instance = locked(Instance.id == select(Task.instance_id).where(Task.id == task_id).scalar_subquery())
    has_draft = exists().where(Draft.task_id == Task.id)
    row = db.session.execute(
        select(Task, Case, workable_tasks(actor).label("workable"), has_draft.label("has_draft"))
        .outerjoin(Case, Case.id == Task.case_id)
        .where(Task.id == task_id, visible_tasks(actor))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if instance is None or row is None:
        raise NotFoundError("task", task_id)
    task, case, workable, drafted = row
    _require_open(task)
    require_running(instance)
    if if_revision is not None and task.revision != if_revision:
        raise StaleVersionError("task")
    running = Running(instance=instance, case=case, composed=composed(instance.release_id), clock=clock)
    return OpenedTask(task=task, running=running, workable=workable, has_draft=drafted)


def require_workable(opened: OpenedTask, *, action: str) -> None:
    """:raises NotAllowedError: it is somebody else's."""
    if opened.workable:
        return
    if opened.task.assignee is not None:
        raise NotAllowedError(action, f"the task is assigned to {opened.task.assignee}")
    raise NotAllowedError(action, "the task is not offered to any of your roles")


def _require_open(task: Task) -> None:
    if task.status is TaskStatus.COMPLETED and task.ended_at is not None:
        raise TaskAlreadyCompletedError(task.id, by=task.completed_by, at=task.ended_at)
    if task.status is not TaskStatus.OPEN:
        raise WrongStateError("The task", "cancelled", "The process went on without it.")
