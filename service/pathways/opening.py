"""Writing a new case: family, people, reference."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, not_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from service.access import Actor, visible_cases
from service.errors import InvalidInputError
from service.library import Composed
from service.models import Authority, Case, CaseAccess, CaseNumber, CasePerson, Family, Person, db
from service.pathways.names import name_keys
from service.pathways.person_details import FIELDS, PersonDetails
from service.pathways.writing.standards import require_team


@dataclass(frozen=True, kw_only=True)
class NewPerson(PersonDetails):
    """`id`: of a member of the family who is known already; what is new about them is added, nothing is overwritten."""

    id: UUID | None = None


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
    known = tuple(db.session.scalars(select(Person).where(Person.family_id == family.id)))
    fresh = []
    members = []
    for position, new in enumerate(people):
        person = _known(new, known)
        if person is None:
            person_id = uuid4()
            fresh.append(new_row(person_id, family, new))
        else:
            person_id = person.id
            _complete(person, new, family)
        members.append({"case_id": case.id, "person_id": person_id, "position": position})
    if len({member["person_id"] for member in members}) < len(members):
        raise InvalidInputError({"people": ["The same person is named twice."]})
    if fresh:
        db.session.execute(insert(Person), fresh)
    if members:
        db.session.execute(insert(CasePerson), members)


def new_row(person_id: UUID, family: Family, new: PersonDetails) -> dict[str, object]:
    """The row of somebody who is new in the family."""
    given = {name: getattr(new, name) for name in FIELDS}
    keys = name_keys(new.name, new.known_as, family.name)
    return {"id": person_id, "family_id": family.id, **given, "name_keys": keys, "revision": 1}


def _known(new: NewPerson, known: tuple[Person, ...]) -> Person | None:
    """Whom of the family is meant: the one that was chosen, else one of the same name and date of birth."""
    if new.id is not None:
        chosen = next((person for person in known if person.id == new.id), None)
        if chosen is None:
            raise InvalidInputError({"people": ["Somebody who was chosen is not of this family."]})
        return chosen
    same = (new.name, new.date_of_birth)
    return next((person for person in known if (person.name, person.date_of_birth) == same), None)


def _complete(person: Person, new: NewPerson, family: Family) -> None:
    """Add what was not known before, if the person was chosen."""
    if new.id is None:
        return
    blank = [name for name in FIELDS if getattr(person, name) is None and getattr(new, name) is not None]
    if person.date_of_birth is not None and "expected_on" in blank:
        blank.remove("expected_on")
    for name in blank:
        setattr(person, name, getattr(new, name))
    if blank:
        person.revision += 1
        person.name_keys = name_keys(person.name, person.known_as, family.name)


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
