"""Moving running processes to another release: now, or each when its case comes to its next stage."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.engine.migration import Place
from service.errors import InvalidInputError
from service.models import BulkKind, Release, RunningCases
from service.pathways.bulk_actions import Asked, BegunBulk, begin, following_another, named, supersede_moves
from service.pathways.change_instance import require_reason
from service.pathways.idempotency import Idempotency
from service.pathways.moves import destination, require_mapping
from service.pathways.publication import lock_authority_row
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class MoveOfMany:
    """`instance_ids` None: every running process of the authority that follows another release."""

    authority: str
    release_id: UUID
    when: RunningCases
    reason: str | None
    instance_ids: Collection[UUID] | None = None
    mapping: Mapping[Place, Place] = field(default_factory=lambda: MappingProxyType({}))


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
    require(actor, Capability.PUBLISH, action="move processes to another release")
    require_reason(reason)
    if when is RunningCases.STAY:
        raise InvalidInputError({"when": ["Say whether they move now or at their next stage."]})

    def work() -> BegunBulk:
        to = destination(release_id, actor)
        require_mapping(mapping, to.composed)
        asked = MoveOfMany(
            authority=to.composed.authority.id,
            release_id=to.id,
            when=when,
            reason=reason,
            instance_ids=instance_ids,
            mapping=mapping or {},
        )
        return order_move(asked, actor=actor, clock=clock)

    return transact_once(work, returns=BegunBulk, actor=actor, clock=clock, idempotency=idempotency)


def move_running_cases(release: Release, reason: str | None, *, actor: Actor, clock: Clock) -> str | None:
    """Do with running cases what the release, which has become current, says; return the id of the action, if any."""
    if release.running_cases is RunningCases.STAY:
        return None
    asked = MoveOfMany(authority=release.authority, release_id=release.id, when=release.running_cases, reason=reason)
    return order_move(asked, actor=actor, clock=clock).bulk_id


def order_move(move: MoveOfMany, *, actor: Actor, clock: Clock) -> BegunBulk:
    """Write the action in the unit of work at hand.

    :raises NotFoundError: the actor sees no such process.
    """
    lock_authority_row(move.authority)  # one move after the other, or both would choose the same processes
    ids = move.instance_ids
    these = None if ids is None else named(ids, move.authority, actor)
    # first: a process that is on its way somewhere else is chosen by where it came to
    supersede_moves(move.authority, ids, now=clock.now())
    asked = Asked(
        kind=BulkKind.MOVE,
        authority=move.authority,
        reason=move.reason,
        release_id=move.release_id,
        mapping=move.mapping,
        waits=move.when is RunningCases.NEXT_STAGE,
    )
    chosen = following_another(move.authority, move.release_id) if these is None else these
    return begin(asked, chosen, actor=actor, clock=clock)
