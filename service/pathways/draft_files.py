"""The files of a draft: kept and taken out one by one, or laid out as a whole folder."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from service.access import Actor, ActorKind
from service.clocks.clock import Clock
from service.errors import FileRefusedError, PublicationRefusedError
from service.findings import Finding
from service.library import check_sizes, is_shared, refusals
from service.models import DraftAction, DraftContent, DraftFile, LibraryDraft, db
from service.pathways.library_drafts import DraftedFile, Edit, base_files, files_of, note_change


def keep_file(draft: LibraryDraft, path: str, content: bytes, *, actor: Actor, clock: Clock) -> None:
    """Let the file of the locked draft have this content, and write the change down.

    :raises FileRefusedError: not a place for a file, too large, dangerous to open, or shared with other authorities.
    """
    _require_welcome(draft, path, content, actor=actor)
    hashed = hashlib.sha256(content).hexdigest()
    db.session.execute(insert(DraftContent).values(sha256=hashed, content=content).on_conflict_do_nothing())
    if _hash(base_files(draft.base_id).get(path)) == hashed:
        db.session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.path == path))
    else:
        _write(draft, path, sha256=hashed, size=len(content))
    note_change(draft, Edit(action=DraftAction.SAVED, path=path, sha256=hashed), actor=actor, clock=clock)


def take_out_file(draft: LibraryDraft, path: str, *, actor: Actor, clock: Clock) -> None:
    """Let the locked draft do without the file, which it has, and write the change down.

    :raises FileRefusedError: it is shared with other authorities.
    """
    if _comes_with_the_service(draft, path, actor):
        raise FileRefusedError(path, [_shared(path, "It stays; a release holds of these files what its diagrams use.")])
    _leave_out(draft, path, actor=actor, clock=clock)


def _leave_out(draft: LibraryDraft, path: str, *, actor: Actor, clock: Clock) -> None:
    if path in base_files(draft.base_id):
        _write(draft, path, sha256=None, size=0)
    else:
        db.session.execute(delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.path == path))
    note_change(draft, Edit(action=DraftAction.REMOVED, path=path), actor=actor, clock=clock)


def lay_out_files(draft: LibraryDraft, files: Mapping[str, bytes], *, actor: Actor, clock: Clock) -> tuple[str, ...]:
    """Let the locked draft consist of exactly these files; return the paths of those that it changed for that.

    :raises FileRefusedError: as `keep_file`.
    """
    there = files_of(draft)
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    gone = sorted(there.keys() - files.keys())
    changed = sorted(path for path, hashed in hashes.items() if _hash(there.get(path)) != hashed)
    for path in gone:
        _leave_out(draft, path, actor=actor, clock=clock)  # also of the shared files those that nothing uses any more
    for path in changed:
        keep_file(draft, path, files[path], actor=actor, clock=clock)
    return tuple(sorted([*gone, *changed]))


def refusals_of(draft: LibraryDraft, path: str, content: bytes, *, actor: Actor) -> list[Finding]:
    """Return why the draft may not have such a file; nothing when it may."""
    if _comes_with_the_service(draft, path, actor) and not _is_as_in_base(draft, path, content):
        own = path.replace("/shared/", f"/{draft.authority}/", 1)
        return [_shared(path, f"Save it as {own}: an own file of the same name stands in the place of the shared one.")]
    return refusals(path, content, draft.authority)


def _require_welcome(draft: LibraryDraft, path: str, content: bytes, *, actor: Actor) -> None:
    found = refusals_of(draft, path, content, actor=actor)
    if found:
        raise FileRefusedError(path, found)
    others = {each: file.size for each, file in files_of(draft).items() if each != path}
    try:
        check_sizes(path, size=len(content), total=sum(others.values()) + len(content), count=len(others) + 1)
    except PublicationRefusedError as error:
        raise FileRefusedError(path, error.findings) from error


def _comes_with_the_service(draft: LibraryDraft, path: str, actor: Actor) -> bool:
    """Shared files come with the service, and so from its operators."""
    return is_shared(path) and actor.kind is not ActorKind.SYSTEM and path in base_files(draft.base_id)


def _is_as_in_base(draft: LibraryDraft, path: str, content: bytes) -> bool:
    return _hash(base_files(draft.base_id).get(path)) == hashlib.sha256(content).hexdigest()


def _shared(path: str, remedy: str) -> Finding:
    message = "Several authorities use this file."
    return Finding(file=path, element=None, code="file-shared", message=message, remedy=remedy)


def _write(draft: LibraryDraft, path: str, *, sha256: str | None, size: int) -> None:
    kept = {"sha256": sha256, "size": size, "revision": draft.revision + 1}
    statement = insert(DraftFile).values(draft_id=draft.id, path=path, **kept)
    db.session.execute(statement.on_conflict_do_update(index_elements=["draft_id", "path"], set_=kept))


def _hash(file: DraftedFile | None) -> str | None:
    return None if file is None else file.sha256
