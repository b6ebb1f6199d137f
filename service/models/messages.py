"""Messages and signals on their way to the process that waits for them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json, closed_set


class MessageKind(StrEnum):
    MESSAGE = "message"
    SIGNAL = "signal"  # addressed to one instance in `delivered_to` when it is written


class MessageStatus(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    EXPIRED = "expired"


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("(status = 'delivered') = (delivered_at IS NOT NULL)", name="delivered"),
        CheckConstraint("kind <> 'signal' OR delivered_to IS NOT NULL", name="signal_target"),
        Index("ix_message_pending", "authority", "name", postgresql_where=text("status = 'pending'")),
        Index("ix_message_new", "created_at", postgresql_where=text("status = 'pending' AND routed_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    kind: Mapped[MessageKind] = mapped_column(closed_set(MessageKind))
    name: Mapped[str]
    keys: Mapped[Json]
    payload: Mapped[Json]
    status: Mapped[MessageStatus] = mapped_column(closed_set(MessageStatus))
    source_instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("instance.id"))
    source_element: Mapped[str | None]
    posted_by: Mapped[str]
    created_at: Mapped[datetime]
    routed_at: Mapped[datetime | None]  # when somebody last looked for a receiver
    claimed_until: Mapped[datetime | None]  # a job is on its way to route it
    expires_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    delivered_to: Mapped[UUID | None] = mapped_column(ForeignKey("instance.id"), index=True)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")  # see service.pathways.attempts
