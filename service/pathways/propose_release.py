"""A library that comes in as a folder: the first is published, any other waits for a second person's approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from service.access import Actor
from service.clocks.clock import Clock
from service.models import DraftStatus, LibraryDraft, db
from service.pathways.begin_draft import LONGEST_TITLE, new_draft
from service.pathways.draft_files import lay_out_files
from service.pathways.idempotency import Idempotency
from service.pathways.library_drafts import drafted
from service.pathways.publication import lock_authority
from service.pathways.publish_release import Checked, checked_library, make_live, needs_approval
from service.pathways.releases import current_release
from service.pathways.send_for_approval import offer
from service.pathways.transaction import transact_once

_WAITING = (DraftStatus.SENT, DraftStatus.APPROVED)
_NAMED = 10  # files that the change note names


@dataclass(frozen=True, kw_only=True)
class ProposedRelease:
    """Either a release, or a draft of which a process owner decides; `created` False: it was there before."""

    authority: str
    digest: str
    created: bool
    warnings: tuple[str, ...]
    release_id: str | None
    number: int | None
    draft_id: str | None


def propose_release(
    *,
    authority: str,
    files: Mapping[str, bytes],
    actor: Actor,
    clock: Clock,
    note: str | None = None,
    reason: str | None = None,
    idempotency: Idempotency | None = None,
) -> ProposedRelease:
    """Publish the files when nothing of the authority is published yet; else send them for approval as a draft.

    What is live already stays so, and what waits for approval already is not sent twice.  `note`: what changes;
    `reason`: why.
    :raises PublicationRefusedError: the checks found errors, or a file does not belong into a draft.
    """
    library = checked_library(authority=authority, files=files, actor=actor)

    def work() -> ProposedRelease:
        lock_authority(library.composed.authority)
        if needs_approval(library):
            return _proposed(library, note=note, reason=reason, actor=actor, clock=clock)
        made = make_live(library, actor=actor, clock=clock, note=note)
        return ProposedRelease(
            authority=authority,
            digest=made.digest,
            created=made.created,
            warnings=library.warnings,
            release_id=made.release_id,
            number=made.number,
            draft_id=None,
        )

    return transact_once(work, returns=ProposedRelease, actor=actor, clock=clock, idempotency=idempotency)


def _proposed(library: Checked, *, note: str | None, reason: str | None, actor: Actor, clock: Clock) -> ProposedRelease:
    waiting = _waiting(library, actor)
    draft = waiting or _drafted(library, note=note, reason=reason, actor=actor, clock=clock)
    return ProposedRelease(
        authority=library.authority,
        digest=library.composed.digest,
        created=waiting is None,
        warnings=library.warnings,
        release_id=None,
        number=None,
        draft_id=str(draft.id),
    )


def _waiting(library: Checked, actor: Actor) -> LibraryDraft | None:
    """The draft by which the same folder came in before: a program may send it with each of its runs."""
    live = current_release(library.authority)
    found = db.session.scalars(
        select(LibraryDraft)
        .where(
            LibraryDraft.authority == library.authority,
            LibraryDraft.owner == actor.name,
            LibraryDraft.status.in_(_WAITING),
            LibraryDraft.base_id == live.id,
        )
        .order_by(LibraryDraft.changed_at.desc())
    )
    return next((draft for draft in found if drafted(draft).digest == library.composed.digest), None)


def _drafted(library: Checked, *, note: str | None, reason: str | None, actor: Actor, clock: Clock) -> LibraryDraft:
    what, why = (note or "").strip(), (reason or "").strip()
    sender = f"Folder sent by {actor.display_name}"
    title = " ".join((what or sender).split())[:LONGEST_TITLE]
    draft = new_draft(current_release(library.authority), title, actor=actor, clock=clock)
    changed = lay_out_files(draft, library.files, actor=actor, clock=clock)
    offer(draft, reason=why or f"{sender}.", change_note=what or _files_named(changed), actor=actor, clock=clock)
    return draft


def _files_named(paths: Sequence[str]) -> str:
    more = len(paths) - _NAMED
    return f"Files that differ: {', '.join(paths[:_NAMED])}{f' and {more} more' if more > 0 else ''}."
