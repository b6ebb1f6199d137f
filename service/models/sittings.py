"""The diary of panels, and what happens at a sitting."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json, closed_set


class ItemStatus(StrEnum):
    LISTED = "listed"
    DECIDED = "decided"
    DEFERRED = "deferred"  # to a later sitting
    WITHDRAWN = "withdrawn"


class Attending(StrEnum):
    PRESENT = "present"
    APOLOGIES = "apologies"
    REPORT = "report"  # sent a report instead
    ABSENT = "absent"


class Sitting(Base):
    """One meeting of a panel.  `regular_at` is the moment that the rule gave before it was moved."""

    __tablename__ = "sitting"
    __table_args__ = (UniqueConstraint("authority", "panel", "regular_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    panel: Mapped[str]
    at: Mapped[datetime]
    regular_at: Mapped[datetime]
    reason: Mapped[str | None]
    changed_by: Mapped[str | None]
    changed_at: Mapped[datetime | None]
    chair: Mapped[str | None]
    minutes: Mapped[str | None]
    frozen_at: Mapped[datetime | None]  # agenda, attendance, decisions and minutes change no more
    frozen_by: Mapped[str | None]
    signed_off_at: Mapped[datetime | None]
    signed_off_by: Mapped[str | None]
    pack_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))  # the pack as it was signed off
    revision: Mapped[int] = mapped_column(default=1)
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("instance.id"))  # the process that collects and decides


class AgendaItem(Base):
    """What a sitting deals with.  `subject_key` tells items apart that a process put on the agenda."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("sitting_id", "position", deferrable=True, initially="DEFERRED"),
        UniqueConstraint("sitting_id", "subject_key"),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("(status = 'decided') = (decided_at IS NOT NULL)", name="decided"),
        Index("ix_agenda_item_case", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # one decision for each child
    subject: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    subject_key: Mapped[str | None]
    details: Mapped[Json]  # what the papers say
    late_reason: Mapped[str | None]
    status: Mapped[ItemStatus] = mapped_column(closed_set(ItemStatus))
    decision: Mapped[str | None]
    rationale: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    deferred_to: Mapped[UUID | None] = mapped_column(ForeignKey("sitting.id"))


class Attendance(Base):
    """Somebody who was asked to a sitting; `interest` is what they declared."""

    __tablename__ = "attendance"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    name: Mapped[str]
    user_name: Mapped[str | None] = mapped_column(ForeignKey("user.name"))  # where they have an account
    role: Mapped[str | None]
    status: Mapped[Attending] = mapped_column(closed_set(Attending))
    interest: Mapped[str | None]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]


class DeclaredInterest(Base):
    """Which item the interest is in; `hidden`: they asked not to be shown the family's pages."""

    __tablename__ = "declared_interest"

    attendance_id: Mapped[UUID] = mapped_column(ForeignKey("attendance.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True, index=True)
    hidden: Mapped[bool]
