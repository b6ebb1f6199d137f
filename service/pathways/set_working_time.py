"""Saying how much of a full week somebody works."""

from dataclasses import dataclass
from decimal import Decimal

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.pathways.colleagues import colleague
from service.pathways.idempotency import Idempotency
from service.pathways.standing import audit
from service.pathways.transaction import transact_once

MOST = Decimal("1.5")
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class WorkingTime:
    user: str
    full_time_equivalent: str


def set_working_time(
    *,
    user: str,
    full_time_equivalent: Decimal,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> WorkingTime:
    """Set a colleague's full-time equivalent: 1 is a full week, 0.6 three days of five, 0 nobody counts on them.

    :raises InvalidInputError: it is below 0 or above 1.5, or has more than two decimal places.
    :raises NotFoundError: the actor looks after nobody of that name.
    """
    require(actor, Capability.ASSIGN, action="change working time")
    given = full_time_equivalent
    if not given.is_finite() or not 0 <= given <= MOST or given != given.quantize(_HUNDREDTH):
        message = f"Full-time equivalent must be between 0 and {MOST}, such as 0.8"
        raise InvalidInputError({"full_time_equivalent": [message]})

    def work() -> WorkingTime:
        person = colleague(user, actor)
        before, person.full_time_equivalent = person.full_time_equivalent, given
        audit(
            actor,
            "change working time",
            f"user {person.name}",
            at=clock.now(),
            case_id=None,
            authority=person.authority,
            details={"from": str(before), "to": str(given)},
        )
        return WorkingTime(user=user, full_time_equivalent=str(given))

    return transact_once(work, returns=WorkingTime, actor=actor, clock=clock, idempotency=idempotency)
