"""What happened on a case, and the standards that count from it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, closed_set


class DeadlineStatus(StrEnum):
    RUNNING = "running"
    MET = "met"
    MET_LATE = "met_late"
    BREACHED = "breached"  # missed: still to be done, or (with an end) given up, and the breach stays on record
    CANCELLED = "cancelled"


class CaseEvent(Base):
    """Something that deadlines count from; of the case, or of the instance where there is no case."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case", "case_id", "name", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"), index=True)
    name: Mapped[str]
    at: Mapped[datetime]
    element: Mapped[str]
    recorded_at: Mapped[datetime]


class Deadline(Base):
    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint("status = 'breached' OR (status = 'running') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("status <> 'breached' OR breached_at IS NOT NULL", name="breached"),
        Index("ix_deadline_breach", "breach_at", postgresql_where=text("status = 'running'")),
        Index("ix_deadline_case", "case_id", "due_at"),
        Index(
            "uq_deadline_open",
            func.coalesce(text("case_id"), text("instance_id")),
            "key",
            "base_at",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"), index=True)
    key: Mapped[str]
    label: Mapped[str]
    rule: Mapped[str | None]
    enforcement: Mapped[str]
    element: Mapped[str]
    base_at: Mapped[datetime]
    due_at: Mapped[datetime]
    breach_at: Mapped[datetime]
    status: Mapped[DeadlineStatus] = mapped_column(closed_set(DeadlineStatus))
    breached_at: Mapped[datetime | None]  # when the breach was noticed
    ended_at: Mapped[datetime | None]


class OverdueReason(Base):
    """Why a standard was missed, said once by whoever knows; it stops no clock."""

    __tablename__ = "overdue_reason"

    deadline_id: Mapped[UUID] = mapped_column(ForeignKey("deadline.id"), primary_key=True)
    reason: Mapped[str]
    note: Mapped[str | None]
    at: Mapped[datetime]
    by: Mapped[str]
