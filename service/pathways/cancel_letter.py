"""Giving up a letter that was not sent."""

from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.models import LetterStatus
from service.pathways.change_instance import require_reason
from service.pathways.idempotency import Idempotency
from service.pathways.letters import locked_letter, require_status
from service.pathways.standing import audit
from service.pathways.transaction import transact_once
from service.pathways.write_letter import WrittenLetter, written


def cancel_letter(
    *,
    letter_id: UUID,
    reason: str,
    revision: int,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> WrittenLetter:
    """Cancel a draft or a final letter; it stays in the list with the reason.

    :raises WrongStateError: it was sent or cancelled before.
    :raises InvalidInputError: no reason is given.
    """
    require(actor, Capability.WORK, action="cancel letters")
    require_reason(reason)

    def work() -> WrittenLetter:
        letter, _ = locked_letter(letter_id, actor, if_revision=revision)
        require_status(letter, LetterStatus.DRAFT, LetterStatus.FINAL)
        letter.status = LetterStatus.CANCELLED
        letter.cancelled_at = clock.now()
        letter.cancelled_by = actor.name
        letter.cancelled_reason = reason.strip()
        letter.revision += 1
        audit(
            actor,
            "cancel letter",
            f"letter {letter.id}",
            at=clock.now(),
            case_id=letter.case_id,
            authority=letter.authority,
            details={"reason": letter.cancelled_reason},
        )
        return written(letter)

    return transact_once(work, returns=WrittenLetter, actor=actor, clock=clock, idempotency=idempotency)
