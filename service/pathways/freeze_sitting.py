"""Closing a sitting's papers: from then on agenda, attendance, decisions and minutes are what they were."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import ConflictError, InvalidInputError, NotAllowedError, StaleVersionError, WrongStateError
from service.models import Document, DocumentKind, ItemStatus, db
from service.pathways.agenda import agenda_of, take_up
from service.pathways.agenda.entries import kept_entry
from service.pathways.idempotency import Idempotency
from service.pathways.notify import SITTING, cause_gone
from service.pathways.panel_access import change_sitting, open_sitting
from service.pathways.sittings import kept
from service.pathways.standing import audit
from service.pathways.store_document import keep_content
from service.pathways.transaction import transact_once

PDF = "application/pdf"


@dataclass(frozen=True, kw_only=True)
class ClosedSitting:
    """`document_id`: the pack as it was signed off; None as long as it is only frozen."""

    sitting_id: str
    at: datetime
    revision: int
    document_id: str | None


def freeze_sitting(
    *, sitting_id: UUID, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> ClosedSitting:
    """Keep the agenda with its decisions as it stands.

    :raises InvalidInputError: the sitting has not begun, or something on the agenda is still open.
    """

    def work() -> ClosedSitting:
        changing = change_sitting(sitting_id, actor, clock, action="freeze the sitting")
        sitting, now = changing.sitting, clock.now()
        if sitting.at > now:
            raise InvalidInputError({"freeze": ["The sitting has not begun yet"]})
        entries = agenda_of(changing.opened.place, changing.opened.composed, now=now)
        waiting = sum(entry.status is ItemStatus.LISTED for entry in entries)
        if waiting:
            raise InvalidInputError({"freeze": [_still_open(waiting)]})
        rows = take_up(sitting, entries, now=now)
        for entry in entries:
            row = rows[entry.key]
            row.details, row.late_reason, row.status = kept_entry(entry), entry.late_reason, entry.status
            row.case_id = entry.case_id
            if entry.status is ItemStatus.DECIDED and row.decided_at is None:
                row.decision, row.rationale = entry.decision, entry.rationale
                row.decided_at = max((each.at for each in entry.decisions if each.at is not None), default=now)
                row.decided_by = next((each.by for each in entry.decisions if each.by), None)
        sitting.frozen_at, sitting.frozen_by = now, actor.display_name
        cause_gone(f"{SITTING}{sitting.id}", now=now)
        audit(
            actor,
            "freeze sitting",
            f"sitting {sitting.id}",
            at=now,
            case_id=None,
            authority=sitting.authority,
            details={"items": len(entries)},
        )
        return ClosedSitting(sitting_id=str(sitting.id), at=now, revision=sitting.revision, document_id=None)

    return transact_once(work, returns=ClosedSitting, actor=actor, clock=clock, idempotency=idempotency)


def sign_off_sitting(
    *,
    sitting_id: UUID,
    pack: bytes,
    if_revision: int,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> ClosedSitting:
    """Sign off a frozen sitting as its chair; `pack` is the PDF that was made of that revision and is kept.

    :raises NotAllowedError: the actor may not approve, or is not of the panel.
    :raises WrongStateError: it is not frozen.
    :raises ConflictError: it is signed off already.
    :raises StaleVersionError: the sitting changed since the pack was made.
    """
    require(actor, Capability.APPROVE, action="sign off a sitting")

    def work() -> ClosedSitting:
        opened = open_sitting(sitting_id, actor, clock)
        if not opened.standing.signs:
            raise NotAllowedError("sign off this sitting", "only members of the panel do")
        sitting, now = kept(opened.place), clock.now()
        if sitting.frozen_at is None:
            raise WrongStateError("The sitting", "not frozen", "Freeze it first.")
        if sitting.signed_off_at is not None:
            raise ConflictError("This sitting is signed off already.")
        if sitting.revision != if_revision:
            raise StaleVersionError("sitting")
        document = _keep(pack, opened.panel.name, sitting.authority, sitting.at, actor=actor, now=now)
        sitting.signed_off_at, sitting.signed_off_by = now, actor.display_name
        sitting.pack_id = document.id
        sitting.revision += 1
        audit(
            actor,
            "sign off sitting",
            f"sitting {sitting.id}",
            at=now,
            case_id=None,
            authority=sitting.authority,
            details={"document": str(document.id), "sha256": document.sha256.hex()},
        )
        return ClosedSitting(
            sitting_id=str(sitting.id), at=now, revision=sitting.revision, document_id=str(document.id)
        )

    return transact_once(work, returns=ClosedSitting, actor=actor, clock=clock, idempotency=idempotency)


def _still_open(waiting: int) -> str:
    what = "1 item is" if waiting == 1 else f"{waiting} items are"
    return f"{what} still open: decide, put off or withdraw what is on the agenda first"


def _keep(  # noqa: PLR0917 - what the pack is of
    pack: bytes, panel: str, authority: str, sat_at: datetime, *, actor: Actor, now: datetime
) -> Document:
    document = Document(
        id=uuid4(),
        authority=authority,
        case_id=None,
        task_id=None,
        kind=DocumentKind.PACK,
        title=f"{panel}, {sat_at.day} {sat_at:%B %Y}: signed pack",
        file_name=f"panel-{sat_at:%Y-%m-%d}.pdf",
        media_type=PDF,
        size=len(pack),
        sha256=keep_content(pack),
        created_at=now,
        created_by=actor.name,
    )
    db.session.add(document)
    db.session.flush()
    return document
