"""Writing a new case: family, people, reference."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, not_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from service.access import Actor, visible_cases
from service.errors import InvalidInputError
from service.library import Composed
from service.models import Authority, Case, CaseAccess, CaseNumber, CasePerson, Family, Person, PersonKind, db
from service.pathways.writing.standards import require_team


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    name: str
    kind: PersonKind = PersonKind.CHILD
    date_of_birth: date | None = None
    nhs_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewFamily:
    """`reference`: of a family that is known already; without it the family gets one of its own."""

    name: str
    reference: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewCase:
    family: NewFamily
    people: tuple[NewPerson, ...] = ()
    team: str | None = None
    record_link: str | None = None
    restricted: bool = False


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Who opens it, when, and under which release."""

    authority: str
    composed: Composed
    actor: Actor
    now: datetime

    @property
    def year(self) -> int:
        return self.now.astimezone(self.composed.release.calendar.zone).year


def open_case(new: NewCase, opening: Opening) -> tuple[Case, str]:
    """Write family, people and case; returns the case and the family's reference.

    :raises InvalidInputError: the team is unknown, or the family is out of reach.
    """
    if new.team is not None:
        require_team(opening.authority, new.team)
    reference = _next_reference(opening)
    family = _family(new.family, opening, reference)
    episode, previous = _episode(family.id)
    case = Case(
        id=uuid4(),
        authority=opening.authority,
        reference=reference,
        family_id=family.id,
        team=new.team,
        status="open",
        episode=episode,
        previous_case_id=previous,
        restricted=new.restricted,
        record_link=new.record_link,
        opened_at=opening.now,
        opened_by=opening.actor.name,
        revision=1,
    )
    db.session.add(case)
    db.session.flush()
    _people(case, family, new.people)
    if new.restricted:
        _name(case, opening)
    return case, family.reference


def _next_reference(opening: Opening) -> str:
    numbered = (
        upsert(CaseNumber)
        .values(authority=opening.authority, year=opening.year, last=1)
        .on_conflict_do_update(index_elements=["authority", "year"], set_={"last": CaseNumber.last + 1})
        .returning(CaseNumber.last)
    )
    number = db.session.scalars(numbered).one()
    prefix = db.session.scalars(select(Authority.case_prefix).where(Authority.id == opening.authority)).one()
    return f"{prefix}-{opening.year}-{number:05d}"


def _family(new: NewFamily, opening: Opening, reference: str) -> Family:
    if new.reference is not None:
        known = db.session.scalar(
            select(Family).where(Family.authority == opening.authority, Family.reference == new.reference)
        )
        if known is not None:
            _require_open_family(known, opening.actor)
            return known
    family = Family(
        id=uuid4(),
        authority=opening.authority,
        reference=new.reference or f"F-{reference}",
        name=new.name,
        created_at=opening.now,
    )
    db.session.add(family)
    db.session.flush()
    return family


def _require_open_family(family: Family, actor: Actor) -> None:
    """Whoever knows the reference alone does not get at the family of a restricted case by opening another one.

    :raises InvalidInputError: the family has a restricted case that the actor may not see.
    """
    hidden = select(Case.id).where(Case.family_id == family.id, Case.restricted, not_(visible_cases(actor)))
    if db.session.scalar(hidden.limit(1)) is not None:
        advice = "This family cannot be named by its reference here. Leave it out, and tell a manager."
        raise InvalidInputError({"family.reference": [advice]})


def _episode(family_id: UUID) -> tuple[int, UUID | None]:
    last = db.session.execute(
        select(Case.episode, Case.id).where(Case.family_id == family_id).order_by(Case.episode.desc()).limit(1)
    ).one_or_none()
    return (1, None) if last is None else (last.episode + 1, last.id)


def _people(case: Case, family: Family, people: tuple[NewPerson, ...]) -> None:
    known = {
        (person.name, person.date_of_birth): person.id
        for person in db.session.scalars(select(Person).where(Person.family_id == family.id))
    }
    fresh = []
    members = []
    for position, new in enumerate(people):
        person_id = known.get((new.name, new.date_of_birth))
        if person_id is None:
            person_id = uuid4()
            fresh.append(
                {
                    "id": person_id,
                    "family_id": family.id,
                    "kind": new.kind,
                    "name": new.name,
                    "date_of_birth": new.date_of_birth,
                    "nhs_number": new.nhs_number,
                }
            )
        members.append({"case_id": case.id, "person_id": person_id, "position": position})
    if len({member["person_id"] for member in members}) < len(members):
        raise InvalidInputError({"people": ["The same person is named twice."]})
    if fresh:
        db.session.execute(insert(Person), fresh)
    if members:
        db.session.execute(insert(CasePerson), members)


def _name(case: Case, opening: Opening) -> None:
    """Whoever opens a restricted case is the first who is named on it."""
    if opening.actor.kind.value == "user":
        db.session.add(
            CaseAccess(
                case_id=case.id,
                user_name=opening.actor.name,
                granted_by=opening.actor.name,
                granted_at=opening.now,
            )
        )
        db.session.flush()
