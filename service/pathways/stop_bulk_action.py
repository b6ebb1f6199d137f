"""Stopping an action on many processes: what it has not come to stays as it is."""

from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.pathways.idempotency import Idempotency


@dataclass(frozen=True, kw_only=True)
class StoppedBulk:
    """`ended`: how many processes it had come to; `not_begun`: how many stay as they are."""

    bulk_id: str
    ended: int
    not_begun: int


def stop_bulk_action(
    *, bulk_id: UUID, actor: Actor, clock: Clock, reason: str = "", idempotency: Idempotency | None = None
) -> StoppedBulk:
    """End the action; what is being done to a process at this moment is done to its end.

    Moves and previews are stopped by process owners, operations by operators.
    :raises NotFoundError: the actor's authority has no such action.
    :raises WrongStateError: it is over.
    """
    raise NotImplementedError
