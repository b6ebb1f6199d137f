"""Saying what a move of running processes to a draft or a release would mean; nothing is changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.engine.migration import Place
from service.errors import InvalidInputError
from service.library import Composed
from service.models import BulkKind
from service.pathways.bulk_actions import Asked, BegunBulk, begin, following_another, named
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import composed_of, drafted, find_draft
from service.pathways.moves import find_release, require_mapping
from service.pathways.releases import composed
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class _Target:
    library: Composed
    release_id: UUID | None = None
    draft_id: UUID | None = None
    draft_digest: str | None = None


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
    require(actor, Capability.PUBLISH, action="preview moves of processes")

    def work() -> BegunBulk:
        target = _target(draft_id, release_id, actor)
        require_mapping(mapping, target.library)
        authority = target.library.authority.id
        asked = Asked(
            kind=BulkKind.PREVIEW,
            authority=authority,
            release_id=target.release_id,
            draft_id=target.draft_id,
            draft_digest=target.draft_digest,
            mapping=mapping or {},
        )
        if instance_ids is None:
            chosen = following_another(authority, target.release_id)
        else:
            chosen = named(instance_ids, authority, actor)
        return begin(asked, chosen, actor=actor, clock=clock)

    return transact_once(work, returns=BegunBulk, actor=actor, clock=clock, idempotency=idempotency)


def _target(draft_id: UUID | None, release_id: UUID | None, actor: Actor) -> _Target:
    if draft_id is not None and release_id is None:
        draft = find_draft(draft_id, actor)
        return _Target(library=composed_of(drafted(draft)), draft_id=draft.id, draft_digest=draft.digest)
    if release_id is not None and draft_id is None:
        release = find_release(release_id, actor)
        return _Target(library=composed(release.id), release_id=release.id)
    raise InvalidInputError({"release_id": ["Name either a draft or a release."]})
