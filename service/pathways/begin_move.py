"""Moving running processes to another release: now, or each when its case comes to its next stage."""

from collections.abc import Collection, Mapping
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.engine.migration import Place
from service.models import RunningCases
from service.pathways.bulk_actions import BegunBulk
from service.pathways.idempotency import Idempotency


def begin_move(
    *,
    release_id: UUID,
    when: RunningCases,
    reason: str,
    actor: Actor,
    clock: Clock,
    instance_ids: Collection[UUID] | None = None,
    mapping: Mapping[Place, Place] | None = None,
    idempotency: Idempotency | None = None,
) -> BegunBulk:
    """Begin to move every running process of the authority that follows another release, or those that are named.

    Any release that has been current may be moved to, also an earlier one (that is how one rolls back).  What an
    earlier move has not come to yet is not begun any more.  Processes that cannot move stay, and are listed with the
    reason.  Restricted cases move as all others do.
    :raises InvalidInputError: no reason; `when` is STAY; the mapping names elements that are not there.
    :raises NotFoundError: the actor's authority has no such release, or the actor sees no such process.
    :raises WrongStateError: the release was never current.
    """
    raise NotImplementedError
