"""What a completed task led to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service.access import Actor, visible_cases, visible_instances, visible_tasks, workable_tasks
from service.forms import Form
from service.models import Case, Deadline, Instance, Record, RecordVersion, Role, Task, TaskStatus, User, db
from service.pathways.queries.deadlines import DeadlineView, deadline_view, deadlines
from service.pathways.queries.earlier_records import Earlier, earlier_attempts
from service.pathways.queries.followed import release_of_task
from service.pathways.queries.paging import AnyRow
from service.pathways.queries.task_page import outcome_question
from service.pathways.queries.tasks import TaskDetail, get_task
from service.pathways.releases import composed

SOON = timedelta(minutes=10)  # what opens within that time is shown as what comes next
MOST = 12


@dataclass(frozen=True, kw_only=True)
class NextTask:
    """`mine`: the actor may do it now.  `holder`: whose it is, else the roles that it is offered to."""

    id: UUID
    name: str
    item: str | None
    due_at: datetime | None
    mine: bool
    holder: str


@dataclass(frozen=True, kw_only=True)
class AfterTask:
    """`attempts`: every record of this step, the one just made included, the oldest first.

    `closed`: and nobody has anything to do on it.  `case_open`: the actor may still open the case; many may only as
    long as there is work for them.
    """

    task: TaskDetail
    form: Form | None
    record_id: UUID | None
    next_tasks: tuple[NextTask, ...]
    due: tuple[DeadlineView, ...]
    attempts: tuple[Earlier, ...]
    closed: bool
    case_open: bool


def after_task(*, task_id: UUID, actor: Actor) -> AfterTask:
    """:raises NotFoundError: there is none that the actor may see."""
    detail = get_task(task_id=task_id, actor=actor)
    row = db.session.execute(
        select(Task, Instance.release_id, Case.closed_at)
        .join(Instance, Instance.id == Task.instance_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(Task.id == task_id)
    ).one()
    task: Task = row.Task
    form = None if task.form is None else composed(release_of_task(task, row.release_id)).forms[task.form]
    counted = form is not None and outcome_question(form) is not None
    return AfterTask(
        task=detail,
        form=form,
        record_id=db.session.scalar(select(Record.id).where(Record.task_id == task_id)),
        next_tasks=_opened_since(task, actor),
        due=_due_since(task, actor),
        attempts=(*earlier_attempts(task), *_own_record(task)) if counted else (),
        closed=row.closed_at is not None and not _at_work(task),
        case_open=_may_open(task.case_id, actor),
    )


def _at_work(task: Task) -> bool:
    """Whether somebody has something to do, whoever may see it: an urgent concern on a closed case."""
    found = select(Task.id).where(_same_case(task), Task.status == TaskStatus.OPEN).limit(1)
    return db.session.scalar(found) is not None


def _may_open(case_id: UUID | None, actor: Actor) -> bool:
    found = select(Case.id).where(Case.id == case_id, visible_cases(actor))
    return case_id is not None and db.session.scalar(found) is not None


def _opened_since(task: Task, actor: Actor) -> tuple[NextTask, ...]:
    if task.ended_at is None:
        return ()
    rows = db.session.execute(
        select(Task, User.display_name, workable_tasks(actor).label("mine"))
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(User, User.name == Task.assignee)
        .where(
            _same_case(task),
            visible_tasks(actor),
            Task.status == TaskStatus.OPEN,
            Task.opened_at >= task.ended_at,
            Task.opened_at <= task.ended_at + SOON,
        )
        .order_by(Task.due_at, Task.opened_at, Task.id)
        .limit(MOST)
    ).all()
    roles = _role_names(task.authority)
    return tuple(_next(row, roles) for row in rows)


def _next(row: AnyRow, roles: dict[str, str]) -> NextTask:
    task: Task = row.Task
    offered = [roles.get(group, group) for group in task.groups]
    return NextTask(
        id=task.id,
        name=task.name,
        item=task.item,
        due_at=task.due_at,
        mine=bool(row.mine),
        holder=row.display_name or task.assignee or " or ".join(offered),
    )


def _same_case(task: Task) -> ColumnElement[bool]:
    return Task.instance_id == task.instance_id if task.case_id is None else Task.case_id == task.case_id


def _due_since(task: Task, actor: Actor) -> tuple[DeadlineView, ...]:
    """Standards of the case that began to run with it."""
    if task.ended_at is None:
        return ()
    own = Deadline.instance_id == task.instance_id if task.case_id is None else Deadline.case_id == task.case_id
    rows = db.session.execute(
        deadlines()
        .where(own, visible_instances(actor), Deadline.ended_at.is_(None), Deadline.base_at >= task.ended_at - SOON)
        .order_by(Deadline.due_at)
        .limit(MOST)
    )
    return tuple(deadline_view(row) for row in rows)


def _own_record(task: Task) -> tuple[Earlier, ...]:
    rows = db.session.execute(
        select(Record.id, Record.form, Record.created_at, Record.created_by, RecordVersion.answers)
        .join(RecordVersion, (RecordVersion.record_id == Record.id) & (RecordVersion.version == Record.version))
        .where(Record.task_id == task.id)
    )
    return tuple(
        Earlier(record_id=row.id, form=row.form, at=row.created_at, by=row.created_by, answers=row.answers)
        for row in rows
    )


def _role_names(authority: str) -> dict[str, str]:
    rows = db.session.execute(select(Role.id, Role.name).where(Role.authority == authority))
    return {role: name for role, name in rows}  # noqa: C416 - dict() does not know the types of a row
