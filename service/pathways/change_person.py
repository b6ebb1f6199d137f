"""Putting right, or adding to, what is known of a member of the family."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import NotFoundError, StaleVersionError
from service.models import Case, CasePerson, Family, Person, db
from service.pathways.idempotency import Idempotency
from service.pathways.names import name_keys
from service.pathways.person_details import FIELDS, PersonDetails, checked, today_of
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class ChangedPerson:
    person_id: str
    revision: int


def change_person(
    *,
    case_id: UUID,
    person_id: UUID,
    details: PersonDetails,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> ChangedPerson:
    """Replace the details; the audit trail keeps what they were before (a birth: the day it was expected on).

    :raises NotFoundError: nobody of that id is on a case that the actor may see.
    :raises StaleVersionError: somebody else changed them since.
    :raises InvalidInputError: by field.
    """
    require(actor, Capability.WORK, action="change what is known of people")
    kept = checked(details, today=today_of(clock))

    def work() -> ChangedPerson:
        case = visible_case(case_id, actor)
        person = person_on(case, person_id, lock=True)
        if if_revision is not None and person.revision != if_revision:
            raise StaleVersionError("person")
        before = {name: getattr(person, name) for name in FIELDS}
        changes = [name for name in FIELDS if before[name] != getattr(kept, name)]
        if changes:
            _change(person, kept)
            audit(
                actor,
                "change person",
                f"person {person.id}",
                at=clock.now(),
                case_id=case.id,
                authority=case.authority,
                details={"before": {name: _text(before[name]) for name in changes}},
            )
        return ChangedPerson(person_id=str(person.id), revision=person.revision)

    return transact_once(work, returns=ChangedPerson, actor=actor, clock=clock, idempotency=idempotency)


def person_on(case: Case, person_id: UUID, *, lock: bool = False) -> Person:
    """Somebody of the case.  :raises NotFoundError: nobody of that id is on it."""
    found = (
        select(Person)
        .join(CasePerson, CasePerson.person_id == Person.id)
        .where(CasePerson.case_id == case.id, Person.id == person_id)
        .execution_options(populate_existing=True)
    )
    person = db.session.scalar(found.with_for_update(of=Person) if lock else found)
    if person is None:
        raise NotFoundError("person", person_id)
    return person


def _change(person: Person, kept: PersonDetails) -> None:
    for name in FIELDS:
        setattr(person, name, getattr(kept, name))
    family = db.session.scalars(select(Family.name).where(Family.id == person.family_id)).one()
    person.name_keys = name_keys(person.name, person.known_as, family)
    person.revision += 1


def _text(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)
