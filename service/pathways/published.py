"""By whom a release was published, when and in which words: rows that are written once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from service.models import Publication, Release, db


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a release comes from; `authors` is empty for one that was published from a folder."""

    published_by: str
    published_at: datetime
    note: str | None
    reason: str | None = None
    authors: tuple[str, ...] = ()
    approver: str | None = None


def note_publication(release: Release, origin: Origin, *, planned_for: datetime | None = None) -> Publication:
    """Write down that the release is published, or planned for a moment; the authority is locked."""
    last = db.session.scalar(select(func.max(Publication.position)).where(Publication.authority == release.authority))
    row = Publication(
        id=uuid4(),
        authority=release.authority,
        release_id=release.id,
        position=(last or 0) + 1,
        at=origin.published_at,
        planned_for=planned_for,
        by=origin.published_by,
        authors=list(origin.authors),
        approver=origin.approver,
        reason=origin.reason,
        note=origin.note,
    )
    db.session.add(row)
    db.session.flush()
    return row


def note_live(release: Release, *, now: datetime) -> Publication:
    """Return in which words the release goes live: those of its plan, or those that it was live with the last time."""
    said = said_of(release)
    if said.planned_for is None:
        return said
    origin = Origin(
        published_by=said.by,
        published_at=now,
        note=said.note,
        reason=said.reason,
        authors=tuple(said.authors),
        approver=said.approver,
    )
    return note_publication(release, origin)


def said_of(release: Release) -> Publication:
    """What is said of the release: in which words it waits for its day, is live, or was."""
    said = select(Publication).join(Release, Release.id == Publication.release_id)
    return db.session.scalars(said.where(Release.id == release.id, Publication.id == said_id())).one()


def said_id() -> ScalarSelect[UUID]:
    """Over Release: the id of the same.  What was planned and withdrawn counts only where it was never live."""
    only_planned = and_(Publication.planned_for.is_not(None), Release.is_planned.is_(False))
    return (
        select(Publication.id)
        .where(Publication.release_id == Release.id)
        .order_by(case((only_planned, 1), else_=0), Publication.position.desc())
        .limit(1)
        .correlate(Release)
        .scalar_subquery()
    )


def another_came_later() -> ColumnElement[bool]:
    """Over Publication: another release went live after it, so whoever is live with it now went back."""
    later = aliased(Publication)
    return exists().where(
        later.authority == Publication.authority,
        later.position > Publication.position,
        later.release_id != Publication.release_id,
        later.planned_for.is_(None),
    )


def said_at(release_ids: Collection[UUID], at: datetime | None) -> Mapping[UUID, Publication]:
    """What was said at that moment of these releases, which have been live (None: what was said last)."""
    rows = db.session.scalars(
        select(Publication)
        .where(Publication.release_id.in_(sorted(release_ids)), Publication.planned_for.is_(None))
        .order_by(Publication.position)
    )
    found: dict[UUID, Publication] = {}
    for row in rows:
        if row.release_id not in found or at is None or row.at <= at:
            found[row.release_id] = row
    return found
