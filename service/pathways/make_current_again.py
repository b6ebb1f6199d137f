"""Rolling back: a release that was current before is made current again."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import StaleVersionError, WrongStateError
from service.models import Release, RunningCases, db
from service.pathways.begin_move import move_running_cases
from service.pathways.change_instance import require_reason
from service.pathways.idempotency import Idempotency
from service.pathways.moves import destination, find_release
from service.pathways.publication import lock_authority_row, make_current
from service.pathways.standing import audit
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class CurrentAgain:
    """`bulk_id`: of the move of running processes, where one was asked for."""

    release_id: str
    number: int
    bulk_id: str | None


def make_current_again(
    *,
    release_id: UUID,
    live_id: UUID,
    reason: str,
    running_cases: RunningCases,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> CurrentAgain:
    """Let new cases start with the release again, and running ones move back to it if that is asked for.

    It was approved when it was published, so nobody has to approve it again; it takes a reason.  `live_id`: the
    release that the actor takes the place of, as far as they know.
    :raises InvalidInputError: no reason.
    :raises StaleVersionError: another release is live by now.
    :raises NotFoundError: the actor's authority has no such release.
    :raises WrongStateError: it is current, was never current, or another release is planned.
    """
    require(actor, Capability.PUBLISH, action="make a release current again")
    require_reason(reason)

    def work() -> CurrentAgain:
        authority = find_release(release_id, actor).authority
        lock_authority_row(authority)
        library = destination(release_id, actor).composed
        release = find_release(release_id, actor)
        if release.is_current:
            raise WrongStateError(f"Release {release.number}", "current", "There is nothing to roll back.")
        if _live(authority) != live_id:
            raise StaleVersionError("procedure")
        make_current(release, library, clock, by=actor.name)
        release.running_cases = running_cases
        _audit(release, reason, actor=actor, clock=clock)
        begun = move_running_cases(release, reason, actor=actor, clock=clock)
        return CurrentAgain(release_id=str(release.id), number=release.number, bulk_id=begun)

    return transact_once(work, returns=CurrentAgain, actor=actor, clock=clock, idempotency=idempotency)


def _live(authority: str) -> UUID | None:
    return db.session.scalar(select(Release.id).where(Release.authority == authority, Release.is_current))


def _audit(release: Release, reason: str, *, actor: Actor, clock: Clock) -> None:
    audit(
        actor,
        "make release current again",
        f"release {release.number}",
        at=clock.now(),
        case_id=None,
        authority=release.authority,
        details={"digest": release.digest, "reason": reason, "running_cases": release.running_cases.value},
    )
