"""What is closed and opened when something is moved to another step, line by line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.engine.step import CaseUpdate, Closed, DeadlineStarted, OpenTask, Step
from service.models import AwaitedMessage, Incident, Outbox, Task, Timer, db


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """`lane`: who does it; `due_at`: of a task that would be opened, as of now."""

    element: str
    name: str
    lane: str | None
    item: str | None
    due_at: datetime | None
    assignee: str | None = None


@dataclass(frozen=True, kw_only=True)
class TimerLine:
    element: str
    name: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    element: str
    message: str


@dataclass(frozen=True, kw_only=True)
class CallLine:
    element: str
    name: str
    topic: str


@dataclass(frozen=True, kw_only=True)
class DeadlineLine:
    """`due_at` is None for one that ends without having been met."""

    key: str
    label: str
    due_at: datetime | None


def task_line(task: Task | OpenTask) -> TaskLine:
    return TaskLine(
        element=task.element,
        name=task.name,
        lane=task.lane,
        item=task.item,
        due_at=task.due_at,
        assignee=task.assignee,
    )


def _ids(closed: Iterable[Closed]) -> list[UUID]:
    return [UUID(each.id) for each in closed]


def closed_tasks(closed: Iterable[Closed]) -> Iterator[TaskLine]:
    for task in db.session.scalars(select(Task).where(Task.id.in_(_ids(closed))).order_by(Task.opened_at, Task.id)):
        yield task_line(task)


def dropped_timers(closed: Iterable[Closed]) -> Iterator[TimerLine]:
    for timer in db.session.scalars(select(Timer).where(Timer.id.in_(_ids(closed))).order_by(Timer.due_at, Timer.id)):
        yield TimerLine(element=timer.element, name=timer.name, due_at=timer.due_at)


def dropped_messages(closed: Iterable[Closed]) -> Iterator[MessageLine]:
    rows = select(AwaitedMessage).where(AwaitedMessage.id.in_(_ids(closed)))
    for row in db.session.scalars(rows.order_by(AwaitedMessage.since, AwaitedMessage.id)):
        yield MessageLine(element=row.element, message=row.message)


def dropped_calls(closed: Iterable[Closed]) -> Iterator[CallLine]:
    rows = select(Outbox).where(Outbox.id.in_(_ids(closed))).order_by(Outbox.created_at, Outbox.id)
    for row in db.session.scalars(rows):
        yield CallLine(element=row.element or "", name=row.name, topic=row.topic)


def ended_incidents(closed: Iterable[Closed]) -> Iterator[str]:
    rows = select(Incident.name).where(Incident.id.in_(_ids(closed))).order_by(Incident.opened_at, Incident.id)
    yield from db.session.scalars(rows)


def deadlines(step: Step, labels: Mapping[str, str], *, started: bool) -> Iterator[DeadlineLine]:
    for each in step.deadlines:
        if isinstance(each, DeadlineStarted) is started:
            due_at = each.due_at if isinstance(each, DeadlineStarted) else None
            yield DeadlineLine(key=each.key, label=labels.get(each.key, each.key), due_at=due_at)


def case_changes(update: CaseUpdate) -> Mapping[str, str]:
    found = {each.name: getattr(update, each.name) for each in fields(CaseUpdate)}
    return {name: value for name, value in found.items() if value is not None}
