"""Changes of a library that are being made: the files, who changed what when, and who approved it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, closed_set


class DraftStatus(StrEnum):
    EDITING = "editing"
    SENT = "sent"  # waits for a second person
    APPROVED = "approved"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class DraftAction(StrEnum):
    BEGUN = "begun"
    SAVED = "saved"
    REMOVED = "removed"
    RENEWED = "renewed"  # brought up to a release that was published meanwhile


class ApprovalDecision(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


class LibraryDraft(Base):
    """A library that differs from the release it is based on; `revision` counts its changes, `digest` is its content's.

    Its own files stand in draft_file; every other file is the base release's.
    """

    __tablename__ = "library_draft"
    __table_args__ = (
        CheckConstraint("status <> 'published' OR release_id IS NOT NULL", name="release"),
        Index("ix_library_draft_changed", "authority", "changed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    owner: Mapped[str]
    title: Mapped[str]
    base_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    status: Mapped[DraftStatus] = mapped_column(closed_set(DraftStatus))
    digest: Mapped[str]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    reason: Mapped[str | None]  # why the change is made
    change_note: Mapped[str | None]  # what changes, for those who work with it
    release_id: Mapped[UUID | None] = mapped_column(ForeignKey("release.id"))
    publication_id: Mapped[UUID | None] = mapped_column(ForeignKey("publication.id"))  # by which it became the release


class DraftContent(Base):
    """A file's content, kept once however many versions of drafts have it."""

    __tablename__ = "draft_content"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class DraftFile(Base):
    """A file that differs from the base release; without `sha256` the draft does without it.

    `revision`: the draft's at which it was changed last.
    """

    __tablename__ = "draft_file"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("library_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("draft_content.sha256"))
    size: Mapped[int]
    revision: Mapped[int]


class DraftVersion(Base):
    """Append-only: each change of a draft, `digest` being the whole library's after it."""

    __tablename__ = "draft_version"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("library_draft.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[DraftAction] = mapped_column(closed_set(DraftAction))
    path: Mapped[str | None]  # None: the draft as a whole
    sha256: Mapped[str | None] = mapped_column(ForeignKey("draft_content.sha256"))
    digest: Mapped[str]


class Approval(Base):
    """Append-only: what a second person decided about exactly this version of a draft."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("draft_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("library_draft.id"))
    position: Mapped[int]  # in the order of decisions about the draft
    revision: Mapped[int]
    digest: Mapped[str]
    approver: Mapped[str]
    decision: Mapped[ApprovalDecision] = mapped_column(closed_set(ApprovalDecision))
    reason: Mapped[str | None]
    at: Mapped[datetime]
