"""Bringing a draft up to the release that was published after it was begun."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError, StaleVersionError
from service.models import DraftAction, DraftFile, LibraryDraft, db
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import (
    DraftedFile,
    Edit,
    base_files,
    find_draft,
    note_change,
    own_files,
    require_open,
)
from service.pathways.releases import current_release
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class RenewedDraft:
    """`base`: number of the release that the draft stands on now."""

    draft_id: str
    revision: int
    base: int


def renew_draft(
    *,
    draft_id: UUID,
    if_revision: int,
    actor: Actor,
    clock: Clock,
    ours: Collection[str] = (),
    theirs: Collection[str] = (),
    idempotency: Idempotency | None = None,
) -> RenewedDraft:
    """Put the draft's files on top of the live release instead of the one it was begun with.

    Of files that both have changed, `ours` keep the draft's content and `theirs` take the live release's.
    :raises InvalidInputError: both have changed a file that is in neither; `errors` names each by its path.
    :raises StaleVersionError: it was changed meanwhile.
    """

    def work() -> RenewedDraft:
        draft = find_draft(draft_id, actor, lock=True)
        require_open(draft)
        if draft.revision != if_revision:
            raise StaleVersionError("draft")
        live = current_release(draft.authority)
        if live.id != draft.base_id:
            found = conflicts(draft, live.id)
            _require_chosen(found, chosen={*ours, *theirs})
            _move(draft, live.id, given_up=set(found) & set(theirs))
            note_change(draft, Edit(action=DraftAction.RENEWED), actor=actor, clock=clock)
        return RenewedDraft(draft_id=str(draft.id), revision=draft.revision, base=live.number)

    return transact_once(work, returns=RenewedDraft, actor=actor, clock=clock, idempotency=idempotency)


def conflicts(draft: LibraryDraft, live_id: UUID) -> tuple[str, ...]:
    """Paths of the files that the draft and the live release have both changed, differently."""
    before, now, own = base_files(draft.base_id), base_files(live_id), own_files(draft.id)
    return tuple(
        path for path, file in sorted(own.items()) if _hash(before.get(path)) != _hash(now.get(path)) != _hash(file)
    )


def _require_chosen(found: Collection[str], *, chosen: Collection[str]) -> None:
    message = "The live release has changed it too. Choose which of the two to keep."
    open_ones = {path: [message] for path in found if path not in chosen}
    if open_ones:
        raise InvalidInputError(open_ones)


def _move(draft: LibraryDraft, live_id: UUID, *, given_up: Collection[str]) -> None:
    """A file that is what the live release has is not the draft's own any more."""
    live, own = base_files(live_id), own_files(draft.id)
    same = [path for path, file in own.items() if path in given_up or _hash(file) == _hash(live.get(path))]
    db.session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.path.in_(same)))
    draft.base_id = live_id
    db.session.flush()


def _hash(file: DraftedFile | None) -> str | None:
    return None if file is None else file.sha256
