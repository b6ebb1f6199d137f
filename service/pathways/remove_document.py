"""Taking a file off a case: it stays in the list as removed, with who did it and why."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, require
from service.clocks.clock import Clock
from service.errors import NotAllowedError, NotFoundError, WrongStateError
from service.models import Case, Document, DocumentKind, db
from service.pathways.change_instance import require_reason
from service.pathways.contents import drop_content, is_referenced
from service.pathways.idempotency import Idempotency
from service.pathways.queries.documents import visible_documents
from service.pathways.standing import audit
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class RemovedDocument:
    """`content_kept`: a form or an agreement that was recorded names it."""

    document_id: str
    case_id: str | None
    content_kept: bool


def remove_document(
    *, document_id: UUID, reason: str, actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> RemovedDocument:
    """Show the file to nobody any more; its bytes go too, unless something that was recorded rests on them.

    For whoever added it, the case's lead, and those who may approve.
    :raises NotFoundError: there is none that the actor may see.
    :raises WrongStateError: it was removed before, or is a letter.
    :raises InvalidInputError: no reason is given.
    """
    require(actor, Capability.WORK, action="remove documents")
    require_reason(reason)

    def work() -> RemovedDocument:
        document = _locked(document_id, actor)
        _require_own(document, actor)
        document.removed_at = clock.now()
        document.removed_by = actor.name
        document.removed_reason = reason.strip()
        db.session.flush()
        kept = is_referenced(document)
        drop_content(document.sha256)
        audit(
            actor,
            "remove document",
            f"document {document.id}",
            at=clock.now(),
            case_id=document.case_id,
            authority=document.authority,
            details={"reason": document.removed_reason, "sha256": document.sha256.hex(), "content_kept": kept},
        )
        case_id = None if document.case_id is None else str(document.case_id)
        return RemovedDocument(document_id=str(document.id), case_id=case_id, content_kept=kept)

    return transact_once(work, returns=RemovedDocument, actor=actor, clock=clock, idempotency=idempotency)


def _locked(document_id: UUID, actor: Actor) -> Document:
    document = db.session.scalar(
        select(Document)
        .where(Document.id == document_id, visible_documents(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if document is None:
        raise NotFoundError("document", document_id)
    if document.removed_at is not None:
        raise WrongStateError("The document", "removed", "Nothing is left to do.")
    if document.kind is not DocumentKind.UPLOAD:
        raise WrongStateError("The document", "a letter", "Cancel the letter instead.")
    return document


def _require_own(document: Document, actor: Actor) -> None:
    lead = db.session.scalar(select(Case.lead).where(Case.id == document.case_id))
    own = actor.name in {document.created_by, lead}
    if actor.kind is ActorKind.USER and not own and not actor.may(Capability.APPROVE):
        raise NotAllowedError("remove this document", f"{document.created_by} added it")
