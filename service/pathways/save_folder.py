"""Putting a folder that was looked at into a draft: all of it, or nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import NotFoundError, StaleVersionError
from service.models import DraftContent, LibraryDraft, db
from service.pathways.draft_files import keep_file, take_out_file
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import files_of, find_draft, require_open
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class SavedFolder:
    draft_id: str
    revision: int
    saved: int
    removed: int


def save_folder(
    *,
    draft_id: UUID,
    kept: Mapping[str, str],
    remove: Collection[str],
    if_revision: int,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> SavedFolder:
    """Save the files that `stage_folder` has kept (SHA-256 by path), and take out those of `remove`.

    :raises StaleVersionError: the draft was changed since `if_revision`.
    :raises FileRefusedError: as `save_draft_file`.
    :raises WrongStateError: the draft was published or discarded.
    """

    def work() -> SavedFolder:
        draft = find_draft(draft_id, actor, lock=True)
        require_open(draft)
        if draft.revision != if_revision:
            raise StaleVersionError("draft")
        removed = _take_out(draft, remove, actor=actor, clock=clock)
        contents = _contents(kept)
        for path, hashed in sorted(kept.items()):
            keep_file(draft, path, contents[hashed], actor=actor, clock=clock)
        return SavedFolder(draft_id=str(draft.id), revision=draft.revision, saved=len(kept), removed=removed)

    return transact_once(work, returns=SavedFolder, actor=actor, clock=clock, idempotency=idempotency)


def _take_out(draft: LibraryDraft, paths: Collection[str], *, actor: Actor, clock: Clock) -> int:
    gone = sorted(files_of(draft).keys() & set(paths))
    for path in gone:
        take_out_file(draft, path, actor=actor, clock=clock)
    return len(gone)


def _contents(kept: Mapping[str, str]) -> Mapping[str, bytes]:
    """:raises NotFoundError: a content was never kept."""
    rows = db.session.execute(
        select(DraftContent.sha256, DraftContent.content).where(DraftContent.sha256.in_(set(kept.values())))
    )
    found = {row.sha256: row.content for row in rows}
    for path, hashed in kept.items():
        if hashed not in found:
            raise NotFoundError("file", path)
    return found
