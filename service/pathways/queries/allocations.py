"""The allocations meeting: families without a worker beside what each worker carries, and what was decided lately.

Who takes a family is not suggested by machine.  Families are ordered by the priority of their task and by how long they
have waited; a case is allocated by completing the task of its process that gives it a lead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true

from service.access import Actor, visible_cases, visible_tasks
from service.clocks.clock import Clock
from service.forms import OptionList, Question
from service.library import Composed
from service.models import (
    Case,
    CasePerson,
    Family,
    Instance,
    Person,
    PersonKind,
    Task,
    TaskStatus,
    Team,
    User,
    db,
)
from service.pathways.colleagues import require_overview
from service.pathways.priority import ORDINARY
from service.pathways.queries.caseload import WorkerLoad, caseloads
from service.pathways.releases import composed as composed_of
from service.pathways.releases import current_release
from service.pathways.standing import acting_authority

GIVES_LEAD = "case_lead"  # the property of a step that says who leads the case from then on
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class ChildLine:
    name: str
    date_of_birth: date | None
    expected_on: date | None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """`task_id`: the task that allocates it; None: nobody can yet.

    `worker_field`: its question that asks who; `worker_roles`: whom it offers, everybody where it names none.
    """

    case_id: UUID
    reference: str
    family: str
    children: tuple[ChildLine, ...]
    team: str | None
    stage: str | None
    opened_at: datetime
    priority: int
    due_at: datetime | None
    task_id: UUID | None
    task: str | None
    worker_field: str | None
    worker_roles: frozenset[str]
    restricted: bool


@dataclass(frozen=True, kw_only=True)
class Allocated:
    case_id: UUID
    reference: str
    family: str
    lead: str | None
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class TeamChoice:
    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Allocations:
    team: str | None
    teams: tuple[TeamChoice, ...]
    since: datetime
    waiting: tuple[Waiting, ...]
    loads: tuple[WorkerLoad, ...]
    allocated: tuple[Allocated, ...]


def allocations(*, actor: Actor, clock: Clock, team: str | None = None, since: datetime | None = None) -> Allocations:
    """For people who share out work, and those who answer for it; of one team if one is given.

    `since`: from when on decisions are listed; None: the last seven days.
    :raises NotAllowedError: anybody else.
    """
    require_overview(actor, action="see allocations")
    authority = acting_authority(actor, None, action="see allocations")
    composed = current_release(authority).composed
    start = since or clock.now() - WEEK
    of_team = true() if team is None else Case.team == team
    return Allocations(
        team=team,
        teams=_teams(authority),
        since=start,
        waiting=_waiting(actor, composed, of_team),
        loads=caseloads(actor=actor, clock=clock, team=team),
        allocated=_allocated(actor, composed, of_team & (Task.ended_at >= start)),
    )


def allocating_steps(composed: Composed) -> Mapping[tuple[str, str], Question | None]:
    """The user tasks that give a case its lead, by process and element, with the question that asks for a worker."""
    found: dict[tuple[str, str], Question | None] = {}
    for info in composed.release.processes.values():
        for element in info.elements.values():
            if element.kind == "userTask" and element.properties.get(GIVES_LEAD):
                form = composed.forms.get(element.form or "")
                asks = [each for each in form.fields if each.options_from is OptionList.WORKERS] if form else []
                found[info.id, element.id] = asks[0] if asks else None
    return found


def _steps(composed: Composed) -> ColumnElement[bool]:
    return Task.element.in_(sorted({element for _, element in allocating_steps(composed)}))


def _waiting(actor: Actor, composed: Composed, condition: ColumnElement[bool]) -> tuple[Waiting, ...]:
    statement = (
        select(Case, Family.name, Task, Instance.release_id)
        .join(Family, Family.id == Case.family_id)
        .outerjoin(
            Task, (Task.case_id == Case.id) & (Task.status == TaskStatus.OPEN) & _steps(composed) & visible_tasks(actor)
        )
        .outerjoin(Instance, Instance.id == Task.instance_id)
        .where(visible_cases(actor), Case.closed_at.is_(None), condition)
        .where(Case.lead.is_(None) | Task.id.is_not(None))
        .order_by(
            func.coalesce(Task.priority, ORDINARY).desc(), Task.id.is_(None), Case.opened_at, Case.id, Task.opened_at
        )
        .execution_options(populate_existing=True)
    )
    rows = db.session.execute(statement).all()
    children = _children([row[0].id for row in rows])
    found: dict[UUID, Waiting] = {}
    for case, family, task, release_id in rows:
        found.setdefault(case.id, _line(case, family, task, release_id=release_id, children=children))
    return tuple(found.values())


def _line(
    case: Case,
    family: str,
    task: Task | None,
    *,
    release_id: UUID | None,
    children: Mapping[UUID, tuple[ChildLine, ...]],
) -> Waiting:
    asks = None
    if task is not None and release_id is not None:
        asks = allocating_steps(composed_of(release_id)).get((task.process, task.element))
    return Waiting(
        case_id=case.id,
        reference=case.reference,
        family=family,
        children=children.get(case.id, ()),
        team=case.team,
        stage=case.stage,
        opened_at=case.opened_at,
        priority=task.priority if task is not None else ORDINARY,
        due_at=task.due_at if task is not None else None,
        task_id=task.id if task is not None else None,
        task=task.name if task is not None else None,
        worker_field=asks.key if asks is not None else None,
        worker_roles=frozenset(asks.properties.get("roles", "").split()) if asks is not None else frozenset(),
        restricted=case.restricted,
    )


def _children(cases: list[UUID]) -> dict[UUID, tuple[ChildLine, ...]]:
    rows = db.session.execute(
        select(CasePerson.case_id, Person.name, Person.date_of_birth, Person.expected_on)
        .join(Person, Person.id == CasePerson.person_id)
        .where(CasePerson.case_id.in_(cases), CasePerson.left_on.is_(None), Person.kind == PersonKind.CHILD)
        .order_by(CasePerson.position)
    )
    found: dict[UUID, tuple[ChildLine, ...]] = {}
    for row in rows:
        line = ChildLine(name=row.name, date_of_birth=row.date_of_birth, expected_on=row.expected_on)
        found[row.case_id] = (*found.get(row.case_id, ()), line)
    return found


def _allocated(actor: Actor, composed: Composed, condition: ColumnElement[bool]) -> tuple[Allocated, ...]:
    rows = db.session.execute(
        select(Case.id, Case.reference, Family.name, Case.lead, Task.ended_at, Task.completed_by)
        .select_from(Task)
        .join(Case, Case.id == Task.case_id)
        .join(Family, Family.id == Case.family_id)
        .where(visible_cases(actor), _steps(composed), Task.status == TaskStatus.COMPLETED, condition)
        .order_by(Task.ended_at.desc())
    ).all()
    people = {name for row in rows for name in (row.lead, row.completed_by) if name}
    named = db.session.execute(select(User.name, User.display_name).where(User.name.in_(people)))
    shown = {row.name: row.display_name for row in named}
    return tuple(
        Allocated(
            case_id=row.id,
            reference=row.reference,
            family=row.name,
            lead=shown.get(row.lead, row.lead) if row.lead else None,
            at=row.ended_at,
            by=shown.get(row.completed_by, row.completed_by),
        )
        for row in rows
    )


def _teams(authority: str) -> tuple[TeamChoice, ...]:
    rows = db.session.execute(select(Team.id, Team.name).where(Team.authority == authority).order_by(Team.name))
    return tuple(TeamChoice(id=row.id, name=row.name) for row in rows)
