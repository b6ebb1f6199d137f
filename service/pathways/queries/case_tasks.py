"""What is to be done on one case, and who has it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from service.access import Actor, Scope, may_see_case, require_scope, visible_tasks, workable_tasks
from service.errors import NotFoundError
from service.models import Case, Role, Task, TaskStatus, User, db


@dataclass(frozen=True, kw_only=True)
class CaseTask:
    """`mine`: the actor has it, or may take it.  `holder`: who has it, else whom it is offered to."""

    id: UUID
    name: str
    item: str | None
    stage: str | None
    opened_at: datetime
    due_at: datetime | None
    priority: int
    assigned: bool
    mine: bool
    holder: str


def case_tasks(*, case_id: UUID, actor: Actor) -> tuple[CaseTask, ...]:
    """Open tasks of the case: what the actor may do first, then what others have; the most urgent first.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    require_scope(actor, Scope.TASKS_READ, action="read tasks")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    mine = workable_tasks(actor)
    rows = db.session.execute(
        select(
            Task,
            func.coalesce(mine, False).label("mine"),
            User.display_name,
        )
        .join(Case, Case.id == Task.case_id)
        .outerjoin(User, User.name == Task.assignee)
        .where(Task.case_id == case_id, Task.status == TaskStatus.OPEN, visible_tasks(actor))
        .order_by(func.coalesce(mine, False).desc(), Task.due_at.asc().nulls_last(), Task.opened_at, Task.id)
        .execution_options(populate_existing=True)
    ).all()
    roles = _roles(actor)
    return tuple(
        CaseTask(
            id=row.Task.id,
            name=row.Task.name,
            item=row.Task.item,
            stage=row.Task.stage,
            opened_at=row.Task.opened_at,
            due_at=row.Task.due_at,
            priority=row.Task.priority,
            assigned=row.Task.assignee is not None,
            mine=bool(row.mine),
            holder=row.display_name or row.Task.assignee or _offered(row.Task, roles),
        )
        for row in rows
    )


def _offered(task: Task, roles: dict[str, str]) -> str:
    return " or ".join([*(roles.get(group, group) for group in task.groups), *task.users])


def _roles(actor: Actor) -> dict[str, str]:
    rows = db.session.execute(select(Role.id, Role.name).where(Role.authority == actor.authority))
    return {row.id: row.name for row in rows}
