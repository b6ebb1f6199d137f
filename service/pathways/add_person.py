"""A new member of the family, in the middle of a case: a baby, a partner, a brother who moved in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import Case, CasePerson, Family, Person, Record, RecordPerson, db
from service.pathways.idempotency import Idempotency
from service.pathways.opening import new_row
from service.pathways.person_details import PersonDetails, checked, today_of
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class AddedPerson:
    case_id: str
    person_id: str


def add_person(
    *,
    case_id: UUID,
    details: PersonDetails,
    actor: Actor,
    clock: Clock,
    records: Sequence[UUID] = (),
    idempotency: Idempotency | None = None,
) -> AddedPerson:
    """Add somebody to the family and to this episode.

    `records`: earlier records of other children that are to stand on the new child's file too; without them everything
    earlier stays with those for whom it was written.
    :raises NotFoundError: there is no such case that the actor may see.
    :raises InvalidInputError: by field; a record is not one of the case.
    """
    require(actor, Capability.WORK, action="add people")
    kept = checked(details, today=today_of(clock))

    def work() -> AddedPerson:
        case = visible_case(case_id, actor, lock=True)
        person_id = uuid4()
        family = db.session.scalars(select(Family).where(Family.id == case.family_id)).one()
        db.session.execute(insert(Person), [new_row(person_id, family, kept)])
        last = select(func.coalesce(func.max(CasePerson.position), -1)).where(CasePerson.case_id == case.id)
        position = db.session.scalars(last).one() + 1
        db.session.add(CasePerson(case_id=case.id, person_id=person_id, position=position))
        _copy(case, person_id, records)
        audit(
            actor,
            "add person",
            f"person {person_id}",
            at=clock.now(),
            case_id=case.id,
            authority=case.authority,
            details={"kind": kept.kind.value, "earlier_records": [str(record) for record in records]},
        )
        return AddedPerson(case_id=str(case.id), person_id=str(person_id))

    return transact_once(work, returns=AddedPerson, actor=actor, clock=clock, idempotency=idempotency)


def _copy(case: Case, person_id: UUID, records: Sequence[UUID]) -> None:
    wanted = set(records)
    named = select(Record.id).where(
        Record.case_id == case.id,
        Record.id.in_(wanted),
        select(RecordPerson.record_id).where(RecordPerson.record_id == Record.id).exists(),
    )
    if set(db.session.scalars(named)) != wanted:
        raise InvalidInputError({"records": ["Choose from the records that are listed"]})
    if wanted:
        rows = [{"record_id": record, "person_id": person_id} for record in sorted(wanted)]
        db.session.execute(insert(RecordPerson), rows)
