"""Published libraries and their files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, true

from service.access import Actor, Scope, require_scope
from service.errors import NotFoundError
from service.models import Release, ReleaseFile, RunningCases, db
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class FileView:
    path: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ReleaseSummary:
    id: UUID
    authority: str
    number: int
    digest: str
    is_current: bool
    published_at: datetime
    published_by: str
    note: str | None
    reason: str | None
    authors: tuple[str, ...]
    approver: str | None
    effective_from: datetime | None
    first_live_at: datetime | None
    is_planned: bool
    running_cases: RunningCases
    last_error: str | None


@dataclass(frozen=True, kw_only=True)
class ReleaseView(ReleaseSummary):
    files: tuple[FileView, ...]


def list_releases(*, actor: Actor, page: PageRequest, authority: str | None = None) -> Page[ReleaseSummary]:
    """Releases of the actor's authority, the latest first."""
    require_scope(actor, Scope.RELEASES_READ, action="read releases")
    statement = select(Release).where(_own(actor)).execution_options(populate_existing=True)
    if authority is not None:
        statement = statement.where(Release.authority == authority)
    columns = {"published_at": Release.published_at, "number": Release.number}
    order = Order(columns=columns, default="-published_at", key=Release.id)
    return page_of(statement, order, page, make=lambda row: summary_of(row.Release))


def get_release(*, release_id: UUID, actor: Actor) -> ReleaseView:
    """:raises NotFoundError: the actor's authority has no such release."""
    require_scope(actor, Scope.RELEASES_READ, action="read releases")
    release = db.session.scalar(
        select(Release).where(Release.id == release_id, _own(actor)).execution_options(populate_existing=True)
    )
    if release is None:
        raise NotFoundError("release", release_id)
    files = db.session.execute(
        select(ReleaseFile.path, ReleaseFile.size, ReleaseFile.sha256)
        .where(ReleaseFile.release_id == release_id)
        .order_by(ReleaseFile.path)
    )
    return ReleaseView(**_summary(release), files=tuple(_file(row) for row in files))


def release_file(*, release_id: UUID, path: str, actor: Actor) -> bytes:
    """:raises NotFoundError: the actor's authority has no such release, or the release no such file."""
    require_scope(actor, Scope.RELEASES_READ, action="read releases")
    content = db.session.scalar(
        select(ReleaseFile.content)
        .join(Release, Release.id == ReleaseFile.release_id)
        .where(Release.id == release_id, ReleaseFile.path == path, _own(actor))
    )
    if content is None:
        raise NotFoundError("file", path)
    return content


def summary_of(release: Release) -> ReleaseSummary:
    return ReleaseSummary(**_summary(release))


def _own(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.authority is None else Release.authority == actor.authority


def _file(row: AnyRow) -> FileView:
    return FileView(path=row.path, size=row.size, sha256=row.sha256)


def _summary(release: Release) -> dict[str, Any]:
    return {
        "id": release.id,
        "authority": release.authority,
        "number": release.number,
        "digest": release.digest,
        "is_current": release.is_current,
        "published_at": release.published_at,
        "published_by": release.published_by,
        "note": release.note,
        "reason": release.reason,
        "authors": tuple(release.authors),
        "approver": release.approver,
        "effective_from": release.effective_from,
        "first_live_at": release.first_live_at,
        "is_planned": release.is_planned,
        "running_cases": release.running_cases,
        "last_error": release.last_error,
    }
