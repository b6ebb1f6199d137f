"""What the instance waits for: tasks, timers, messages."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import case, delete, insert, select, update

from service.engine.step import ArmedTimer, AwaitedMessage, Closed, Ending, OpenTask, Step
from service.models import AwaitedMessage as AwaitedRow
from service.models import Message, MessageKind, MessageStatus, Task, TaskStatus, Timer, db, table_of
from service.pathways import hints
from service.pathways.feel_json import to_json
from service.pathways.writing.context import Writing


def write_waiting(writing: Writing, step: Step) -> None:
    _close_tasks(writing, step.closed)
    _open_tasks(writing, step.opened)
    _delete(Timer, step.dropped)
    _arm(writing, step.armed)
    _delete(AwaitedRow, step.unawaited)
    _await(writing, step.awaited)


def ids(closed: Iterable[Closed]) -> list[UUID]:
    return [UUID(item.id) for item in closed]


def _close_tasks(writing: Writing, closed: tuple[Closed, ...]) -> None:
    if not closed:
        return
    completed = Task.id.in_(ids(item for item in closed if item.ending is Ending.COMPLETED))
    db.session.execute(
        update(table_of(Task))
        .where(Task.id.in_(ids(closed)), Task.status == TaskStatus.OPEN)
        .values(
            status=case((completed, TaskStatus.COMPLETED.value), else_=TaskStatus.CANCELLED.value),
            completed_by=case((completed, writing.actor.name)),
            ended_at=writing.now,
            revision=Task.revision + 1,
        )
    )


def _open_tasks(writing: Writing, opened: tuple[OpenTask, ...]) -> None:
    if not opened:
        return
    db.session.execute(insert(table_of(Task)), [_task(writing, task) for task in opened])


def _task(writing: Writing, task: OpenTask) -> dict[str, object]:
    return {
        "id": UUID(task.id),
        "authority": writing.authority,
        "instance_id": writing.instance.id,
        "case_id": writing.case_id,
        "process": task.process,
        "element": task.element,
        "name": task.name,
        "lane": task.lane,
        "form": task.form,
        "groups": list(task.groups),
        "users": list(task.users),
        "assignee": task.assignee,
        "due_at": task.due_at,
        "follow_up_at": task.follow_up_at,
        "priority": task.priority,
        "stage": task.stage,
        "item": task.item,
        "documentation": task.documentation,
        "prefill": to_json(task.prefill),
        "rules": list(task.rules),
        "deadlines": list(task.deadlines),
        "status": TaskStatus.OPEN,
        "opened_at": writing.now,
        "revision": 1,
    }


def _delete(table: type[Timer] | type[AwaitedRow], closed: tuple[Closed, ...]) -> None:
    if closed:
        db.session.execute(delete(table_of(table)).where(table.id.in_(ids(closed))))


def _arm(writing: Writing, armed: tuple[ArmedTimer, ...]) -> None:
    if not armed:
        return
    rows = [
        {
            "id": UUID(timer.id),
            "instance_id": writing.instance.id,
            "process": timer.process,
            "element": timer.element,
            "name": timer.name,
            "due_at": timer.due_at,
        }
        for timer in armed
    ]
    db.session.execute(insert(table_of(Timer)), rows)


def _await(writing: Writing, awaited: tuple[AwaitedMessage, ...]) -> None:
    if not awaited:
        return
    rows = [
        {
            "id": UUID(item.id),
            "authority": writing.authority,
            "instance_id": writing.instance.id,
            "process": item.process,
            "element": item.element,
            "message": item.message,
            "keys": dict(item.keys),
            "since": writing.now,
        }
        for item in awaited
    ]
    db.session.execute(insert(table_of(AwaitedRow)), rows)
    hint_buffered(writing)


def hint_buffered(writing: Writing) -> None:
    """A message that came too early is delivered now."""
    early = (
        select(Message.id)
        .join(
            AwaitedRow,
            (AwaitedRow.authority == Message.authority)
            & (AwaitedRow.message == Message.name)
            & (AwaitedRow.keys == Message.keys),
        )
        .where(
            AwaitedRow.instance_id == writing.instance.id,
            Message.status == MessageStatus.PENDING,
            Message.kind == MessageKind.MESSAGE,
        )
    )
    for message_id in db.session.scalars(early):
        hints.after_commit(hints.Hint(kind=hints.HintKind.MESSAGE, id=str(message_id)))
