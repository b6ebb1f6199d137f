"""Rolling back: a release that was current before is made current again."""

from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.models import RunningCases
from service.pathways.idempotency import Idempotency


@dataclass(frozen=True, kw_only=True)
class CurrentAgain:
    """`bulk_id`: of the move of running processes, where one was asked for."""

    release_id: str
    number: int
    bulk_id: str | None


def make_current_again(
    *,
    release_id: UUID,
    reason: str,
    running_cases: RunningCases,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> CurrentAgain:
    """Let new cases start with the release again, and running ones move back to it if that is asked for.

    It was approved when it was published, so nobody has to approve it again; it takes a reason.
    :raises InvalidInputError: no reason.
    :raises NotFoundError: the actor's authority has no such release.
    :raises WrongStateError: it is current, was never current, or another release is planned.
    """
    raise NotImplementedError
