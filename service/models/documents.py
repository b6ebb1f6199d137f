"""Files that people sent, and letters and packs that the service made."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json, closed_set


class DocumentKind(StrEnum):
    UPLOAD = "upload"
    LETTER = "letter"
    PACK = "pack"


class LetterStatus(StrEnum):
    DRAFT = "draft"
    FINAL = "final"  # its document is made and changes no more
    SENT = "sent"
    CANCELLED = "cancelled"


class DocumentContent(Base):
    """Bytes by their digest, so that the same file is kept once.  `content` None: the last file with it was removed."""

    __tablename__ = "document_content"
    __table_args__ = (CheckConstraint("length(sha256) = 32", name="sha256"),)

    sha256: Mapped[bytes] = mapped_column(primary_key=True)
    content: Mapped[bytes | None]


class Document(Base):
    """A file.  Without a case and a task it belongs to a referral or a sitting; removed, it is shown to nobody."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_case", "case_id", "created_at"), Index("ix_document_task", "task_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    kind: Mapped[DocumentKind] = mapped_column(closed_set(DocumentKind))
    title: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    sha256: Mapped[bytes] = mapped_column(ForeignKey("document_content.sha256"))
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None]
    removed_reason: Mapped[str | None]


class Letter(Base):
    """A letter about a case, from the authority's template to what was sent."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_case", "case_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    template: Mapped[str]
    title: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    recipient: Mapped[str]  # name and address, in lines
    body: Mapped[str]  # Markdown, merged
    fields: Mapped[Json]  # what was filled in by hand
    reworded: Mapped[bool]  # the wording is not the template's any more
    status: Mapped[LetterStatus] = mapped_column(closed_set(LetterStatus))
    channel: Mapped[str | None]  # post, mail or hand
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    outbox_id: Mapped[UUID | None] = mapped_column(ForeignKey("outbox.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None]
    cancelled_reason: Mapped[str | None]
    revision: Mapped[int]
