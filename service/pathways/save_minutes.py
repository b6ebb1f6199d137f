"""Writing the minutes of a sitting, and who chaired it."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError, StaleVersionError
from service.pathways.idempotency import Idempotency
from service.pathways.panel_access import change_sitting
from service.pathways.standing import audit
from service.pathways.transaction import transact_once

LONGEST_MINUTES = 40_000
LONGEST_CHAIR = 120


@dataclass(frozen=True, kw_only=True)
class SavedMinutes:
    """`version` is what the next save says it has seen."""

    sitting_id: str
    version: str


def save_minutes(
    *,
    sitting_id: UUID,
    minutes: str,
    version: str,
    actor: Actor,
    clock: Clock,
    chair: str | None = None,
    idempotency: Idempotency | None = None,
) -> SavedMinutes:
    """Replace the minutes whose `version` (see `version_of`) the writer has seen.

    :raises StaleVersionError: somebody else wrote meanwhile.
    :raises WrongStateError: the sitting is frozen.
    """

    def work() -> SavedMinutes:
        changing = change_sitting(sitting_id, actor, clock, action="write the minutes")
        sitting, text = changing.sitting, minutes.replace("\r\n", "\n")
        if len(text) > LONGEST_MINUTES:
            raise InvalidInputError({"minutes": [f"Use {LONGEST_MINUTES} characters or fewer"]})
        if chair is not None and len(chair) > LONGEST_CHAIR:
            raise InvalidInputError({"chair": [f"Use {LONGEST_CHAIR} characters or fewer"]})
        before = sitting.minutes or ""
        if version_of(before) != version and before != text:
            raise StaleVersionError("text of the minutes")
        sitting.minutes = text
        if chair is not None:
            sitting.chair = chair.strip() or None
        audit(
            actor,
            "save minutes",
            f"sitting {sitting.id}",
            at=clock.now(),
            case_id=None,
            authority=sitting.authority,
            details={"sha256": hashlib.sha256(text.encode()).hexdigest()},
        )
        return SavedMinutes(sitting_id=str(sitting.id), version=version_of(text))

    return transact_once(work, returns=SavedMinutes, actor=actor, clock=clock, idempotency=idempotency)


def version_of(minutes: str) -> str:
    return hashlib.sha256(minutes.encode()).hexdigest()[:16]
