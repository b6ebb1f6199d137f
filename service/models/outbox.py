"""Everything that leaves the service: mail, letters, webhooks, calls that external workers fetch."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json, closed_set


class OutboxStatus(StrEnum):
    PENDING = "pending"
    LOCKED = "locked"  # somebody works on it until `locked_until`
    DONE = "done"
    DEAD = "dead"  # given up; an operator may replay it
    CANCELLED = "cancelled"  # the process went on without it


class Outbox(Base):
    """A call to the outside.  The id is its idempotency key; of a service task it is the engine's call id."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("(status = 'locked') = (locked_by IS NOT NULL AND locked_until IS NOT NULL)", name="locked"),
        CheckConstraint("max_attempts >= 1 AND attempts >= 0", name="attempts"),
        Index("ix_outbox_due", "next_attempt_at", postgresql_where=text("status = 'pending'")),
        Index("ix_outbox_leases", "locked_until", postgresql_where=text("status = 'locked'")),
        Index("ix_outbox_topic", "authority", "topic", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("instance.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    process: Mapped[str | None]
    element: Mapped[str | None]
    name: Mapped[str]
    topic: Mapped[str]
    parameters: Mapped[Json]
    status: Mapped[OutboxStatus] = mapped_column(closed_set(OutboxStatus))
    attempts: Mapped[int]
    max_attempts: Mapped[int]
    next_attempt_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]  # a job is on its way to deliver it
    locked_by: Mapped[str | None]
    locked_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    result: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
