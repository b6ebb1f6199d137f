"""Suspending, resuming, retrying or cancelling many processes at once."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotFoundError
from service.models import BulkKind, Instance, db
from service.pathways.bulk_actions import Asked, BegunBulk, begin, named
from service.pathways.change_instance import require_reason
from service.pathways.idempotency import Idempotency
from service.pathways.transaction import transact_once

OPERATIONS = frozenset({BulkKind.SUSPEND, BulkKind.RESUME, BulkKind.RETRY, BulkKind.CANCEL})
MOST = 5000


def begin_bulk_action(
    *,
    kind: BulkKind,
    instance_ids: Collection[UUID],
    reason: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> BegunBulk:
    """Begin to do to each of these processes, all of one authority, what an operator may do to one.

    RETRY runs every failed step of a process again; one that fails again is listed as REFUSED.
    :raises InvalidInputError: no reason, no process, more than 5,000 of them; PREVIEW and MOVE.
    :raises NotFoundError: the actor sees no such process.
    """
    require(actor, Capability.OPERATE, action=f"{kind.value} processes")
    require_reason(reason)
    if kind not in OPERATIONS:
        raise InvalidInputError({"kind": [f"Choose one of {', '.join(sorted(OPERATIONS))}."]})
    if not 0 < len(instance_ids) <= MOST:
        raise InvalidInputError({"instance_ids": [f"Choose 1 to {MOST:,} processes."]})

    def work() -> BegunBulk:
        authority = _authority(instance_ids, actor)
        chosen = named(instance_ids, authority, actor)
        return begin(Asked(kind=kind, authority=authority, reason=reason), chosen, actor=actor, clock=clock)

    return transact_once(work, returns=BegunBulk, actor=actor, clock=clock, idempotency=idempotency)


def _authority(instance_ids: Collection[UUID], actor: Actor) -> str:
    """The actor's, or for the system that of the first process."""
    if actor.authority is not None:
        return actor.authority
    first = min(instance_ids)
    found = db.session.scalar(select(Instance.authority).where(Instance.id == first))
    if found is None:
        raise NotFoundError("process", first)
    return found
