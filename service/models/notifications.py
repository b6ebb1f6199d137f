"""What a person is told, and when it was cleared or its cause went away."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, closed_set


class Urgency(StrEnum):
    INTERRUPT = "interrupt"  # now: an urgent concern
    TODAY = "today"  # on the page, and by mail within the hour
    DIGEST = "digest"  # once a day


class Notification(Base):
    """`cause` names what it is about ("task:<id>", "deadline:<id>"); one for each person and cause."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("user_name", "cause"),
        Index(
            "ix_notification_standing",
            "user_name",
            "created_at",
            postgresql_where=text("cleared_at IS NULL AND gone_at IS NULL"),
        ),
        Index("ix_notification_cause", "cause", postgresql_where=text("cleared_at IS NULL AND gone_at IS NULL")),
        Index("ix_notification_case", "case_id", postgresql_where=text("cleared_at IS NULL AND gone_at IS NULL")),
        Index("ix_notification_unsent", "urgency", "created_at", postgresql_where=text("sent_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    user_name: Mapped[str] = mapped_column(ForeignKey("user.name"))
    urgency: Mapped[Urgency] = mapped_column(closed_set(Urgency))
    cause: Mapped[str]
    title: Mapped[str]  # names no person: it may be sent by mail
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None]
    gone_at: Mapped[datetime | None]
