"""Opening a file, and writing down who did."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Scope, require_scope
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.models import Document, DocumentContent, db
from service.pathways.queries.documents import visible_documents
from service.pathways.standing import audit
from service.pathways.transaction import transact


@dataclass(frozen=True, kw_only=True)
class OpenedDocument:
    """`sha256` in hex."""

    title: str
    file_name: str
    media_type: str
    sha256: str
    content: bytes


def read_document(*, document_id: UUID, actor: Actor, clock: Clock) -> OpenedDocument:
    """:raises NotFoundError: there is none that the actor may see now, or it was removed."""
    require_scope(actor, Scope.CASES_READ, action="read documents")

    def read() -> OpenedDocument:
        statement = (
            select(Document, DocumentContent.content)
            .join(DocumentContent, DocumentContent.sha256 == Document.sha256)
            .where(Document.id == document_id, Document.removed_at.is_(None), visible_documents(actor))
        )
        row = db.session.execute(statement).one_or_none()
        if row is None or row.content is None:
            raise NotFoundError("document", document_id)
        document: Document = row.Document
        if actor.kind is ActorKind.USER:
            audit(
                actor,
                "read document",
                f"document {document_id}",
                at=clock.now(),
                case_id=document.case_id,
                authority=document.authority,
            )
        return OpenedDocument(
            title=document.title,
            file_name=document.file_name,
            media_type=document.media_type,
            sha256=document.sha256.hex(),
            content=row.content,
        )

    return transact(read)
