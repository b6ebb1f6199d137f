"""Where somebody stands in a case that is not the same for the whole family: helped, monitored, gone."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import CasePerson, db
from service.pathways.change_person import person_on
from service.pathways.idempotency import Idempotency
from service.pathways.person_details import today_of
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once

LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class ChildStatus:
    person_id: str
    status: str | None
    left: bool


def set_child_status(
    *,
    case_id: UUID,
    person_id: UUID,
    status: str | None,
    actor: Actor,
    clock: Clock,
    left_on: date | None = None,
    idempotency: Idempotency | None = None,
) -> ChildStatus:
    """Give somebody a status of their own in this case (None: as the family), and say when they left it.

    Whoever left stays in the record; letters and visits leave them out.
    :raises NotFoundError: nobody of that id is on a case that the actor may see.
    :raises InvalidInputError: by field.
    """
    require(actor, Capability.WORK, action="change where people stand in a case")
    words = (status or "").strip() or None
    if words is not None and len(words) > LONGEST:
        raise InvalidInputError({"status": [f"Use {LONGEST} characters or fewer"]})
    if left_on is not None and left_on > today_of(clock):
        raise InvalidInputError({"left_on": ["The day on which they left must be today or in the past"]})

    def work() -> ChildStatus:
        case = visible_case(case_id, actor, lock=True)
        person_on(case, person_id)
        row = db.session.scalars(
            select(CasePerson).where(CasePerson.case_id == case.id, CasePerson.person_id == person_id)
        ).one()
        before = {"status": row.status, "left_on": None if row.left_on is None else row.left_on.isoformat()}
        row.status, row.left_on = words, left_on
        audit(
            actor,
            "set status of person",
            f"person {person_id}",
            at=clock.now(),
            case_id=case.id,
            authority=case.authority,
            details={"status": words, "left_on": left_on and left_on.isoformat(), "before": before},
        )
        return ChildStatus(person_id=str(person_id), status=words, left=left_on is not None)

    return transact_once(work, returns=ChildStatus, actor=actor, clock=clock, idempotency=idempotency)
