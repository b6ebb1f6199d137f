"""Moving one process to another release."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.engine.migration import Place
from service.pathways.idempotency import Idempotency


@dataclass(frozen=True, kw_only=True)
class MovedInstance:
    instance_id: str
    release_id: str
    number: int
    revision: int


def move_instance(
    *,
    instance_id: UUID,
    release_id: UUID,
    reason: str,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    mapping: Mapping[Place, Place] | None = None,
    idempotency: Idempotency | None = None,
) -> MovedInstance:
    """Let the process follow the release from now on; `begin_preview` with its id says before what that would mean.

    :raises InvalidInputError: no reason; the mapping names elements that are not there.
    :raises NotFoundError: the actor sees no such process, or the authority has no such release.
    :raises MigrationRefusedError: it cannot move; `refusals` says why.
    :raises WrongStateError: it has ended, follows that release already, or the release was never current.
    :raises StaleVersionError: it was changed since.
    """
    raise NotImplementedError
