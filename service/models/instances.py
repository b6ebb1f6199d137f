"""Running processes, and what each of them waits for."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json, closed_set


class InstanceState(StrEnum):
    RUNNING = "running"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class IncidentStatus(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"


class Instance(Base):
    """`revision` counts the steps; `claimed_until` is the scheduler's lease while a timer job is on its way."""

    __tablename__ = "instance"
    __table_args__ = (
        CheckConstraint("(status IN ('completed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended"),
        Index("ix_instance_due", "next_due", postgresql_where=text("status = 'running' AND next_due IS NOT NULL")),
        Index("ix_instance_started", "authority", "started_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"), index=True)
    process: Mapped[str]
    start_event: Mapped[str | None]
    status: Mapped[InstanceState] = mapped_column(closed_set(InstanceState))
    state: Mapped[bytes]
    revision: Mapped[int]
    next_due: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]  # why it was cancelled or suspended
    output: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")  # to fire what is due: pathways.attempts


class Timer(Base):
    """A timer that is armed; fired and dropped ones are in the history."""

    __tablename__ = "timer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"), index=True)
    process: Mapped[str]
    element: Mapped[str]
    name: Mapped[str]
    due_at: Mapped[datetime] = mapped_column(index=True)


class AwaitedMessage(Base):
    """A catch that waits now; it takes a message of that name and with the same keys."""

    __tablename__ = "awaited_message"
    __table_args__ = (
        Index("ix_awaited_message_message", "authority", "message"),
        # every case waits for the same urgent message: only the keys tell them apart; hashed, as keys may be long
        Index("ix_awaited_message_keys", "keys", postgresql_using="hash"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"), index=True)
    process: Mapped[str]
    element: Mapped[str]
    message: Mapped[str]
    keys: Mapped[Json]
    since: Mapped[datetime]


class Incident(Base):
    """A step that failed and waits for an operator.  The id is the engine's: a retry that fails opens it again."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("(status = 'resolved') = (ended_at IS NOT NULL)", name="ended"),
        Index("ix_incident_open", "authority", "opened_at", postgresql_where=text("status = 'open'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"), index=True)
    process: Mapped[str]
    element: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    message: Mapped[str]
    status: Mapped[IncidentStatus] = mapped_column(closed_set(IncidentStatus))
    opened_at: Mapped[datetime]  # the last of `times` failures
    ended_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]
    note: Mapped[str | None]
    first_at: Mapped[datetime]
    times: Mapped[int]
