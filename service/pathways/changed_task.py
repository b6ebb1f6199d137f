"""The answer of every use case that changes who a task is with."""

from dataclasses import dataclass

from service.access import Actor
from service.clocks.clock import Clock
from service.models import Task
from service.pathways.notify import task_changed_hands
from service.pathways.standing import audit


@dataclass(frozen=True, kw_only=True)
class ChangedTask:
    task_id: str
    assignee: str | None
    revision: int


def give_task(task: Task, assignee: str | None, action: str, *, actor: Actor, clock: Clock) -> ChangedTask:
    """Set the assignee and write the audit entry; the task's instance is locked."""
    before, task.assignee = task.assignee, assignee
    task.revision += 1
    task_changed_hands(task, by=actor.name, now=clock.now())
    audit(
        actor,
        action,
        f"task {task.id}",
        at=clock.now(),
        case_id=task.case_id,
        authority=task.authority,
        details={"from": before, "to": assignee},
    )
    return ChangedTask(task_id=str(task.id), assignee=assignee, revision=task.revision)
