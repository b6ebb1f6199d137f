"""The bytes of files: kept as long as anything rests on them, and no longer."""

from sqlalchemy import Text, cast, delete, exists, or_, select, update

from service.models import Consent, Document, DocumentContent, Letter, Record, RecordVersion, db


def is_referenced(document: Document) -> bool:
    """Whether a version of a record, an agreement or a letter names the file."""
    places = [Record.task_id == document.task_id] if document.task_id is not None else []
    places += [Record.case_id == document.case_id] if document.case_id is not None else []
    named = cast(RecordVersion.answers, Text).contains(str(document.id), autoescape=True)
    in_record = exists().where(RecordVersion.record_id == Record.id, or_(*places), named) if places else None
    conditions = [
        exists().where(Consent.document_id == document.id),
        exists().where(Letter.document_id == document.id),
        *([in_record] if in_record is not None else []),
    ]
    return bool(db.session.scalar(select(or_(*conditions))))


def drop_content(sha256: bytes) -> None:
    """Forget the bytes if every file with them was removed and nothing that was recorded names one of those."""
    content = DocumentContent.sha256 == sha256
    db.session.execute(select(DocumentContent.sha256).where(content).with_for_update())  # nobody adds one meanwhile
    documents = db.session.scalars(select(Document).where(Document.sha256 == sha256)).all()
    if any(document.removed_at is None or is_referenced(document) for document in documents):
        return
    if documents:
        db.session.execute(update(DocumentContent).where(content).values(content=None))
    else:
        db.session.execute(delete(DocumentContent).where(content))
