"""Beginning to change a library."""

from dataclasses import dataclass
from uuid import uuid4

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError
from service.models import DraftAction, DraftStatus, LibraryDraft, db
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import Edit, note_change
from service.pathways.releases import LoadedRelease, current_release
from service.pathways.standing import acting_authority
from service.pathways.transaction import transact_once

LONGEST_TITLE = 120


@dataclass(frozen=True, kw_only=True)
class BegunDraft:
    """`base`: number of the release that the draft starts from."""

    draft_id: str
    revision: int
    base: int


def begin_draft(
    *,
    title: str,
    actor: Actor,
    clock: Clock,
    authority: str | None = None,
    idempotency: Idempotency | None = None,
) -> BegunDraft:
    """Begin a draft of the actor's own, with every file as it stands in the live release.

    :raises InvalidInputError: the title is missing or too long.
    :raises NotFoundError: nothing was published yet.
    """
    require(actor, Capability.PUBLISH, action="change the library")
    named = " ".join(title.split())
    if not 0 < len(named) <= LONGEST_TITLE:
        raise InvalidInputError({"title": [f"Say what you change, in {LONGEST_TITLE} characters or fewer."]})

    def work() -> BegunDraft:
        base = current_release(acting_authority(actor, authority, action="change the library"))
        draft = new_draft(base, named, actor=actor, clock=clock)
        return BegunDraft(draft_id=str(draft.id), revision=draft.revision, base=base.number)

    return transact_once(work, returns=BegunDraft, actor=actor, clock=clock, idempotency=idempotency)


def new_draft(base: LoadedRelease, title: str, *, actor: Actor, clock: Clock) -> LibraryDraft:
    """Write a draft with every file as it stands in the release."""
    draft = LibraryDraft(
        id=uuid4(),
        authority=base.composed.authority.id,
        owner=actor.name,
        title=title,
        base_id=base.id,
        status=DraftStatus.EDITING,
        digest=base.composed.digest,
        revision=0,
        created_at=clock.now(),
        changed_at=clock.now(),
        changed_by=actor.name,
    )
    db.session.add(draft)
    db.session.flush()
    note_change(draft, Edit(action=DraftAction.BEGUN), actor=actor, clock=clock)
    return draft
