"""Drafts of libraries: lists, one with its files and approvals, its history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.errors import NotFoundError
from service.models import Approval, DraftContent, DraftFile, DraftStatus, DraftVersion, LibraryDraft, Release, db
from service.pathways.approvers import publishers_of
from service.pathways.four_eyes import approval_of, authors_of, may_approve, may_publish
from service.pathways.library_drafts import (
    OPEN,
    base_files,
    contents_of,
    files_of,
    find_draft,
    own_drafts,
    own_files,
)
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of
from service.pathways.renew_draft import conflicts


@dataclass(frozen=True, kw_only=True)
class DraftSummary:
    """`base`: number of the release that the draft is based on."""

    id: UUID
    authority: str
    title: str
    owner: str
    status: str
    revision: int
    digest: str
    base: int
    created_at: datetime
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, kw_only=True)
class DraftFileView:
    """`sha256` is what a save says it has seen; `state`: same, added, changed, removed, against the base release."""

    path: str
    state: str
    sha256: str | None
    size: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class ApprovalView:
    """`stands`: it is about what the draft is now."""

    approver: str
    decision: str
    reason: str | None
    revision: int
    digest: str
    at: datetime
    stands: bool


@dataclass(frozen=True, kw_only=True)
class DraftView(DraftSummary):
    """`conflicts`: paths that the draft and a release published meanwhile have both changed.

    `may_decide`, `may_be_published`: by whoever asks.
    """

    files: tuple[DraftFileView, ...]
    approvals: tuple[ApprovalView, ...]
    authors: tuple[str, ...]
    sent_at: datetime | None
    sent_by: str | None
    reason: str | None
    change_note: str | None
    release_id: UUID | None
    is_behind: bool
    conflicts: tuple[str, ...]
    may_be_changed: bool
    may_decide: bool
    may_be_published: bool


@dataclass(frozen=True, kw_only=True)
class DraftEntry:
    """A change; `path` None: of the draft as a whole."""

    revision: int
    at: datetime
    by: str
    action: str
    path: str | None
    sha256: str | None
    digest: str


def list_drafts(
    *,
    actor: Actor,
    page: PageRequest,
    owner: str | None = None,
    statuses: Collection[DraftStatus] = OPEN,
) -> Page[DraftSummary]:
    """Drafts of the actor's authority, changed last first."""
    require(actor, Capability.PUBLISH, action="see drafts")
    statement = (
        select(LibraryDraft, Release.number)
        .join(Release, Release.id == LibraryDraft.base_id)
        .where(own_drafts(actor), LibraryDraft.status.in_(statuses))
        .execution_options(populate_existing=True)
    )
    if owner is not None:
        statement = statement.where(LibraryDraft.owner == owner)
    columns = {"changed_at": LibraryDraft.changed_at, "title": LibraryDraft.title}
    order = Order(columns=columns, default="-changed_at", key=LibraryDraft.id)
    return page_of(statement, order, page, make=lambda row: DraftSummary(**_summary(row.LibraryDraft, row.number)))


def get_draft(*, draft_id: UUID, actor: Actor) -> DraftView:
    """:raises NotFoundError: the actor's authority has no such draft."""
    draft = find_draft(draft_id, actor)
    base = db.session.execute(select(Release.number, Release.is_current).where(Release.id == draft.base_id)).one()
    live_id = db.session.scalar(select(Release.id).where(Release.authority == draft.authority, Release.is_current))
    authors, is_open = authors_of(draft), draft.status in OPEN
    return DraftView(
        **_summary(draft, base.number),
        files=_files(draft),
        approvals=_approvals(draft),
        authors=authors,
        sent_at=draft.sent_at,
        sent_by=draft.sent_by,
        reason=draft.reason,
        change_note=draft.change_note,
        release_id=draft.release_id,
        is_behind=is_open and not base.is_current,
        conflicts=conflicts(draft, live_id) if is_open and live_id is not None else (),
        may_be_changed=is_open,
        may_decide=_may_decide(draft, actor),
        may_be_published=base.is_current and _may_publish(draft, actor),
    )


def possible_publishers(*, draft_id: UUID, actor: Actor) -> tuple[str, ...]:
    """Display names of the process owners who may publish it as it is now; none where no approval stands."""
    draft = find_draft(draft_id, actor)
    approval = approval_of(draft) if draft.status is DraftStatus.APPROVED else None
    return () if approval is None else tuple(publishers_of(draft, approval).values())


def draft_file(*, draft_id: UUID, path: str, actor: Actor) -> bytes:
    """The file as it stands in the draft.

    :raises NotFoundError: the actor's authority has no such draft, or the draft no such file.
    """
    content = contents_of(find_draft(draft_id, actor)).get(path)
    if content is None:
        raise NotFoundError("file", path)
    return content


def draft_version_file(*, draft_id: UUID, revision: int, actor: Actor) -> bytes:
    """What was saved with that change, to look at or to save again.

    :raises NotFoundError: no file was saved then.
    """
    draft = find_draft(draft_id, actor)
    saved_then = (DraftVersion.draft_id == draft.id, DraftVersion.revision == min(revision, draft.revision + 1))
    content = db.session.scalar(
        select(DraftContent.content).join(DraftVersion, DraftVersion.sha256 == DraftContent.sha256).where(*saved_then)
    )
    if content is None:
        raise NotFoundError("version", revision)
    return content


def draft_history(*, draft_id: UUID, actor: Actor, page: PageRequest, path: str | None = None) -> Page[DraftEntry]:
    """Every change of the draft, or of one of its files, the last first."""
    draft = find_draft(draft_id, actor)
    statement = select(DraftVersion).where(DraftVersion.draft_id == draft.id)
    if path is not None:
        statement = statement.where(DraftVersion.path == path)
    order = Order(columns={"revision": DraftVersion.revision}, default="-revision", key=DraftVersion.revision)
    return page_of(statement, order, page, make=_entry)


def draft_entry(*, draft_id: UUID, revision: int, actor: Actor) -> DraftEntry:
    """:raises NotFoundError: the draft has no such change."""
    version = db.session.get(DraftVersion, (find_draft(draft_id, actor).id, revision))
    if version is None:
        raise NotFoundError("version", revision)
    return _entry_of(version)


def _entry(row: AnyRow) -> DraftEntry:
    return _entry_of(row.DraftVersion)


def _entry_of(version: DraftVersion) -> DraftEntry:
    return DraftEntry(
        revision=version.revision,
        at=version.at,
        by=version.by,
        action=version.action.value,
        path=version.path,
        sha256=version.sha256,
        digest=version.digest,
    )


def _files(draft: LibraryDraft) -> tuple[DraftFileView, ...]:
    base, own, there = base_files(draft.base_id), own_files(draft.id), files_of(draft)
    removed = _removed(draft.id)
    views = []
    for path in sorted({*base, *there}):
        file = there.get(path)
        state = "removed" if file is None else "same" if path not in own else "changed" if path in base else "added"
        views.append(
            DraftFileView(
                path=path,
                state=state,
                sha256=None if file is None else file.sha256,
                size=0 if file is None else file.size,
                revision=removed[path] if file is None else file.revision,
            )
        )
    return tuple(views)


def _removed(draft_id: UUID) -> dict[str, int]:
    rows = db.session.execute(
        select(DraftFile.path, DraftFile.revision).where(DraftFile.draft_id == draft_id, DraftFile.sha256.is_(None))
    )
    return {row.path: row.revision for row in rows}


def _approvals(draft: LibraryDraft) -> tuple[ApprovalView, ...]:
    """The last decision first."""
    standing = approval_of(draft)
    found = db.session.scalars(select(Approval).where(Approval.draft_id == draft.id).order_by(Approval.position.desc()))
    return tuple(
        ApprovalView(
            approver=each.approver,
            decision=each.decision.value,
            reason=each.reason,
            revision=each.revision,
            digest=each.digest,
            at=each.at,
            stands=standing is not None and each.id == standing.id,
        )
        for each in found
    )


def _may_decide(draft: LibraryDraft, actor: Actor) -> bool:
    waits = draft.status in {DraftStatus.SENT, DraftStatus.APPROVED}
    return waits and may_approve(draft, actor)


def _may_publish(draft: LibraryDraft, actor: Actor) -> bool:
    approval = approval_of(draft) if draft.status is DraftStatus.APPROVED else None
    return approval is not None and may_publish(draft, approval, actor)


def _summary(draft: LibraryDraft, base: int) -> dict[str, Any]:
    return {
        "id": draft.id,
        "authority": draft.authority,
        "title": draft.title,
        "owner": draft.owner,
        "status": draft.status.value,
        "revision": draft.revision,
        "digest": draft.digest,
        "base": base,
        "created_at": draft.created_at,
        "changed_at": draft.changed_at,
        "changed_by": draft.changed_by,
    }
