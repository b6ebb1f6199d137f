"""Looking for families: by names that may be misspelt, dates, numbers, references and postcodes.

Only cases that the person may see are looked at: what they may not see is neither found nor counted, nor does it help
to find anything else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Text, and_, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY, array

from service.access import Actor, ActorKind, visible_cases
from service.clocks.clock import Clock
from service.models import Case, CasePerson, Family, Person, PersonKind, Referral, db
from service.pathways.names import ALIKE, wanted_keys
from service.pathways.person_details import today_of
from service.pathways.queries.paging import containing
from service.pathways.queries.user_names import user_names
from service.pathways.search_text import Wanted, read_search
from service.pathways.standing import audit
from service.pathways.transaction import transact

MOST_CASES = 50


@dataclass(frozen=True, kw_only=True)
class FoundPerson:
    """`fits`: this is whom the search is about, and not only somebody of their family."""

    id: UUID
    name: str
    known_as: str | None
    kind: PersonKind
    date_of_birth: date | None
    expected_on: date | None
    fits: bool


@dataclass(frozen=True, kw_only=True)
class FoundCase:
    id: UUID
    reference: str
    stage: str | None
    status: str
    outcome: str | None
    team: str | None
    lead: str | None
    lead_name: str | None
    restricted: bool
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class FoundFamily:
    """With the cases that fit, the newest first, and the people of these cases."""

    id: UUID
    reference: str
    name: str
    cases: tuple[FoundCase, ...]
    people: tuple[FoundPerson, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """`more`: there are others; the search should say more."""

    wanted: Wanted
    families: tuple[FoundFamily, ...] = ()
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class _Hit:
    case_id: UUID
    person_id: UUID | None
    score: float


def search_families(*, text: str, actor: Actor, clock: Clock, status: str | None = None) -> Found:
    """Return the families that fit, the likeliest first; that somebody looked is written down, without the names."""
    wanted = read_search(text, today=today_of(clock))
    if not wanted.anything:
        return Found(wanted=wanted)

    def read() -> Found:
        hits = _hits(wanted, actor, status)
        found = Found(
            wanted=wanted, families=_families(hits, actor), more=len({hit.case_id for hit in hits}) >= MOST_CASES
        )
        _note(found, status, actor=actor, clock=clock)
        return found

    return transact(read)


def alike(keys: Sequence[str]) -> ColumnElement[Any]:
    """The share of these groups that a person's names have, from 0 to 1."""
    wanted = cast(array([literal(key) for key in keys]), ARRAY(Text))
    key = func.unnest(Person.name_keys).column_valued("key")  # no key stands twice
    shared = select(func.count(key)).where(key == func.any(wanted)).correlate(Person).scalar_subquery()
    return cast(shared, Float) / len(keys)


def overlapping(keys: Sequence[str]) -> ColumnElement[bool]:
    """Whether a person's names have any of these groups: what the index answers."""
    found: ColumnElement[bool] = Person.name_keys.overlap(cast(array([literal(key) for key in keys]), ARRAY(Text)))
    return found


def _hits(wanted: Wanted, actor: Actor, status: str | None) -> list[_Hit]:
    of_case = [visible_cases(actor), *([Case.status == status] if status else []), *_of_case(wanted)]
    hits: list[_Hit] = []
    if _about_people(wanted):
        for keys in wanted_keys(wanted.names) or (None,):
            hits += _people_hits(wanted, keys, of_case)
    if not _about_people(wanted, besides_names=True):
        hits += _case_hits(wanted, of_case)
    return sorted(hits, key=lambda hit: -hit.score)


def _about_people(wanted: Wanted, *, besides_names: bool = False) -> bool:
    details = any((wanted.born, wanted.postcode, wanted.upn, wanted.nhs_number))
    return details or (bool(wanted.names) and not besides_names)


def _people_hits(wanted: Wanted, keys: Sequence[str] | None, of_case: Iterable[ColumnElement[bool]]) -> list[_Hit]:
    score = literal(1.0) if keys is None else alike(keys)
    conditions = [*_of_person(wanted), *([] if keys is None else [overlapping(keys)])]
    # materialized, so that the likeness of each is worked out once
    scored = select(Person.id, score.label("score")).where(*conditions).cte("scored").prefix_with("MATERIALIZED")
    fitting = select(scored).where(scored.c.score >= ALIKE).subquery("fitting")
    rows = db.session.execute(
        select(CasePerson.case_id, fitting.c.id, fitting.c.score)
        .join(CasePerson, CasePerson.person_id == fitting.c.id)
        .join(Case, Case.id == CasePerson.case_id)
        .join(Family, Family.id == Case.family_id)
        .where(*of_case)
        .order_by(fitting.c.score.desc(), Case.opened_at.desc(), Case.id)
        .limit(MOST_CASES)
    )
    return [_Hit(case_id=row.case_id, person_id=row.id, score=row.score) for row in rows]


def _case_hits(wanted: Wanted, of_case: Iterable[ColumnElement[bool]]) -> list[_Hit]:
    """Cases by their reference, and by the words of the family's name."""
    rows = db.session.execute(
        select(Case.id)
        .join(Family, Family.id == Case.family_id)
        .where(*of_case, containing(wanted.names, Family.name))
        .order_by(Case.opened_at.desc(), Case.id)
        .limit(MOST_CASES)
    )
    return [_Hit(case_id=row.id, person_id=None, score=1.0) for row in rows]


def _of_person(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.born is not None:
        conditions.append(Person.date_of_birth.between(*wanted.born))
    if wanted.postcode is not None:
        conditions.append(Person.postcode.startswith(wanted.postcode, autoescape=True))
    if wanted.upn is not None:
        conditions.append(Person.upn == wanted.upn)
    if wanted.nhs_number is not None:
        conditions.append(Person.nhs_number == wanted.nhs_number)
    return conditions


def _of_case(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.reference is not None:
        ending = f"-{wanted.reference}"
        conditions.append(
            Case.reference.endswith(ending, autoescape=True) | Family.reference.endswith(ending, autoescape=True)
        )
    if wanted.referral is not None:
        linked = select(Referral.case_id).where(
            Referral.authority == Case.authority, Referral.reference == wanted.referral
        )
        conditions.append(Case.id.in_(linked))
    return conditions or [true()]


def _families(hits: Sequence[_Hit], actor: Actor) -> tuple[FoundFamily, ...]:
    order = list(dict.fromkeys(hit.case_id for hit in hits))[:MOST_CASES]
    if not order:
        return ()
    rows = db.session.execute(
        select(Case, Family)
        .join(Family, Family.id == Case.family_id)
        .where(Case.id.in_(order), visible_cases(actor))
        .order_by(Case.opened_at.desc())
    ).all()
    cases: dict[UUID, list[Case]] = {}
    families: dict[UUID, Family] = {}
    for case, family in rows:
        cases.setdefault(family.id, []).append(case)
        families[family.id] = family
    fitting = frozenset(hit.person_id for hit in hits if hit.person_id is not None)
    people = _people([case.id for case, _ in rows], fitting)
    place = {case_id: number for number, case_id in enumerate(order)}
    leads = user_names(case.lead for case, _ in rows)
    likeliest = sorted(families, key=lambda family: min(place[case.id] for case in cases[family]))
    return tuple(
        FoundFamily(
            id=key,
            reference=families[key].reference,
            name=families[key].name,
            cases=tuple(_case(case, leads) for case in cases[key]),
            people=people.get(key, ()),
        )
        for key in likeliest
    )


def _people(cases: Sequence[UUID], fitting: frozenset[UUID]) -> Mapping[UUID, tuple[FoundPerson, ...]]:
    rows = db.session.scalars(
        select(Person)
        .where(
            select(CasePerson.case_id)
            .where(and_(CasePerson.person_id == Person.id, CasePerson.case_id.in_(cases)))
            .exists()
        )
        .order_by(Person.kind.desc(), Person.date_of_birth.nulls_last(), Person.name, Person.id)
    )
    found: dict[UUID, tuple[FoundPerson, ...]] = {}
    for row in rows:
        person = FoundPerson(
            id=row.id,
            name=row.name,
            known_as=row.known_as,
            kind=row.kind,
            date_of_birth=row.date_of_birth,
            expected_on=row.expected_on,
            fits=row.id in fitting,
        )
        found[row.family_id] = (*found.get(row.family_id, ()), person)
    return found


def _case(row: Case, leads: Mapping[str, str]) -> FoundCase:
    return FoundCase(
        id=row.id,
        reference=row.reference,
        stage=row.stage,
        status=row.status,
        outcome=row.outcome,
        team=row.team,
        lead=row.lead,
        lead_name=leads.get(row.lead, row.lead) if row.lead else None,
        restricted=row.restricted,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def _note(found: Found, status: str | None, *, actor: Actor, clock: Clock) -> None:
    if actor.kind is not ActorKind.USER or actor.authority is None:
        return
    shown = [case.reference for family in found.families for case in family.cases]
    audit(
        actor,
        "search",
        "families",
        at=clock.now(),
        case_id=None,
        authority=actor.authority,
        details={"by": list(found.wanted.kinds), "status": status, "shown": shown},
    )
