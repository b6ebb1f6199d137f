"""Files that go with a call to the outside."""

from uuid import UUID

from sqlalchemy import Text, cast, select

from service.integrations import CallFile
from service.models import Document, DocumentContent, Outbox, db


def files_of_call(call_id: UUID) -> tuple[CallFile, ...]:
    """The file that the call's parameter `document` names, if it is one of the call's own case and still there."""
    named = Outbox.parameters["document"].astext == cast(Document.id, Text)
    rows = db.session.execute(
        select(Document.file_name, Document.media_type, DocumentContent.content)
        .join(DocumentContent, DocumentContent.sha256 == Document.sha256)
        .join(Outbox, Outbox.case_id == Document.case_id)
        .where(Outbox.id == call_id, named, Document.removed_at.is_(None), DocumentContent.content.is_not(None))
    ).all()
    db.session.rollback()  # no transaction is open while the outside is called
    return tuple(CallFile(name=row.file_name, media_type=row.media_type, content=row.content) for row in rows)
