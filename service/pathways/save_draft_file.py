"""Keeping one file of a draft, as an editor does every few seconds."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import FileRefusedError, PublicationRefusedError, StaleVersionError
from service.findings import Finding
from service.library import check_sizes, is_shared, refusals
from service.models import DraftAction, DraftContent, DraftFile, LibraryDraft, db
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import Edit, base_files, files_of, find_draft, note_change, require_open
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
            _require_welcome(draft, path, content)
            _keep(draft, path, content)
            edit = Edit(action=DraftAction.SAVED, path=path, sha256=hashed)
            note_change(draft, edit, actor=actor, clock=clock)
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


def _require_welcome(draft: LibraryDraft, path: str, content: bytes) -> None:
    found = refusals(path, content, draft.authority)
    if is_shared(path) and path in base_files(draft.base_id):
        found = [_shared(draft.authority, path)]
    if found:
        raise FileRefusedError(path, found)
    others = {each: file.size for each, file in files_of(draft).items() if each != path}
    try:
        check_sizes(path, size=len(content), total=sum(others.values()) + len(content), count=len(others) + 1)
    except PublicationRefusedError as error:
        raise FileRefusedError(path, error.findings) from error


def _shared(authority: str, path: str) -> Finding:
    own = path.replace("/shared/", f"/{authority}/", 1)
    message = "Several authorities use this file."
    remedy = f"Save it as {own}: an own file of the same name stands in the place of the shared one."
    return Finding(file=path, element=None, code="file-shared", message=message, remedy=remedy)


def _keep(draft: LibraryDraft, path: str, content: bytes) -> None:
    hashed = hashlib.sha256(content).hexdigest()
    db.session.execute(insert(DraftContent).values(sha256=hashed, content=content).on_conflict_do_nothing())
    base = base_files(draft.base_id).get(path)
    if base is not None and base.sha256 == hashed:
        db.session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.path == path))
        return
    kept = {"sha256": hashed, "size": len(content), "revision": draft.revision + 1}
    statement = insert(DraftFile).values(draft_id=draft.id, path=path, **kept)
    db.session.execute(statement.on_conflict_do_update(index_elements=["draft_id", "path"], set_=kept))
