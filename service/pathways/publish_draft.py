"""Publishing a draft that a second person approved: now, or for a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from service.access import Actor
from service.clocks import local_day, start_of_day
from service.clocks.clock import Clock
from service.errors import InvalidInputError, PublicationRefusedError, StaleVersionError, WrongStateError
from service.library import Composed
from service.models import Approval, DraftStatus, LibraryDraft, Release, RunningCases
from service.pathways.begin_move import move_running_cases
from service.pathways.four_eyes import approval_of, authors_of, require_second_person
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import (
    Drafted,
    audit_draft,
    composed_of,
    drafted,
    errors_of,
    find_draft,
    require_live_base,
    require_open,
)
from service.pathways.publication import (
    known_release,
    lock_authority,
    make_current,
    plan_release,
    write_release,
)
from service.pathways.published import Origin, note_publication, said_of
from service.pathways.tell_of_procedure import no_longer
from service.pathways.transaction import transact_once

FURTHEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class PublishedDraft:
    """`effective_from`: since when, or from when on, new cases start with the release.

    `bulk_id`: of the move of running cases, where it begins now.
    """

    draft_id: str
    release_id: str
    number: int
    digest: str
    planned: bool
    effective_from: datetime | None
    bulk_id: str | None = None


def publish_draft(
    *,
    draft_id: UUID,
    digest: str,
    actor: Actor,
    clock: Clock,
    effective_on: date | None = None,
    running_cases: RunningCases = RunningCases.STAY,
    idempotency: Idempotency | None = None,
) -> PublishedDraft:
    """Make the draft, whose content `digest` names, a release: live now, or from the start of a later day on.

    `running_cases`: what becomes of those that run when the release becomes current.
    :raises NotAllowedError: a program had a hand in it, and the actor is one or approved it.
    :raises PublicationRefusedError: the checks find errors.
    :raises StaleVersionError: it was changed since the actor looked at it.
    :raises WrongStateError: nobody approved exactly this; it is based on an earlier release; another one is planned.
    :raises InvalidInputError: the day is past, or more than a year away.
    """
    library = drafted(find_draft(draft_id, actor))
    if errors := errors_of(library):
        raise PublicationRefusedError(errors)
    composed = composed_of(library)
    planned_for = _moment(effective_on, composed, clock)

    def work() -> PublishedDraft:
        lock_authority(composed.authority)
        draft = find_draft(draft_id, actor, lock=True)
        require_open(draft)
        if draft.digest != digest or drafted(draft) != library:
            raise StaleVersionError("draft")
        approval = _require_approved(draft)
        require_second_person(draft, approval, actor)
        require_live_base(draft)
        origin = _origin(draft, approval, actor=actor, now=clock.now())
        release = _written(composed, library, origin, planned_for=planned_for)
        release.running_cases = running_cases
        _make_effective(release, composed, planned_for, actor=actor, clock=clock)
        draft.status, draft.release_id = DraftStatus.PUBLISHED, release.id
        draft.publication_id = said_of(release).id
        no_longer(draft.id, now=clock.now())
        _audit(draft, release, approval, actor=actor, clock=clock)
        moves = None if planned_for else move_running_cases(release, draft.reason, actor=actor, clock=clock)
        return PublishedDraft(
            draft_id=str(draft.id),
            release_id=str(release.id),
            number=release.number,
            digest=release.digest,
            planned=release.is_planned,
            effective_from=release.effective_from,
            bulk_id=moves,
        )

    return transact_once(work, returns=PublishedDraft, actor=actor, clock=clock, idempotency=idempotency)


def _moment(effective_on: date | None, composed: Composed, clock: Clock) -> datetime | None:
    """The start of that day where the authority is; None: now."""
    zone = composed.release.calendar.zone
    today = local_day(clock.now(), zone)
    if effective_on is None or effective_on == today:
        return None
    if effective_on < today:
        raise InvalidInputError({"effective_on": ["Choose today or a later day."]})
    if effective_on > today + FURTHEST:
        raise InvalidInputError({"effective_on": ["Choose a day within a year."]})
    return start_of_day(effective_on, zone)


def _require_approved(draft: LibraryDraft) -> Approval:
    approval = approval_of(draft)
    if draft.status is not DraftStatus.APPROVED or approval is None:
        raise WrongStateError("This draft", "not approved", "Another process owner has to approve it as it is now.")
    return approval


def _origin(draft: LibraryDraft, approval: Approval, *, actor: Actor, now: datetime) -> Origin:
    return Origin(
        published_by=actor.name,
        published_at=now,
        note=draft.change_note,
        reason=draft.reason,
        authors=authors_of(draft),
        approver=approval.approver,
    )


def _written(composed: Composed, library: Drafted, origin: Origin, *, planned_for: datetime | None) -> Release:
    known = known_release(library.authority, library.digest)
    if known is None:
        return write_release(composed, library.files, origin, planned_for=planned_for)
    note_publication(known, origin, planned_for=planned_for)
    return known


def _make_effective(
    release: Release, composed: Composed, planned_for: datetime | None, *, actor: Actor, clock: Clock
) -> None:
    if planned_for is None:
        make_current(release, composed, clock, by=actor.name)
    else:
        plan_release(release, composed, planned_for)


def _audit(draft: LibraryDraft, release: Release, approval: Approval, *, actor: Actor, clock: Clock) -> None:
    details = {
        "release": release.number,
        "release_digest": release.digest,
        "authors": list(authors_of(draft)),
        "approver": approval.approver,
        "effective_from": None if release.effective_from is None else release.effective_from.isoformat(),
        "running_cases": release.running_cases.value,
    }
    action = "plan release of draft" if release.is_planned else "publish draft"
    audit_draft(draft, action, actor=actor, clock=clock, details=details)
