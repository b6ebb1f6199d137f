"""Tasks: lists, one task, its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service.access import Actor, ActorKind, Scope, require_scope, visible_tasks, workable_tasks
from service.errors import NotFoundError
from service.forms import Form
from service.library import Composed
from service.models import Case, Deadline, Draft, Family, Instance, Task, TaskStatus, db
from service.pathways.feel_json import from_json
from service.pathways.queries.deadlines import DeadlineView, deadline_view, deadlines
from service.pathways.queries.followed import release_of_task
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, containing, page_of
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """`role`: offered to that role; `assignee`: a user name; `status` None: any."""

    status: TaskStatus | None = TaskStatus.OPEN
    assignee: str | None = None
    unassigned: bool | None = None
    role: str | None = None
    team: str | None = None
    case_id: UUID | None = None
    instance_id: UUID | None = None
    process: str | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class TaskSummary:
    id: UUID
    name: str
    element: str
    process: str
    lane: str | None
    form: str | None
    stage: str | None
    item: str | None
    status: TaskStatus
    assignee: str | None
    groups: tuple[str, ...]
    users: tuple[str, ...]
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    opened_at: datetime
    ended_at: datetime | None
    completed_by: str | None
    revision: int
    case_id: UUID | None
    case_reference: str | None
    family: str | None
    team: str | None
    instance_id: UUID


@dataclass(frozen=True, kw_only=True)
class TaskDetail(TaskSummary):
    """`may_work`: the actor may claim or complete it now.  `deadlines`: the standards that run on the case for it."""

    documentation: str | None
    instructions: str | None
    prefill: Mapping[str, object]
    rules: tuple[str, ...]
    deadlines: tuple[DeadlineView, ...]
    may_work: bool


@dataclass(frozen=True, kw_only=True)
class TaskForm:
    """`prefill` holds FEEL values; `draft` is what the person saved, as it was sent (`draft_version` 0: nothing).

    Nobody sees the draft of somebody else, nor their own when they may no longer complete the task.
    """

    task: TaskSummary
    form: Form | None
    prefill: Mapping[str, object]
    draft: Mapping[str, object]
    draft_version: int


_SORTS = {
    "due_at": Task.due_at,
    "opened_at": Task.opened_at,
    "priority": Task.priority,
    "name": Task.name,
}


def list_tasks(*, actor: Actor, filters: TaskFilter, page: PageRequest) -> Page[TaskSummary]:
    """Tasks that the actor may see, the most urgent first unless asked otherwise."""
    require_scope(actor, Scope.TASKS_READ, action="read tasks")
    statement = _tasks().where(visible_tasks(actor), *_conditions(filters))
    order = Order(columns=_SORTS, default="due_at", key=Task.id)
    return page_of(statement, order, page, make=lambda row: TaskSummary(**_summary(row)))


def get_task(*, task_id: UUID, actor: Actor) -> TaskDetail:
    """:raises NotFoundError: there is none that the actor may see."""
    require_scope(actor, Scope.TASKS_READ, action="read tasks")
    row = _one(task_id, actor)
    task: Task = row.Task
    element = _library(row).release.processes[task.process].elements.get(task.element)
    return TaskDetail(
        **_summary(row),
        documentation=task.documentation,
        instructions=None if element is None else element.properties.get("instructions"),
        prefill=from_json(task.prefill),
        rules=tuple(task.rules),
        deadlines=_deadlines(task),
        may_work=bool(row.workable) and task.status is TaskStatus.OPEN,
    )


def task_form(*, task_id: UUID, actor: Actor) -> TaskForm:
    """What the task asks, as published with the process.  :raises NotFoundError: none that the actor may see."""
    require_scope(actor, Scope.TASKS_READ, action="read tasks")
    row = _one(task_id, actor)
    task: Task = row.Task
    draft = None
    if actor.kind is ActorKind.USER and row.workable:  # unfinished thoughts are for those who may finish them
        own = select(Draft.answers, Draft.version).where(Draft.task_id == task_id, Draft.saved_by == actor.name)
        draft = db.session.execute(own).one_or_none()
    return TaskForm(
        task=TaskSummary(**_summary(row)),
        form=None if task.form is None else _library(row).forms[task.form],
        prefill=from_json(task.prefill),
        draft={} if draft is None else draft.answers,
        draft_version=0 if draft is None else draft.version,
    )


def _tasks() -> AnySelect:
    return (
        select(Task, Case.reference, Case.team, Family.name.label("family"))
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(Family, Family.id == Case.family_id)
        .execution_options(populate_existing=True)
    )


def _one(task_id: UUID, actor: Actor) -> AnyRow:
    row = db.session.execute(
        _tasks()
        .join(Instance, Instance.id == Task.instance_id)
        .add_columns(Instance.release_id, workable_tasks(actor).label("workable"))
        .where(Task.id == task_id, visible_tasks(actor))
    ).one_or_none()
    if row is None:
        raise NotFoundError("task", task_id)
    return row


def _library(row: AnyRow) -> Composed:
    return composed(release_of_task(row.Task, row.release_id))


def _conditions(filters: TaskFilter) -> list[ColumnElement[bool]]:
    equals = (
        (Task.status, filters.status),
        (Task.assignee, filters.assignee),
        (Case.team, filters.team),
        (Task.case_id, filters.case_id),
        (Task.instance_id, filters.instance_id),
        (Task.process, filters.process),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in equals if value is not None]
    if filters.unassigned is not None:
        found.append(Task.assignee.is_(None) if filters.unassigned else Task.assignee.is_not(None))
    if filters.role is not None:
        found.append(Task.groups.contains([filters.role]))
    if filters.due_before is not None:
        found.append(Task.due_at < filters.due_before)
    if filters.due_after is not None:
        found.append(Task.due_at >= filters.due_after)
    if filters.text is not None:
        found.append(containing(filters.text, Task.name, Case.reference, Family.name))
    return found


def _summary(row: AnyRow) -> dict[str, Any]:
    task: Task = row.Task
    return {
        "id": task.id,
        "name": task.name,
        "element": task.element,
        "process": task.process,
        "lane": task.lane,
        "form": task.form,
        "stage": task.stage,
        "item": task.item,
        "status": task.status,
        "assignee": task.assignee,
        "groups": tuple(task.groups),
        "users": tuple(task.users),
        "due_at": task.due_at,
        "follow_up_at": task.follow_up_at,
        "priority": task.priority,
        "opened_at": task.opened_at,
        "ended_at": task.ended_at,
        "completed_by": task.completed_by,
        "revision": task.revision,
        "case_id": task.case_id,
        "case_reference": row.reference,
        "family": row.family,
        "team": row.team,
        "instance_id": task.instance_id,
    }


def _deadlines(task: Task) -> tuple[DeadlineView, ...]:
    if not task.deadlines:
        return ()
    own = Deadline.instance_id == task.instance_id if task.case_id is None else Deadline.case_id == task.case_id
    rows = db.session.execute(deadlines().where(own, Deadline.key.in_(task.deadlines)).order_by(Deadline.due_at.desc()))
    return tuple(deadline_view(row) for row in rows)
