"""Taking one file out of a draft."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import NotFoundError, StaleVersionError
from service.models import DraftAction, DraftFile, LibraryDraft, db
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import Edit, base_files, files_of, find_draft, note_change, require_open
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class RemovedDraftFile:
    draft_id: str
    path: str
    revision: int
    status: str


def remove_draft_file(
    *,
    draft_id: UUID,
    path: str,
    if_match: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> RemovedDraftFile:
    """Take out the file whose content `if_match` (SHA-256 in hex) the actor has seen; its versions stay in the history.

    :raises NotFoundError: the draft has no such file.
    :raises StaleVersionError: somebody else saved something else there meanwhile.
    :raises WrongStateError: the draft was published or discarded.
    """

    def work() -> RemovedDraftFile:
        draft = find_draft(draft_id, actor, lock=True)
        require_open(draft)
        there = files_of(draft).get(path)
        if there is None:
            raise NotFoundError("file", path)
        if there.sha256 != if_match:
            raise StaleVersionError("file")
        _take_out(draft, path)
        note_change(draft, Edit(action=DraftAction.REMOVED, path=path), actor=actor, clock=clock)
        return RemovedDraftFile(draft_id=str(draft.id), path=path, revision=draft.revision, status=draft.status.value)

    return transact_once(work, returns=RemovedDraftFile, actor=actor, clock=clock, idempotency=idempotency)


def _take_out(draft: LibraryDraft, path: str) -> None:
    if path not in base_files(draft.base_id):
        db.session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.path == path))
        return
    gone = {"sha256": None, "size": 0, "revision": draft.revision + 1}
    statement = insert(DraftFile).values(draft_id=draft.id, path=path, **gone)
    db.session.execute(statement.on_conflict_do_update(index_elements=["draft_id", "path"], set_=gone))
