"""Families that have a team and no lead worker yet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from service.access import Actor, Capability, require, visible_cases, visible_tasks, workable_tasks
from service.models import Case, CasePerson, Family, Person, PersonKind, Task, TaskStatus, db

MOST = 200


@dataclass(frozen=True, kw_only=True)
class UnallocatedFamily:
    """`task_id`: a step on the case that the reader can do now, such as allocating it."""

    case_id: UUID
    reference: str
    family: str
    team: str
    stage: str | None
    children: int
    opened_at: datetime
    restricted: bool
    task_id: UUID | None
    task_name: str | None


def unallocated_families(*, actor: Actor) -> tuple[UnallocatedFamily, ...]:
    """Open cases that the actor may see, those that wait longest first.  For those who assign.

    :raises NotAllowedError: anybody else.
    """
    require(actor, Capability.ASSIGN, action="allocate families")
    children = (
        select(func.count())
        .select_from(CasePerson)
        .join(Person, Person.id == CasePerson.person_id)
        .where(CasePerson.case_id == Case.id, CasePerson.left_on.is_(None), Person.kind == PersonKind.CHILD)
        .correlate(Case)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Case, Family.name.label("family"), children.label("children"))
        .join(Family, Family.id == Case.family_id)
        .where(visible_cases(actor), Case.closed_at.is_(None), Case.lead.is_(None), Case.team.is_not(None))
        .order_by(Case.opened_at, Case.id)
        .limit(MOST)
        .execution_options(populate_existing=True)
    ).all()
    steps = _steps(actor, [row.Case.id for row in rows])
    return tuple(
        UnallocatedFamily(
            case_id=row.Case.id,
            reference=row.Case.reference,
            family=row.family,
            team=row.Case.team,
            stage=row.Case.stage,
            children=row.children,
            opened_at=row.Case.opened_at,
            restricted=row.Case.restricted,
            task_id=steps.get(row.Case.id, (None, None))[0],
            task_name=steps.get(row.Case.id, (None, None))[1],
        )
        for row in rows
    )


def _steps(actor: Actor, cases: list[UUID]) -> dict[UUID, tuple[UUID, str]]:
    rows = db.session.execute(
        select(Task.case_id, Task.id, Task.name)
        .join(Case, Case.id == Task.case_id)
        .where(Task.case_id.in_(cases), Task.status == TaskStatus.OPEN, visible_tasks(actor), workable_tasks(actor))
        .order_by(Task.opened_at.desc())
    )
    return {row.case_id: (row.id, row.name) for row in rows if row.case_id is not None}  # the oldest is written last
