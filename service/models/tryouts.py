"""Processes of a draft that somebody tries out, and what came of scenario files: nothing real, nothing leaves them."""

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


class ScenarioResult(Base):
    """What came of one scenario file of the library with that digest; a library never changes, so it stays true."""

    __tablename__ = "scenario_result"
    __table_args__ = (Index("ix_scenario_result_ran", "ran_at"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    failure: Mapped[str | None]  # where it failed, and why; None: everything held
    timeline: Mapped[list[Json]]  # {"at", "mark", "text"} of each line, as far as it went
    ran_at: Mapped[datetime]
