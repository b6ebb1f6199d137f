"""Saying what a move of running processes to a draft or a release would mean; nothing is changed."""

from collections.abc import Collection, Mapping
from uuid import UUID

from service.access import Actor
from service.clocks.clock import Clock
from service.engine.migration import Place
from service.pathways.bulk_actions import BegunBulk
from service.pathways.idempotency import Idempotency


def begin_preview(
    *,
    actor: Actor,
    clock: Clock,
    draft_id: UUID | None = None,
    release_id: UUID | None = None,
    instance_ids: Collection[UUID] | None = None,
    mapping: Mapping[Place, Place] | None = None,
    idempotency: Idempotency | None = None,
) -> BegunBulk:
    """Begin to look at every running process of the authority that follows another release, or at those named.

    A draft is looked at as it is now: items that a job comes to after it was changed end as not begun.  Items that are
    DONE could move, REFUSED ones could not; `service.pathways.queries.bulk` has the rest.
    :raises InvalidInputError: neither or both of draft and release are named; the mapping names what is not there.
    :raises NotFoundError: the actor's authority has no such draft or release, or the actor sees no such process.
    :raises PublicationRefusedError: the draft cannot be read.
    """
    raise NotImplementedError
