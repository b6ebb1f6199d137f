"""Completed forms and every version they ever had."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json


class Record(Base):
    """A completed form; `version` is the number of its latest version."""

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("task_id"),
        Index("ix_record_case", "case_id", "form", "created_at"),
        Index("ix_record_instance", "instance_id", "form", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))  # None: a start form
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    form: Mapped[str]
    title: Mapped[str]
    element: Mapped[str]
    item: Mapped[str | None]
    version: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class RecordPerson(Base):
    """Whose file, of the family, the record stands on; none: the whole family's."""

    __tablename__ = "record_person"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class CorrectionDraft(Base):
    """A correction that somebody has begun; `version` is the one of the record that they saw."""

    __tablename__ = "correction_draft"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), primary_key=True)
    saved_by: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    answers: Mapped[Json]
    reason: Mapped[str]
    saved_at: Mapped[datetime]


class RecordVersion(Base):
    """Append-only: a correction adds a version and leaves the others as they were."""

    __tablename__ = "record_version"

    record_id: Mapped[UUID] = mapped_column(ForeignKey("record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    answers: Mapped[Json]
    reason: Mapped[str | None]  # None: the first version
    at: Mapped[datetime]
    by: Mapped[str]
