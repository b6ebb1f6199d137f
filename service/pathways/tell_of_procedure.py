"""Who is told of a draft that waits for approval, of a decision about one, and of a procedure that changed.

Titles hold what process owners wrote about a draft or release: it is about the procedure, and names no family.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Capability
from service.models import Approval, ApprovalDecision, BulkAction, LibraryDraft, Publication, Release, Urgency, User, db
from service.pathways.approvers import approvers_of, publishers_of
from service.pathways.four_eyes import authors_of
from service.pathways.notify import (
    DECIDED,
    DRAFT,
    MOVE,
    RELEASE,
    STUCK,
    Told,
    cause_gone,
    tell,
    tell_everybody,
    tell_those_who_may,
)
from service.pathways.published import another_came_later, said_of

LONGEST = 200  # characters of a change note in a notification


def draft_waits(draft: LibraryDraft, *, now: datetime) -> None:
    """Tell everybody who can approve it."""
    no_longer(draft.id, now=now)
    told = Told(
        authority=draft.authority, cause=f"{DRAFT}{draft.id}", title=f"A draft waits for your approval: {draft.title}"
    )
    tell(tuple(approvers_of(draft)), told, now=now)


def draft_decided(draft: LibraryDraft, approval: Approval, *, now: datetime) -> None:
    """Tell those who had a hand in it, and if none of them can publish it, those who can; nobody has to decide more."""
    no_longer(draft.id, now=now)
    approved = approval.decision is ApprovalDecision.APPROVED
    done = "approved" if approved else "given back"
    cause = f"{DECIDED}{draft.id}"
    authors = {name for name in _people(authors_of(draft)) if name != approval.approver}
    told = Told(authority=draft.authority, cause=cause, title=f"Your draft was {done}: {draft.title}")
    tell(authors, told, now=now)
    publishers = set(publishers_of(draft, approval)) if approved else set()
    if not authors & publishers:
        told = Told(authority=draft.authority, cause=cause, title=f"A draft waits to be published: {draft.title}")
        tell(publishers - {approval.approver}, told, now=now)


def _people(names: Collection[str]) -> Sequence[str]:
    """Those of them who can be told: programs and operators have a hand in drafts, too."""
    return db.session.scalars(select(User.name).where(User.name.in_(names)).order_by(User.name)).all()


def no_longer(draft_id: UUID, *, now: datetime) -> None:
    """Take back what was told of the draft: it was changed, published or discarded."""
    for kind in (DRAFT, DECIDED):
        cause_gone(f"{kind}{draft_id}", now=now)


def moves_ended(left: Mapping[UUID, int], *, by: str | None, now: datetime) -> None:
    """Tell who began these moves that they are over; `by`: who ended them, and knows.

    `left`: how many processes were not moved, by the id of the move.
    """
    rows = db.session.execute(
        select(BulkAction.id, BulkAction.authority, BulkAction.begun_by, Release.number)
        .join(Release, Release.id == BulkAction.release_id)
        .where(BulkAction.id.in_(sorted(left)))
        .order_by(BulkAction.begun_at, BulkAction.id)
    ).all()
    for row in rows:
        done = "1 process was" if left[row.id] == 1 else f"{left[row.id]} processes were"
        title = f"Your move to release {row.number} ended: another release went live, and {done} not moved"
        told = Told(authority=row.authority, cause=f"{MOVE}{row.id}", title=title)
        tell([name for name in _people([row.begun_by]) if name != by], told, now=now)


def release_is_stuck(release: Release, *, now: datetime) -> None:
    """Tell the process owners that a planned release did not go live, unless it failed before.

    To be called before the row says that it did.  It is tried every hour; of the next plan everybody is told anew.
    """
    if release.last_error is not None:
        return
    title = f"Release {release.number} was planned and could not go live"
    told = Told(authority=release.authority, cause=f"{STUCK}{release.id}", title=title)
    tell_those_who_may(Capability.PUBLISH, told, besides=None, now=now)


def not_stuck(release: Release, *, now: datetime) -> None:
    """Take that back: it is live, or was withdrawn."""
    cause_gone(f"{STUCK}{release.id}", now=now)


def procedure_changed(release: Release, before: Release | None, *, now: datetime) -> None:
    """Tell everybody who works there what is different from now on; the first release changes nothing."""
    if before is None or before.id == release.id:
        return
    cause_gone(f"{RELEASE}{before.id}", now=now)
    said = said_of(release)
    went_back = db.session.scalars(select(another_came_later()).where(Publication.id == said.id)).one()
    title = title_of(said, went_back=went_back)
    if title:
        told = Told(authority=release.authority, cause=f"{RELEASE}{release.id}", title=title, urgency=Urgency.DIGEST)
        tell_everybody(told, now=now)


def title_of(said: Publication, *, went_back: bool) -> str:
    """What people are told; empty where nobody wrote what changed."""
    if went_back:
        return "The procedure is again as it was before the last change"
    note = " ".join((said.note or "").split())
    short = note if len(note) <= LONGEST else f"{note[: LONGEST - 1].rsplit(' ', 1)[0]}…"
    return f"The procedure changed: {short}" if note else ""
