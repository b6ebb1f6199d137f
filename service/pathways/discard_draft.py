"""Giving up a draft."""

from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.models import DraftStatus
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import audit_draft, find_draft, require_open
from service.pathways.tell_of_procedure import no_longer
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class DiscardedDraft:
    draft_id: str


def discard_draft(
    *, draft_id: UUID, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> DiscardedDraft:
    """Let the draft be changed and published no more; it can still be read.

    :raises WrongStateError: it was published or discarded before.
    """

    def work() -> DiscardedDraft:
        draft = find_draft(draft_id, actor, lock=True)
        require_open(draft)
        draft.status = DraftStatus.DISCARDED
        no_longer(draft.id, now=clock.now())
        audit_draft(draft, "discard draft", actor=actor, clock=clock)
        return DiscardedDraft(draft_id=str(draft.id))

    return transact_once(work, returns=DiscardedDraft, actor=actor, clock=clock, idempotency=idempotency)
