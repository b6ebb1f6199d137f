"""Taking back a release that is planned for a day."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, true

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import NotFoundError, WrongStateError
from service.models import DraftStatus, LibraryDraft, Publication, Release, db
from service.pathways.change_instance import require_reason
from service.pathways.idempotency import Idempotency
from service.pathways.moves import find_release
from service.pathways.publication import lock_authority_row
from service.pathways.standing import audit
from service.pathways.tell_of_procedure import not_stuck
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class WithdrawnRelease:
    """`draft_id`: the draft it was published from, changed last; it can be changed and published again."""

    release_id: str
    number: int
    draft_id: str | None


def withdraw_release(
    *,
    release_id: UUID,
    reason: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> WithdrawnRelease:
    """Let the planned release not become current; its drafts are approved as they were, and open again.

    :raises WrongStateError: it is not planned, or live already.
    """
    require(actor, Capability.PUBLISH, action="withdraw releases")
    require_reason(reason)

    def work() -> WithdrawnRelease:
        lock_authority_row(find_release(release_id, actor).authority)  # as every publication does, before the release
        release = _locked(release_id, actor)
        if not release.is_planned:
            raise WrongStateError(f"Release {release.number}", "not planned", "There is nothing to withdraw.")
        release.is_planned, release.effective_from, release.claimed_until = False, release.first_live_at, None
        release.attempts, release.last_error = 0, None
        not_stuck(release, now=clock.now())
        drafts = _reopened(release)
        audit(
            actor,
            "withdraw planned release",
            f"release {release.number}",
            at=clock.now(),
            case_id=None,
            authority=release.authority,
            details={"digest": release.digest, "reason": reason, "drafts": drafts},
        )
        return WithdrawnRelease(
            release_id=str(release.id), number=release.number, draft_id=drafts[0] if drafts else None
        )

    return transact_once(work, returns=WithdrawnRelease, actor=actor, clock=clock, idempotency=idempotency)


def _reopened(release: Release) -> list[str]:
    """Open the drafts that it was planned from again, and return their ids, changed last first.

    Several may have the same content.  Of those that it was planned or published from before it was live the last time
    nothing is taken back.
    """
    last_live = select(func.coalesce(func.max(Publication.position), 0)).where(
        Publication.release_id == release.id, Publication.planned_for.is_(None)
    )
    drafts = db.session.scalars(
        select(LibraryDraft)
        .join(Publication, Publication.id == LibraryDraft.publication_id)
        .where(Publication.release_id == release.id, LibraryDraft.status == DraftStatus.PUBLISHED)
        .where(Publication.position > last_live.scalar_subquery())
        .order_by(LibraryDraft.changed_at.desc(), LibraryDraft.id)
        .with_for_update(of=LibraryDraft)
        .execution_options(populate_existing=True)
    ).all()
    for draft in drafts:
        draft.status, draft.release_id, draft.publication_id = DraftStatus.APPROVED, None, None
    return [str(draft.id) for draft in drafts]


def _locked(release_id: UUID, actor: Actor) -> Release:
    own = true() if actor.authority is None else Release.authority == actor.authority
    release = db.session.scalar(
        select(Release).where(Release.id == release_id, own).with_for_update().execution_options(populate_existing=True)
    )
    if release is None:
        raise NotFoundError("release", release_id)
    return release
