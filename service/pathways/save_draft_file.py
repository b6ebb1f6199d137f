"""Keeping one file of a draft, as an editor does every few seconds."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import StaleVersionError
from service.pathways.draft_files import keep_file
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import files_of, find_draft, require_open
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class SavedDraftFile:
    """`sha256` is what the next save says it has seen; `changed` False: it stood there like this already."""

    draft_id: str
    path: str
    sha256: str
    revision: int
    status: str
    changed: bool
    saved_at: datetime


def save_draft_file(
    *,
    draft_id: UUID,
    path: str,
    content: bytes,
    if_match: str | None,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> SavedDraftFile:
    """Replace the file whose content `if_match` (SHA-256 in hex; None: no file) the writer has seen, or add it.

    What was sent for approval or approved before is neither any longer.
    :raises StaleVersionError: somebody else saved something else there meanwhile.
    :raises FileRefusedError: not a place for a file, too large, dangerous to open, or shared with other authorities.
    :raises WrongStateError: the draft was published or discarded.
    """
    hashed = hashlib.sha256(content).hexdigest()

    def work() -> SavedDraftFile:
        draft = find_draft(draft_id, actor, lock=True)
        require_open(draft)
        there = files_of(draft).get(path)
        changed = there is None or there.sha256 != hashed
        if changed:
            if (None if there is None else there.sha256) != if_match:
                raise StaleVersionError("file")
            keep_file(draft, path, content, actor=actor, clock=clock)
        return SavedDraftFile(
            draft_id=str(draft.id),
            path=path,
            sha256=hashed,
            revision=draft.revision,
            status=draft.status.value,
            changed=changed,
            saved_at=clock.now(),
        )

    return transact_once(work, returns=SavedDraftFile, actor=actor, clock=clock, idempotency=idempotency)
