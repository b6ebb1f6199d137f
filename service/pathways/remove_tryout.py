"""Throwing a tryout away."""

from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.models import db
from service.pathways.idempotency import Idempotency
from service.pathways.transaction import transact_once
from service.pathways.tryouts import ChangedTryout, audit_tryout, changed, find_tryout


def remove_tryout(
    *, tryout_id: UUID, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> ChangedTryout:
    """Remove it with all its steps.  :raises NotFoundError: the actor has no such tryout."""

    def work() -> ChangedTryout:
        tryout, draft = find_tryout(tryout_id, actor, lock=True)
        db.session.delete(tryout)
        audit_tryout(tryout, draft, "remove tryout", actor=actor, clock=clock, details={"title": tryout.title})
        return changed(tryout, 0)

    return transact_once(work, returns=ChangedTryout, actor=actor, clock=clock, idempotency=idempotency)
