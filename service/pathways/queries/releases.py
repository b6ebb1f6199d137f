"""Published libraries and their files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true

from service.access import Actor, Scope, require_scope
from service.errors import NotFoundError
from service.models import Publication, Release, ReleaseFile, RunningCases, db
from service.pathways.published import said_id
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class FileView:
    path: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ReleaseSummary:
    """`published_at`: the first time.  By whom and in which words it was published, or planned, the last time."""

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
    statement = released().where(_own(actor))
    if authority is not None:
        statement = statement.where(Release.authority == authority)
    columns = {"published_at": Release.published_at, "number": Release.number}
    order = Order(columns=columns, default="-published_at", key=Release.id)
    return page_of(statement, order, page, make=summary_of)


def get_release(*, release_id: UUID, actor: Actor) -> ReleaseView:
    """:raises NotFoundError: the actor's authority has no such release."""
    require_scope(actor, Scope.RELEASES_READ, action="read releases")
    row = db.session.execute(released().where(Release.id == release_id, _own(actor))).one_or_none()
    if row is None:
        raise NotFoundError("release", release_id)
    files = db.session.execute(
        select(ReleaseFile.path, ReleaseFile.size, ReleaseFile.sha256)
        .where(ReleaseFile.release_id == release_id)
        .order_by(ReleaseFile.path)
    )
    return ReleaseView(**_summary(row), files=tuple(_file(each) for each in files))


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


def released() -> Select[Release, Publication]:
    """Releases, each with what is said of it."""
    statement = select(Release, Publication).join(Publication, Publication.id == said_id())
    return statement.execution_options(populate_existing=True)


def summary_of(row: AnyRow) -> ReleaseSummary:
    """`row`: one of `released`."""
    return ReleaseSummary(**_summary(row))


def _own(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.authority is None else Release.authority == actor.authority


def _file(row: AnyRow) -> FileView:
    return FileView(path=row.path, size=row.size, sha256=row.sha256)


def _summary(row: AnyRow) -> dict[str, Any]:
    release, said = row.Release, row.Publication
    return {
        "id": release.id,
        "authority": release.authority,
        "number": release.number,
        "digest": release.digest,
        "is_current": release.is_current,
        "published_at": release.published_at,
        "published_by": said.by,
        "note": said.note,
        "reason": said.reason,
        "authors": tuple(said.authors),
        "approver": said.approver,
        "effective_from": release.effective_from,
        "first_live_at": release.first_live_at,
        "is_planned": release.is_planned,
        "running_cases": release.running_cases,
        "last_error": release.last_error,
    }
