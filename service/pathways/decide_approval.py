"""The second pair of eyes: approving a draft, or giving it back."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select

from service.access import Actor, ActorKind, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotAllowedError, StaleVersionError, WrongStateError
from service.models import Approval, ApprovalDecision, DraftStatus, LibraryDraft, db
from service.pathways.four_eyes import require_no_hand
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import audit_draft, find_draft, require_open
from service.pathways.tell_of_procedure import draft_decided
from service.pathways.transaction import transact_once

LONGEST_REASON = 4_000
_ACTION = "decide about this draft"


@dataclass(frozen=True, kw_only=True)
class DecidedDraft:
    draft_id: str
    decision: str
    revision: int
    digest: str


def decide_approval(
    *,
    draft_id: UUID,
    digest: str,
    decision: ApprovalDecision,
    actor: Actor,
    clock: Clock,
    reason: str = "",
    idempotency: Idempotency | None = None,
) -> DecidedDraft:
    """Approve exactly the content that `digest` names, or give it back, which undoes an approval until publication.

    :raises NotAllowedError: the actor is a program, had a hand in the draft, or may be who had.
    :raises StaleVersionError: the draft was changed since the actor looked at it.
    :raises InvalidInputError: it is given back without a reason.
    :raises WrongStateError: it was not sent for approval, or was decided about already.
    """
    require(actor, Capability.PUBLISH, action=_ACTION)
    if actor.kind is not ActorKind.USER:
        raise NotAllowedError(_ACTION, "a person has to look at it")
    _check_reason(decision, reason)

    def work() -> DecidedDraft:
        draft = find_draft(draft_id, actor, lock=True)
        _require_decidable(draft, decision)
        require_no_hand(draft, actor, action=_ACTION)
        if draft.digest != digest:
            raise StaleVersionError("draft")
        _decide(draft, decision, reason.strip() or None, actor=actor, clock=clock)
        return DecidedDraft(
            draft_id=str(draft.id), decision=decision.value, revision=draft.revision, digest=draft.digest
        )

    return transact_once(work, returns=DecidedDraft, actor=actor, clock=clock, idempotency=idempotency)


def _check_reason(decision: ApprovalDecision, reason: str) -> None:
    if decision is ApprovalDecision.RETURNED and not reason.strip():
        raise InvalidInputError({"reason": ["Say what has to change."]})
    if len(reason) > LONGEST_REASON:
        raise InvalidInputError({"reason": [f"Use {LONGEST_REASON} characters or fewer."]})


def _require_decidable(draft: LibraryDraft, decision: ApprovalDecision) -> None:
    require_open(draft)
    if draft.status is DraftStatus.EDITING:
        raise WrongStateError("This draft", "being changed", "Wait until it is sent for approval.")
    if draft.status is DraftStatus.APPROVED and decision is ApprovalDecision.APPROVED:
        raise WrongStateError("This draft", "approved", "It can be published.")


def _decide(draft: LibraryDraft, decision: ApprovalDecision, reason: str | None, *, actor: Actor, clock: Clock) -> None:
    last = db.session.scalar(select(func.max(Approval.position)).where(Approval.draft_id == draft.id))
    approval = Approval(
        id=uuid4(),
        draft_id=draft.id,
        position=(last or 0) + 1,
        revision=draft.revision,
        digest=draft.digest,
        approver=actor.name,
        decision=decision,
        reason=reason,
        at=clock.now(),
    )
    db.session.add(approval)
    approved = decision is ApprovalDecision.APPROVED
    draft.status = DraftStatus.APPROVED if approved else DraftStatus.EDITING
    draft_decided(draft, approval, now=clock.now())
    action = "approve draft" if approved else "give draft back"
    audit_draft(draft, action, actor=actor, clock=clock, details={"reason": reason})
