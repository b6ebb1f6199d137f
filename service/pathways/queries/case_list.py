"""The list of cases for people: with the names of teams and leads, and what it can be filtered by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, require_scope, visible_cases
from service.models import Case, CasePerson, Person, PersonKind, Team, db
from service.pathways.queries.cases import CaseFilter, list_cases
from service.pathways.queries.paging import Page, PageRequest
from service.pathways.queries.user_names import user_names


@dataclass(frozen=True, kw_only=True)
class ListedChild:
    name: str
    date_of_birth: date | None
    expected_on: date | None


@dataclass(frozen=True, kw_only=True)
class ListedCase:
    """`next_due`: of the deadlines that run on it."""

    id: UUID
    reference: str
    family: str
    children: tuple[ListedChild, ...]
    stage: str | None
    status: str
    team: str | None
    lead: str | None
    opened_at: datetime
    closed_at: datetime | None
    restricted: bool
    next_due: datetime | None


@dataclass(frozen=True, kw_only=True)
class CaseChoices:
    """What occurs among the cases that the actor may see: ids (or the words themselves) with what they are called."""

    stages: tuple[str, ...]
    statuses: tuple[str, ...]
    teams: Mapping[str, str]
    leads: Mapping[str, str]


def listed_cases(*, actor: Actor, filters: CaseFilter, page: PageRequest, closed: bool | None) -> Page[ListedCase]:
    """As `list_cases`, with names instead of ids."""
    found = list_cases(actor=actor, filters=filters, page=page, closed=closed)
    children = _children([case.id for case in found.items])
    teams, leads = _teams(actor), user_names(case.lead for case in found.items)
    return Page(
        items=tuple(
            ListedCase(
                id=case.id,
                reference=case.reference,
                family=case.family,
                children=tuple(children.get(case.id, ())),
                stage=case.stage,
                status=case.status,
                team=teams.get(case.team or "", case.team),
                lead=leads.get(case.lead or "", case.lead),
                opened_at=case.opened_at,
                closed_at=case.closed_at,
                restricted=case.restricted,
                next_due=case.next_due,
            )
            for case in found.items
        ),
        next_cursor=found.next_cursor,
    )


def case_choices(*, actor: Actor) -> CaseChoices:
    require_scope(actor, Scope.CASES_READ, action="read cases")
    rows = db.session.execute(
        select(Case.stage, Case.status, Case.team, Case.lead).where(visible_cases(actor)).distinct()
    ).all()
    teams, leads = _teams(actor), user_names(row.lead for row in rows)
    return CaseChoices(
        stages=_sorted(row.stage for row in rows),
        statuses=_sorted(row.status for row in rows),
        teams={team: teams.get(team, team) for team in _sorted(row.team for row in rows)},
        leads={lead: leads.get(lead, lead) for lead in _sorted(row.lead for row in rows)},
    )


def _sorted(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}))


def _teams(actor: Actor) -> Mapping[str, str]:
    rows = db.session.execute(select(Team.id, Team.name).where(Team.authority == actor.authority))
    return {row.id: row.name for row in rows}


def _children(case_ids: list[UUID]) -> Mapping[UUID, list[ListedChild]]:
    rows = db.session.execute(
        select(CasePerson.case_id, Person.name, Person.date_of_birth, Person.expected_on)
        .join(Person, Person.id == CasePerson.person_id)
        .where(CasePerson.case_id.in_(case_ids), Person.kind == PersonKind.CHILD, CasePerson.left_on.is_(None))
        .order_by(CasePerson.position)
    )
    found: dict[UUID, list[ListedChild]] = {}
    for row in rows:
        child = ListedChild(name=row.name, date_of_birth=row.date_of_birth, expected_on=row.expected_on)
        found.setdefault(row.case_id, []).append(child)
    return found
