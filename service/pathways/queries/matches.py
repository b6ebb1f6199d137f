"""Whom a request for help may already be about: the same people, and their families' cases.

What the person may not see is told by one sentence: that there may be something.  Never who, how many, or why.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from service.access import Actor, visible_cases
from service.models import Case, CasePerson, Family, Person, db
from service.pathways.matching import LIKELY, Likeness, compare
from service.pathways.names import wanted_keys
from service.pathways.person_details import FIELDS, PersonDetails
from service.pathways.queries.search import overlapping

LATELY = timedelta(days=366)
MOST = 200  # people who are compared


@dataclass(frozen=True, kw_only=True)
class MatchedCase:
    id: UUID
    reference: str
    status: str
    stage: str | None
    outcome: str | None
    opened_at: datetime
    closed_at: datetime | None
    closed_lately: bool  # less than twelve months ago: this is a re-referral


@dataclass(frozen=True, kw_only=True)
class MatchedPerson:
    """`asked`: the place of the person in the request.  `id`: who it may be."""

    asked: int
    id: UUID
    name: str
    date_of_birth: date | None
    likeness: Likeness


@dataclass(frozen=True, kw_only=True)
class FamilyMatch:
    """`cases`: of the family, those that the person may see, the newest first; there is at least one."""

    id: UUID
    reference: str
    name: str
    score: int
    people: tuple[MatchedPerson, ...]
    cases: tuple[MatchedCase, ...]


@dataclass(frozen=True, kw_only=True)
class Matches:
    """`hidden`: somebody likely is on a case that the person may not see."""

    families: tuple[FamilyMatch, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    match: MatchedPerson
    family_id: UUID
    seen: bool


def find_matches(people: Sequence[PersonDetails], *, actor: Actor, authority: str, now: datetime) -> Matches:
    """Look for these people among all of the authority's families, the likeliest family first."""
    found = [
        each
        for place, person in enumerate(people)
        for each in _candidates(place, person, actor=actor, authority=authority)
    ]
    seen = {each.family_id for each in found if each.seen}
    hidden = any(each.match.likeness.score >= LIKELY and each.family_id not in seen for each in found if not each.seen)
    families = [_family(key, [each.match for each in found if each.family_id == key and each.seen]) for key in seen]
    matches = [_with_cases(*family, actor=actor, now=now) for family in families]
    return Matches(
        families=tuple(sorted(matches, key=lambda match: (-match.score, match.reference))),
        hidden=hidden,
    )


def _candidates(place: int, person: PersonDetails, *, actor: Actor, authority: str) -> Iterator[_Candidate]:
    """Every person who may be the same, once, through a case that is seen if there is one."""
    conditions = _possible(person)
    if not conditions:
        return
    seen = visible_cases(actor).label("seen")
    rows = db.session.execute(
        select(Person, seen)
        .join(Family, Family.id == Person.family_id)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .join(Case, Case.id == CasePerson.case_id)
        .where(Family.authority == authority, or_(*conditions))
        .order_by(seen.desc(), Person.id)
        .limit(MOST)
    )
    told: set[UUID] = set()
    for known, is_seen in rows:
        alike = compare(person, PersonDetails(**{name: getattr(known, name) for name in FIELDS}))
        if alike is None or known.id in told:
            continue
        told.add(known.id)
        match = MatchedPerson(
            asked=place, id=known.id, name=known.name, date_of_birth=known.date_of_birth, likeness=alike
        )
        yield _Candidate(match=match, family_id=known.family_id, seen=is_seen)


def _possible(person: PersonDetails) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if person.nhs_number:
        conditions.append(Person.nhs_number == person.nhs_number)
    if person.upn:
        conditions.append(Person.upn == person.upn)
    for keys in wanted_keys(person.name):
        conditions.append(Person.name_keys.contains(keys))
        if person.date_of_birth is not None:
            conditions.append(and_(Person.date_of_birth == person.date_of_birth, overlapping(keys)))
        if person.postcode:
            conditions.append(and_(Person.postcode == person.postcode, overlapping(keys)))
    return conditions


def _family(family_id: UUID, people: list[MatchedPerson]) -> tuple[Family, list[MatchedPerson]]:
    family = db.session.scalars(select(Family).where(Family.id == family_id)).one()
    return family, sorted(people, key=lambda each: (each.asked, -each.likeness.score))


def _with_cases(family: Family, people: list[MatchedPerson], *, actor: Actor, now: datetime) -> FamilyMatch:
    cases = db.session.scalars(
        select(Case).where(Case.family_id == family.id, visible_cases(actor)).order_by(Case.opened_at.desc())
    )
    return FamilyMatch(
        id=family.id,
        reference=family.reference,
        name=family.name,
        score=max(each.likeness.score for each in people),
        people=tuple(people),
        cases=tuple(
            MatchedCase(
                id=case.id,
                reference=case.reference,
                status=case.status,
                stage=case.stage,
                outcome=case.outcome,
                opened_at=case.opened_at,
                closed_at=case.closed_at,
                closed_lately=case.closed_at is not None and now - case.closed_at < LATELY,
            )
            for case in cases
        ),
    )
