"""The diary of panels."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base


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


class AgendaItem(Base):
    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("sitting_id", "position"),
        CheckConstraint("position >= 1", name="position"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
