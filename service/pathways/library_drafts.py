"""Drafts of libraries: finding one, its files on top of its base release's, its changes and who made them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, select, true

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import NotFoundError, WrongStateError
from service.findings import Finding, Severity
from service.library import Composed, Files, check, compose, digest, digest_of, reached
from service.models import (
    DraftAction,
    DraftContent,
    DraftFile,
    DraftStatus,
    DraftVersion,
    LibraryDraft,
    Release,
    ReleaseFile,
    db,
)
from service.pathways.notify import DECIDED, DRAFT, cause_gone
from service.pathways.standing import audit

OPEN = frozenset({DraftStatus.EDITING, DraftStatus.SENT, DraftStatus.APPROVED})


@dataclass(frozen=True, kw_only=True)
class DraftedFile:
    """`revision` 0: as it stands in the base release."""

    sha256: str
    size: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """What a draft would be as a release; equal when the content is."""

    authority: str
    digest: str
    files: Files = field(compare=False)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One change; `path` None: of the draft as a whole."""

    action: DraftAction
    path: str | None = None
    sha256: str | None = None


def find_draft(draft_id: UUID, actor: Actor, *, lock: bool = False) -> LibraryDraft:
    """Return the draft, locked until the unit of work ends where that is asked for.

    :raises NotAllowedError: the actor is no process owner.
    :raises NotFoundError: the actor's authority has no such draft.
    """
    require(actor, Capability.PUBLISH, action="work on drafts")
    statement = (
        select(LibraryDraft)
        .where(LibraryDraft.id == draft_id, own_drafts(actor))
        .execution_options(populate_existing=True)
    )
    draft = db.session.scalar(statement.with_for_update() if lock else statement)
    if draft is None:
        raise NotFoundError("draft", draft_id)
    return draft


def own_drafts(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.authority is None else LibraryDraft.authority == actor.authority


def require_open(draft: LibraryDraft) -> None:
    """:raises WrongStateError: it was published or discarded."""
    if draft.status not in OPEN:
        raise WrongStateError("This draft", draft.status.value, "Begin a new one.")


def require_live_base(draft: LibraryDraft) -> None:
    """Make sure that the draft takes nothing back that was published after it was begun.

    :raises WrongStateError: another release is live by now.
    """
    is_current = db.session.scalar(select(Release.is_current).where(Release.id == draft.base_id))
    if not is_current:
        remedy = "Bring it up to date with the release that was published meanwhile."
        raise WrongStateError("This draft", "based on an earlier release", remedy)


def base_files(release_id: UUID) -> dict[str, DraftedFile]:
    rows = db.session.execute(
        select(ReleaseFile.path, ReleaseFile.sha256, ReleaseFile.size).where(ReleaseFile.release_id == release_id)
    )
    return {row.path: DraftedFile(sha256=row.sha256, size=row.size, revision=0) for row in rows}


def own_files(draft_id: UUID) -> dict[str, DraftedFile | None]:
    """The files that differ from the base release; None: the draft does without it."""
    rows = db.session.execute(
        select(DraftFile.path, DraftFile.sha256, DraftFile.size, DraftFile.revision).where(
            DraftFile.draft_id == draft_id
        )
    )
    return {
        row.path: None if row.sha256 is None else DraftedFile(sha256=row.sha256, size=row.size, revision=row.revision)
        for row in rows
    }


def files_of(draft: LibraryDraft) -> dict[str, DraftedFile]:
    """Every file of the draft, by path."""
    merged: dict[str, DraftedFile | None] = {**base_files(draft.base_id), **own_files(draft.id)}
    return {path: file for path, file in sorted(merged.items()) if file is not None}


def contents_of(draft: LibraryDraft) -> dict[str, bytes]:
    """The same, as bytes."""
    base = db.session.execute(
        select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == draft.base_id)
    )
    own = db.session.execute(
        select(DraftFile.path, DraftContent.content)
        .outerjoin(DraftContent, DraftContent.sha256 == DraftFile.sha256)
        .where(DraftFile.draft_id == draft.id)
    )
    merged = {**{row.path: row.content for row in base}, **{row.path: row.content for row in own}}
    return {path: content for path, content in sorted(merged.items()) if content is not None}


def drafted(draft: LibraryDraft) -> Drafted:
    """What would be published: without shared files that nothing in the draft uses."""
    return drafted_with(draft.authority, contents_of(draft))


def drafted_with(authority: str, contents: Mapping[str, bytes]) -> Drafted:
    """The same, if the files had these contents."""
    files = reached(contents)
    return Drafted(authority=authority, digest=digest(files), files=files)


@lru_cache(maxsize=8)
def findings_of(library: Drafted) -> tuple[Finding, ...]:
    """Everything that publication would find; worked out once for each content."""
    return tuple(check(library.files, library.authority))


@lru_cache(maxsize=4)
def composed_of(library: Drafted) -> Composed:
    """:raises PublicationRefusedError: something in it cannot be read."""
    return compose(library.authority, library.files)


def errors_of(library: Drafted) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings_of(library) if finding.severity is Severity.ERROR)


def note_change(draft: LibraryDraft, edit: Edit, *, actor: Actor, clock: Clock) -> None:
    """Write down a change that was made to the files; whatever was sent or approved before no longer is."""
    before = draft.status
    draft.revision += 1
    draft.digest = digest_of({path: file.sha256 for path, file in files_of(draft).items()})
    draft.status = DraftStatus.EDITING
    draft.changed_at, draft.changed_by = clock.now(), actor.name
    version = DraftVersion(
        draft_id=draft.id,
        revision=draft.revision,
        at=clock.now(),
        by=actor.name,
        action=edit.action,
        path=edit.path,
        sha256=edit.sha256,
        digest=draft.digest,
    )
    db.session.add(version)
    details: dict[str, object] = {"action": edit.action.value, "path": edit.path, "sha256": edit.sha256}
    if before is not DraftStatus.EDITING:
        details["voids"] = before.value
    for kind in (DRAFT, DECIDED):
        cause_gone(f"{kind}{draft.id}", now=clock.now())
    audit_draft(draft, "change draft", actor=actor, clock=clock, details=details)


def audit_draft(
    draft: LibraryDraft, action: str, *, actor: Actor, clock: Clock, details: Mapping[str, object] | None = None
) -> None:
    audit(
        actor,
        action,
        f"draft {draft.id}",
        at=clock.now(),
        case_id=None,
        authority=draft.authority,
        details={"revision": draft.revision, "digest": draft.digest, **(details or {})},
    )
