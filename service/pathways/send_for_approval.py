"""Asking a second person to approve a draft."""

from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError, PublicationRefusedError, StaleVersionError, WrongStateError
from service.models import DraftStatus, LibraryDraft
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import (
    audit_draft,
    drafted,
    errors_of,
    find_draft,
    require_live_base,
    require_open,
)
from service.pathways.releases import current_release
from service.pathways.tell_of_procedure import draft_waits
from service.pathways.transaction import transact_once

LONGEST = 4_000  # characters of the reason, and of the change note


@dataclass(frozen=True, kw_only=True)
class SentDraft:
    """`digest`: what the approval has to name."""

    draft_id: str
    revision: int
    digest: str


def send_for_approval(
    *,
    draft_id: UUID,
    if_revision: int,
    reason: str,
    change_note: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> SentDraft:
    """Offer the draft, as the actor has seen it at `if_revision`, to the other process owners.

    `reason`: why the change is made; `change_note`: what changes, for those who work with it.
    :raises InvalidInputError: a text is missing or too long, or nothing differs from the live release.
    :raises StaleVersionError: it was changed meanwhile.
    :raises PublicationRefusedError: the checks find errors.
    :raises WrongStateError: sent already, approved, published or discarded; or based on an earlier release.
    """
    _check_texts(reason=reason, change_note=change_note)
    draft = find_draft(draft_id, actor)
    library = drafted(draft)
    if errors := errors_of(library):
        raise PublicationRefusedError(errors)

    def work() -> SentDraft:
        draft = find_draft(draft_id, actor, lock=True)
        _require_sendable(draft, if_revision)
        if drafted(draft).digest != library.digest:
            raise StaleVersionError("draft")
        if library.digest == current_release(draft.authority).composed.digest:
            raise InvalidInputError({}, "Nothing in this draft differs from the live release.")
        offer(draft, reason=reason.strip(), change_note=change_note.strip(), actor=actor, clock=clock)
        return SentDraft(draft_id=str(draft.id), revision=draft.revision, digest=draft.digest)

    return transact_once(work, returns=SentDraft, actor=actor, clock=clock, idempotency=idempotency)


def offer(draft: LibraryDraft, *, reason: str, change_note: str, actor: Actor, clock: Clock) -> None:
    """Let the locked draft, which has no errors, wait for a second person."""
    draft.status = DraftStatus.SENT
    draft.sent_at, draft.sent_by = clock.now(), actor.name
    draft.reason, draft.change_note = reason, change_note
    details = {"reason": reason, "change_note": change_note}
    draft_waits(draft, now=clock.now())
    audit_draft(draft, "send draft for approval", actor=actor, clock=clock, details=details)


def _check_texts(**texts: str) -> None:
    asked = {"reason": "Say why the change is made", "change_note": "Say what changes"}
    wrong = {
        field: [f"{asked[field]}, in {LONGEST} characters or fewer."]
        for field, text in texts.items()
        if not 0 < len(text.strip()) <= LONGEST
    }
    if wrong:
        raise InvalidInputError(wrong)


def _require_sendable(draft: LibraryDraft, if_revision: int) -> None:
    require_open(draft)
    if draft.status is not DraftStatus.EDITING:
        raise WrongStateError("This draft", draft.status.value, "Change it, or wait for its approval.")
    if draft.revision != if_revision:
        raise StaleVersionError("draft")
    require_live_base(draft)
