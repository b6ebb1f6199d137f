"""Saying what two people of a family are to each other."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, delete, or_, select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import Relationship, db
from service.pathways.change_person import person_on
from service.pathways.idempotency import Idempotency
from service.pathways.relationships import KINDS
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class RelatedPeople:
    person_id: str
    other_id: str
    kind: str | None


def relate_people(
    *,
    case_id: UUID,
    person_id: UUID,
    other_id: UUID,
    kind: str | None,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> RelatedPeople:
    """`person_id` is the `kind` of `other_id`, whatever was said of the two before; None: nothing of each other.

    :raises NotFoundError: one of them is not on a case that the actor may see.
    :raises InvalidInputError: the kind is not known, or both are the same person.
    """
    require(actor, Capability.WORK, action="change relationships")
    if kind is not None and kind not in KINDS:
        raise InvalidInputError({"kind": ["Choose what they are to each other"]})
    if person_id == other_id:
        raise InvalidInputError({"other": ["Choose two different people"]})

    def work() -> RelatedPeople:
        case = visible_case(case_id, actor, lock=True)
        person_on(case, person_id), person_on(case, other_id)
        before = _forget(person_id, other_id)
        if kind is not None:
            db.session.add(Relationship(person_id=person_id, other_id=other_id, kind=kind))
        audit(
            actor,
            "relate people",
            f"person {person_id}",
            at=clock.now(),
            case_id=case.id,
            authority=case.authority,
            details={"other": str(other_id), "kind": kind, "before": before},
        )
        return RelatedPeople(person_id=str(person_id), other_id=str(other_id), kind=kind)

    return transact_once(work, returns=RelatedPeople, actor=actor, clock=clock, idempotency=idempotency)


def _forget(one: UUID, other: UUID) -> list[str]:
    """Drop what was said of the two, from either side; return it for the audit."""
    between = or_(
        and_(Relationship.person_id == one, Relationship.other_id == other),
        and_(Relationship.person_id == other, Relationship.other_id == one),
    )
    rows = db.session.execute(select(Relationship.person_id, Relationship.kind).where(between)).all()
    db.session.execute(delete(Relationship).where(between))
    return [f"{row.person_id}: {row.kind}" for row in rows]
