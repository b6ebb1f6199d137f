"""Taking steps of a tryout back, the last one first."""

from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.pathways.idempotency import Idempotency
from service.pathways.transaction import transact_once
from service.pathways.tryouts import STEP, ChangedTryout, keep, require_revision, trying


def undo_tryout(
    *,
    tryout_id: UUID,
    if_revision: int | None,
    actor: Actor,
    clock: Clock,
    keep_steps: int | None = None,
    idempotency: Idempotency | None = None,
) -> ChangedTryout:
    """Take the last step back, or every step after the first `keep_steps` of them.

    :raises InvalidInputError: there is nothing to take back.
    :raises StaleVersionError: the tryout was changed in another window.
    :raises NotFoundError: the actor has no such tryout.
    """

    def work() -> ChangedTryout:
        found = trying(tryout_id, actor, lock=True)
        require_revision(found.tryout, if_revision)
        left = len(found.steps) - 1 if keep_steps is None else keep_steps
        if not 0 <= left < len(found.steps):
            raise InvalidInputError({STEP: ["There is no step to take back."]})
        return keep(found, found.steps[:left], clock=clock)

    return transact_once(work, returns=ChangedTryout, actor=actor, clock=clock, idempotency=idempotency)
