"""How an authority's procedure stands: which release is live, which is planned, what changed lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from service.access import Actor, Capability, require
from service.models import DraftStatus, DraftVersion, LibraryDraft, Release, db
from service.pathways.approvers import approvers_of
from service.pathways.library_drafts import find_draft, own_drafts
from service.pathways.queries.drafts import DraftSummary, list_drafts
from service.pathways.queries.paging import MOST, PageRequest
from service.pathways.queries.releases import ReleaseSummary, summary_of

NEWS_FOR = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Standing:
    live: ReleaseSummary | None
    planned: ReleaseSummary | None


@dataclass(frozen=True, kw_only=True)
class News:
    """What changed, for those who work with it; `since`: when new cases began to follow it.

    `went_back`: a later release was live before.
    """

    release_id: UUID
    number: int
    since: datetime
    note: str
    went_back: bool


def standing_of(*, actor: Actor) -> Standing:
    """:raises NotAllowedError: the actor is no process owner."""
    require(actor, Capability.PUBLISH, action="change the procedure")
    return Standing(live=_one(actor, Release.is_current.is_(True)), planned=_one(actor, Release.is_planned.is_(True)))


def lately_changed(*, actor: Actor, now: datetime) -> News | None:
    """The live release, when it changed something for people who work here within the last two weeks.

    None, too, for the first release of an authority: it changed nothing.
    """
    if actor.authority is None:
        return None
    later = aliased(Release)
    was_live = exists().where(
        later.authority == Release.authority,
        or_(
            _published(later) > _published(Release),
            and_(_published(later) == _published(Release), later.number > Release.number),
        ),
        later.is_planned.is_(False),
        later.effective_from >= _published(Release),
    )
    row = db.session.execute(
        select(Release.id, Release.number, Release.effective_from, Release.note, was_live.label("went_back")).where(
            Release.authority == actor.authority,
            Release.is_current,
            Release.effective_from > now - NEWS_FOR,
            or_(Release.approver.is_not(None), was_live),
        )
    ).one_or_none()
    if row is None or not (row.note or row.went_back):
        return None
    return News(
        release_id=row.id, number=row.number, since=row.effective_from, note=row.note or "", went_back=row.went_back
    )


def _published(release: type[Release]) -> ColumnElement[datetime]:
    """When it was published, the last time."""
    return func.coalesce(release.renewed_at, release.published_at)


def drafts_to_approve(*, actor: Actor) -> tuple[DraftSummary, ...]:
    """What was sent for approval and the actor had no hand in, changed last first.

    :raises NotAllowedError: the actor is no process owner.
    """
    sent = list_drafts(actor=actor, page=PageRequest(limit=MOST), statuses={DraftStatus.SENT})
    mine = set(db.session.scalars(select(LibraryDraft.id).where(_approvable(actor))))
    return tuple(draft for draft in sent.items if draft.id in mine)


def draft_of_release(*, release_id: UUID, actor: Actor) -> UUID | None:
    """The draft that the release was published from; the first one of an authority has none.

    :raises NotAllowedError: the actor is no process owner.
    """
    require(actor, Capability.PUBLISH, action="see drafts")
    return db.session.scalar(
        select(LibraryDraft.id)
        .where(LibraryDraft.release_id == release_id, own_drafts(actor))
        .order_by(LibraryDraft.changed_at.desc())
        .limit(1)
    )


def possible_approvers(*, draft_id: UUID, actor: Actor) -> tuple[str, ...]:
    """Display names of the process owners who had no hand in the draft."""
    return tuple(approvers_of(find_draft(draft_id, actor)).values())


def _approvable(actor: Actor) -> ColumnElement[bool]:
    """Sent for approval by others, who alone changed it."""
    changed = exists().where(DraftVersion.draft_id == LibraryDraft.id, DraftVersion.by == actor.name)
    return and_(
        LibraryDraft.authority == actor.authority,
        LibraryDraft.status == DraftStatus.SENT,
        LibraryDraft.owner != actor.name,
        LibraryDraft.sent_by != actor.name,
        ~changed,
    )


def _one(actor: Actor, which: ColumnElement[bool]) -> ReleaseSummary | None:
    release = db.session.scalar(
        select(Release).where(Release.authority == actor.authority, which).execution_options(populate_existing=True)
    )
    return None if release is None else summary_of(release)
