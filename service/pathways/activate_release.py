"""Making a planned release the current one when its day has come."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from service.access import actor_named, system_actor
from service.clocks.clock import Clock
from service.errors import PathwaysError
from service.models import Release, db
from service.pathways.begin_move import move_running_cases
from service.pathways.publication import lock_authority_row, make_current
from service.pathways.releases import composed
from service.pathways.standing import audit
from service.pathways.tell_of_procedure import release_is_stuck
from service.pathways.transaction import transact

log = logging.getLogger(__name__)

RETRY = timedelta(hours=1)  # after a release that could not be made current


@dataclass(frozen=True, kw_only=True)
class ActivatedRelease:
    """`current` False: it could not be made current and stays planned, see its `last_error`; it is tried again."""

    release_id: str
    number: int
    current: bool


def activate_release(*, release_id: UUID, clock: Clock) -> ActivatedRelease | None:
    """Let new cases start with the release from now on; None: not planned any more, or not due."""

    def work() -> ActivatedRelease | None:
        now = clock.now()
        release = _due(release_id, now)
        if release is None:
            return None
        planned_for = release.effective_from
        release.attempts = 0  # this one comes to an end
        try:
            with db.session.begin_nested():
                said = make_current(release, composed(release.id), clock)
        except PathwaysError as error:
            log.exception("release not made current", extra={"release": str(release_id)})
            db.session.refresh(release)
            release_is_stuck(release, now=now)
            release.claimed_until, release.last_error = now + RETRY, str(error)
            return ActivatedRelease(release_id=str(release.id), number=release.number, current=False)
        _audit(release, planned_for, now)
        actor = actor_named(said.by) or system_actor("schedule", release.authority)
        move_running_cases(release, said.reason, actor=actor, clock=clock)
        return ActivatedRelease(release_id=str(release.id), number=release.number, current=True)

    return transact(work)


def _due(release_id: UUID, now: datetime) -> Release | None:
    """Return the release, with its authority locked as for any publication."""
    is_due = (Release.id == release_id, Release.is_planned, Release.effective_from <= now)
    authority = db.session.scalar(select(Release.authority).where(*is_due))
    if authority is None:
        return None
    lock_authority_row(authority)
    return db.session.scalar(
        select(Release).where(*is_due).with_for_update(key_share=True).execution_options(populate_existing=True)
    )


def _audit(release: Release, planned_for: datetime | None, now: datetime) -> None:
    audit(
        system_actor("schedule", release.authority),
        "make planned release current",
        f"release {release.number}",
        at=now,
        case_id=None,
        authority=release.authority,
        details={"digest": release.digest, "planned": None if planned_for is None else planned_for.isoformat()},
    )
