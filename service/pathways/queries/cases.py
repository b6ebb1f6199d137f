"""Cases: lists, one case, the people in it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from service.access import Actor, Scope, require_scope, visible_cases
from service.errors import NotFoundError
from service.models import (
    Case,
    CaseAccess,
    CasePerson,
    Deadline,
    Family,
    Person,
    PersonKind,
    Task,
    TaskStatus,
    db,
)
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, containing, page_of


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """`text` is looked for in reference, family and people."""

    status: str | None = None
    stage: str | None = None
    team: str | None = None
    lead: str | None = None
    restricted: bool | None = None
    opened_after: datetime | None = None
    opened_before: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseSummary:
    """`next_due`: of the deadlines that run on it."""

    id: UUID
    reference: str
    family: str
    family_reference: str
    team: str | None
    lead: str | None
    stage: str | None
    status: str
    outcome: str | None
    episode: int
    restricted: bool
    opened_at: datetime
    closed_at: datetime | None
    revision: int
    open_tasks: int
    next_due: datetime | None


@dataclass(frozen=True, kw_only=True)
class PersonView:
    id: UUID
    name: str
    kind: PersonKind
    date_of_birth: date | None
    nhs_number: str | None


@dataclass(frozen=True, kw_only=True)
class CaseDetail(CaseSummary):
    """`named_people`: who may know of a restricted case."""

    people: tuple[PersonView, ...]
    previous_case_id: UUID | None
    record_link: str | None
    opened_by: str
    named_people: tuple[str, ...]


_SORTS = {"opened_at": Case.opened_at, "reference": Case.reference, "family": Family.name}


def list_cases(
    *, actor: Actor, filters: CaseFilter, page: PageRequest, closed: bool | None = None
) -> Page[CaseSummary]:
    """Cases that the actor may see, the newest first unless asked otherwise.  `closed` None: open and closed ones."""
    require_scope(actor, Scope.CASES_READ, action="read cases")
    statement = _cases().where(visible_cases(actor), *_conditions(filters))
    if closed is not None:
        statement = statement.where(Case.closed_at.is_not(None) if closed else Case.closed_at.is_(None))
    order = Order(columns=_SORTS, default="-opened_at", key=Case.id)
    return page_of(statement, order, page, make=lambda row: CaseSummary(**_summary(row)))


def get_case(*, case_id: UUID, actor: Actor) -> CaseDetail:
    """:raises NotFoundError: there is none that the actor may see."""
    return _detail(Case.id == case_id, case_id, actor)


def find_case(*, reference: str, actor: Actor) -> CaseDetail:
    """:raises NotFoundError: there is none that the actor may see."""
    return _detail(Case.reference == reference, reference, actor)


def _detail(condition: ColumnElement[bool], key: object, actor: Actor) -> CaseDetail:
    require_scope(actor, Scope.CASES_READ, action="read cases")
    row = db.session.execute(_cases().where(condition, visible_cases(actor))).one_or_none()
    if row is None:
        raise NotFoundError("case", key)
    case: Case = row.Case
    named = select(CaseAccess.user_name).where(CaseAccess.case_id == case.id).order_by(CaseAccess.user_name)
    return CaseDetail(
        **_summary(row),
        people=_people(case.id),
        previous_case_id=case.previous_case_id,
        record_link=case.record_link,
        opened_by=case.opened_by,
        named_people=tuple(db.session.scalars(named)) if case.restricted else (),
    )


def _cases() -> AnySelect:
    open_tasks = (
        select(func.count())
        .select_from(Task)
        .where(Task.case_id == Case.id, Task.status == TaskStatus.OPEN)
        .correlate(Case)
        .scalar_subquery()
    )
    next_due = (
        select(func.min(Deadline.due_at))
        .where(Deadline.case_id == Case.id, Deadline.ended_at.is_(None))
        .correlate(Case)
        .scalar_subquery()
    )
    return (
        select(
            Case,
            Family.name.label("family"),
            Family.reference.label("family_reference"),
            open_tasks.label("open_tasks"),
            next_due.label("next_due"),
        )
        .join(Family, Family.id == Case.family_id)
        .execution_options(populate_existing=True)
    )


def _conditions(filters: CaseFilter) -> list[ColumnElement[bool]]:
    equals = (
        (Case.status, filters.status),
        (Case.stage, filters.stage),
        (Case.team, filters.team),
        (Case.lead, filters.lead),
        (Case.restricted, filters.restricted),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in equals if value is not None]
    if filters.opened_after is not None:
        found.append(Case.opened_at >= filters.opened_after)
    if filters.opened_before is not None:
        found.append(Case.opened_at < filters.opened_before)
    if filters.text is not None:
        names = (
            select(func.string_agg(Person.name, " "))
            .join(CasePerson, CasePerson.person_id == Person.id)
            .where(CasePerson.case_id == Case.id)
            .correlate(Case)
            .scalar_subquery()
        )
        found.append(containing(filters.text, Case.reference, Family.name, func.coalesce(names, "")))
    return found


def _summary(row: AnyRow) -> dict[str, Any]:
    case: Case = row.Case
    return {
        "id": case.id,
        "reference": case.reference,
        "family": row.family,
        "family_reference": row.family_reference,
        "team": case.team,
        "lead": case.lead,
        "stage": case.stage,
        "status": case.status,
        "outcome": case.outcome,
        "episode": case.episode,
        "restricted": case.restricted,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "revision": case.revision,
        "open_tasks": row.open_tasks,
        "next_due": row.next_due,
    }


def _people(case_id: UUID) -> tuple[PersonView, ...]:
    people = db.session.scalars(
        select(Person)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == case_id)
        .order_by(CasePerson.position)
    )
    return tuple(
        PersonView(
            id=person.id,
            name=person.name,
            kind=person.kind,
            date_of_birth=person.date_of_birth,
            nhs_number=person.nhs_number,
        )
        for person in people
    )
