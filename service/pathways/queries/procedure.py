"""How an authority's procedure stands: which release is live, which is planned, what changed lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from service.access import Actor, Capability, require
from service.models import DraftStatus, LibraryDraft, Publication, Release, db
from service.pathways.approvers import approvers_of
from service.pathways.four_eyes import may_approve
from service.pathways.library_drafts import find_draft, own_drafts
from service.pathways.published import another_came_later, said_id
from service.pathways.queries.drafts import DraftSummary, list_drafts
from service.pathways.queries.paging import MOST, PageRequest
from service.pathways.queries.releases import ReleaseSummary, released, summary_of

NEWS_FOR = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`before`: of those that are neither live nor planned, the one that was live last."""

    live: ReleaseSummary | None
    before: ReleaseSummary | None
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
    return Standing(
        live=_one(actor, Release.is_current.is_(True)),
        before=_live_before(actor),
        planned=_one(actor, Release.is_planned.is_(True)),
    )


def lately_changed(*, actor: Actor, now: datetime) -> News | None:
    """The live release, when it changed something for people who work here within the last two weeks.

    None, too, for the first release of an authority: it changed nothing.
    """
    if actor.authority is None:
        return None
    went_back = another_came_later()
    row = db.session.execute(
        select(Release.id, Release.number, Release.effective_from, Publication.note, went_back.label("went_back"))
        .join(Publication, Publication.id == said_id())
        .where(
            Release.authority == actor.authority,
            Release.is_current,
            Release.effective_from > now - NEWS_FOR,
            or_(Publication.approver.is_not(None), went_back),
        )
    ).one_or_none()
    if row is None or not (row.note or row.went_back):
        return None
    return News(
        release_id=row.id, number=row.number, since=row.effective_from, note=row.note or "", went_back=row.went_back
    )


def drafts_to_approve(*, actor: Actor) -> tuple[DraftSummary, ...]:
    """What was sent for approval and the actor may approve, changed last first.

    :raises NotAllowedError: the actor is no process owner.
    """
    sent = list_drafts(actor=actor, page=PageRequest(limit=MOST), statuses={DraftStatus.SENT})
    rows = db.session.scalars(select(LibraryDraft).where(LibraryDraft.id.in_([each.id for each in sent.items])))
    mine = {draft.id for draft in rows if may_approve(draft, actor)}
    return tuple(draft for draft in sent.items if draft.id in mine)


def draft_of_release(*, release_id: UUID, actor: Actor) -> UUID | None:
    """The draft that the release was published from, the last time; the first one of an authority has none.

    :raises NotAllowedError: the actor is no process owner.
    """
    require(actor, Capability.PUBLISH, action="see drafts")
    return db.session.scalar(
        select(LibraryDraft.id)
        .join(Publication, Publication.id == LibraryDraft.publication_id)
        .where(LibraryDraft.release_id == release_id, own_drafts(actor))
        .order_by(Publication.position.desc())
        .limit(1)
    )


def possible_approvers(*, draft_id: UUID, actor: Actor) -> tuple[str, ...]:
    """Display names of the process owners who had no hand in the draft."""
    return tuple(approvers_of(find_draft(draft_id, actor)).values())


def _live_before(actor: Actor) -> ReleaseSummary | None:
    since = func.coalesce(Release.effective_from, Release.first_live_at)  # one planned again and withdrawn has lost it
    row = db.session.execute(
        released()
        .where(
            Release.authority == actor.authority,
            Release.first_live_at.is_not(None),
            Release.is_current.is_(False),
            Release.is_planned.is_(False),
        )
        .order_by(since.desc(), Release.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else summary_of(row)


def _one(actor: Actor, which: ColumnElement[bool]) -> ReleaseSummary | None:
    row = db.session.execute(released().where(Release.authority == actor.authority, which)).one_or_none()
    return None if row is None else summary_of(row)
