"""Work of people who are away, or will be, that nobody covers: it has to be given to somebody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, select, true

from service.access import Actor, Capability, actor_named, require, visible_tasks
from service.clocks.clock import Clock
from service.models import Case, Family, Task, TaskStatus, db
from service.pathways.queries.absences import AbsenceView, list_absences
from service.pathways.queries.work_views import could_do

MOST = 200


@dataclass(frozen=True, kw_only=True)
class UncoveredTask:
    """`user` is away; `cover`, where somebody covers, may not see the case or do the task."""

    task_id: UUID
    name: str
    case_id: UUID | None
    case_reference: str | None
    family: str | None
    due_at: datetime | None
    user: str
    user_name: str
    cover: str | None
    cover_name: str | None
    from_at: datetime
    until_at: datetime


def uncovered_work(*, actor: Actor, clock: Clock) -> tuple[UncoveredTask, ...]:
    """Tasks that the actor may see, held by their colleagues who are away, which the cover person cannot do.

    For those who assign.  :raises NotAllowedError: anybody else.
    """
    require(actor, Capability.ASSIGN, action="see what is not covered")
    absences = list_absences(actor=actor, now=clock.now())
    found = [task for absence in absences for task in _left_by(absence, actor)]
    return tuple(found[:MOST])


def _left_by(absence: AbsenceView, actor: Actor) -> list[UncoveredTask]:
    rows = db.session.execute(
        select(Task, Case.reference, Family.name.label("family"))
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(Family, Family.id == Case.family_id)
        .where(
            Task.status == TaskStatus.OPEN,
            Task.assignee == absence.user,
            visible_tasks(actor),
            _not_covered(absence.cover),
        )
        .order_by(Task.due_at.nulls_last(), Task.opened_at, Task.id)
        .limit(MOST)
    )
    return [
        UncoveredTask(
            task_id=row.Task.id,
            name=row.Task.name,
            case_id=row.Task.case_id,
            case_reference=row.reference,
            family=row.family,
            due_at=row.Task.due_at,
            user=absence.user,
            user_name=absence.name,
            cover=absence.cover,
            cover_name=absence.cover_name,
            from_at=absence.from_at,
            until_at=absence.until_at,
        )
        for row in rows
    ]


def _not_covered(cover: str | None) -> ColumnElement[bool]:
    """The same question that decides what a cover person sees in their own list."""
    person = None if cover is None else actor_named(cover)
    return true() if person is None else not_(and_(visible_tasks(person), could_do(person)).is_(True))
