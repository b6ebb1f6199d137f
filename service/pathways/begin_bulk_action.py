"""Suspending, resuming, retrying or cancelling many processes at once."""

from collections.abc import Collection
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.models import BulkKind
from service.pathways.bulk_actions import BegunBulk
from service.pathways.idempotency import Idempotency


def begin_bulk_action(
    *,
    kind: BulkKind,
    instance_ids: Collection[UUID],
    reason: str,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> BegunBulk:
    """Begin to do to each of these processes what an operator may do to one.

    RETRY runs every failed step of a process again; one that fails again is listed as REFUSED.
    :raises InvalidInputError: no reason, no process, more than 5,000 of them, or a kind of process owners (PREVIEW, MOVE).
    :raises NotFoundError: the actor sees no such process.
    """
    raise NotImplementedError
