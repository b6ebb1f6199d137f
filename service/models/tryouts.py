"""Processes of a draft that somebody tries out: nothing of them is real, and nothing leaves them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json


class Tryout(Base):
    """A scenario in the making: what its owner did so far, played from the start against the draft as it is now."""

    __tablename__ = "tryout"
    __table_args__ = (Index("ix_tryout_draft", "draft_id", "owner", "changed_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("library_draft.id"))
    owner: Mapped[str]
    title: Mapped[str]
    scenario: Mapped[Json]  # as in a scenario file
    revision: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
