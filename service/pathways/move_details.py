"""What a move means for one process, as JSON to be kept with its item: read by service.pathways.queries.bulk.

The engine knows neither what people changed by hand nor what other processes of the case have met; the rows do.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from service.engine.migration import DueChange, DueKind, Listening, Refusal, Standing
from service.engine.step import TaskChange
from service.library import Composed
from service.models import Deadline, Draft, Json, Task, TaskStatus, db
from service.pathways.moves import Look, number_of
from service.pathways.writing.context import Writing
from service.pathways.writing.moved import is_by_hand, running_deadlines


def move_details(looked: Look) -> Json:
    """Return the plan as JSON; the process must still be where it is, for the rows of now are asked."""
    plan, writing = looked.found.plan, looked.writing
    tasks = _open_tasks(writing.instance.id)
    changes = {UUID(change.id): change for change in plan.tasks}
    return {
        "release_before": number_of(writing.instance.release_id),
        "standing": [_standing(each) for each in plan.standing],
        "refusals": [_refusal(each) for each in plan.refusals],
        "due": [_due(each) for each in plan.due if _holds(each, tasks, changes, writing=writing)],
        "tasks": list(_tasks(looked, tasks, changes)) if plan.possible else [],
        "begins": [_listening(each) for each in plan.begins],
        "ceases": [_listening(each) for each in plan.ceases],
    }


def _open_tasks(instance_id: UUID) -> dict[UUID, Task]:
    found = db.session.scalars(select(Task).where(Task.instance_id == instance_id, Task.status == TaskStatus.OPEN))
    return {task.id: task for task in found}


def _holds(
    change: DueChange, tasks: Mapping[UUID, Task], changes: Mapping[UUID, TaskChange], *, writing: Writing
) -> bool:
    """Whether the rows agree that this due date is to change."""
    match change.kind:
        case DueKind.TIMER:
            return True
        case DueKind.TASK:
            key = UUID(change.id)
            return key in tasks and not is_by_hand(tasks[key], "due_at", changes[key].before)
        case DueKind.DEADLINE:
            return change.before is None or _runs(change.id, writing)


def _runs(key: str, writing: Writing) -> bool:
    found = select(Deadline.id).where(*running_deadlines(writing), Deadline.key == key).limit(1)
    return db.session.scalar(found) is not None


def _tasks(looked: Look, tasks: Mapping[UUID, Task], changes: Mapping[UUID, TaskChange]) -> Iterator[Json]:
    drafts = _drafts(tasks)
    before, after = looked.running.composed, looked.writing.composed
    for key, task in tasks.items():
        change = changes.get(key)
        form = task.form if change is None else change.after.form
        form_changed = _file(before, task.form) != _file(after, form)
        if change is not None or form_changed:
            yield {
                "name": task.name if change is None else change.after.name,
                "changed": [] if change is None else sorted(change.changed),
                "form_changed": form_changed,
                "drafts": drafts.get(key, 0),
            }


def _file(library: Composed, form: str | None) -> bytes | None:
    found = None if form is None else library.forms.get(form)
    return None if found is None else library.files.get(found.file)


def _drafts(tasks: Mapping[UUID, Task]) -> dict[UUID, int]:
    rows = db.session.execute(
        select(Draft.task_id, func.count().label("many")).where(Draft.task_id.in_(tasks)).group_by(Draft.task_id)
    )
    return {row.task_id: row.many for row in rows}


def _standing(each: Standing) -> Json:
    return {
        "process": each.old.process,
        "element": each.old.element,
        "name": each.name,
        "kind": each.kind,
        "item": each.item,
        "new_process": each.new.process,
        "new_element": each.new.element,
    }


def _refusal(each: Refusal) -> Json:
    return {
        "reason": each.reason.value,
        "process": each.place.process,
        "element": each.place.element,
        "name": each.name,
        "message": each.message,
    }


def _due(each: DueChange) -> Json:
    return {
        "kind": each.kind.value,
        "name": each.name,
        "process": None if each.place is None else each.place.process,
        "element": None if each.place is None else each.place.element,
        "before": _said(each.before),
        "after": _said(each.after),
        "kept": each.kept,
    }


def _listening(each: Listening) -> Json:
    return {
        "name": each.name,
        "process": each.place.process,
        "element": each.place.element,
        "due_at": _said(each.due_at),
    }


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
