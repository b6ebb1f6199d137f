"""Moving one process to another release."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.engine.migration import Place
from service.errors import NotFoundError, WrongStateError
from service.models import Instance
from service.pathways.bulk_actions import supersede_moves
from service.pathways.change_instance import require_reason
from service.pathways.idempotency import Idempotency
from service.pathways.moves import RUNS, Order, destination, look, make_move, mapping_to, require_mapping, require_mover
from service.pathways.releases import LoadedRelease
from service.pathways.running import lock_visible_instance
from service.pathways.transaction import transact_once


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
    """Let the process follow the release from now on; `preview_move` says before what that would mean.

    For process owners, and for operators: one process that needs a hand.

    :raises InvalidInputError: no reason; the mapping names elements that are not there.
    :raises NotFoundError: the actor sees no such process, or the authority has no such release.
    :raises MigrationRefusedError: it cannot move; `refusals` says why.
    :raises WrongStateError: it has ended, follows that release already, or the release was never current.
    :raises StaleVersionError: it was changed since.
    """
    require_mover(actor)
    require_reason(reason)

    def work() -> MovedInstance:
        to = destination(release_id, actor)
        require_mapping(mapping, to.composed)
        running = lock_visible_instance(instance_id, actor, clock, if_revision=if_revision)
        instance = running.instance
        _require_elsewhere(instance, to)
        supersede_moves(instance.authority, [instance.id], now=clock.now())
        places = mapping_to(to.id, instance.id, mapping or {})
        looked = look(running, to.composed, mapping=places, actor=actor, clock=clock)
        make_move(looked, to.id, Order(actor=actor, reason=reason))
        return MovedInstance(
            instance_id=str(instance.id), release_id=str(to.id), number=to.number, revision=instance.revision
        )

    return transact_once(work, returns=MovedInstance, actor=actor, clock=clock, idempotency=idempotency)


def _require_elsewhere(instance: Instance, to: LoadedRelease) -> None:
    if instance.status not in RUNS:
        raise WrongStateError("The process", instance.status.value, "Nothing of it can move any more.")
    if instance.release_id == to.id:
        raise WrongStateError("The process", f"with release {to.number} already", "There is nothing to move.")
    if instance.authority != to.composed.authority.id:
        raise NotFoundError("release", to.id)
