"""What every process did, and which decisions sent it there.  Append-only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json


class History(Base):
    __tablename__ = "history"
    __table_args__ = (
        Index("ix_history_instance", "instance_id", "id"),
        Index("ix_history_case", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    process: Mapped[str]
    element: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    at: Mapped[datetime]
    flows: Mapped[list[str]]
    task_id: Mapped[str]
    item: Mapped[str | None]
    actor: Mapped[str | None]


class DecisionLog(Base):
    """`rows` are the ids of the decision table's rows that fired."""

    __tablename__ = "decision_log"
    __table_args__ = (Index("ix_decision_log_instance", "instance_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    process: Mapped[str]
    element: Mapped[str]
    decision: Mapped[str]
    inputs: Mapped[Json]
    rows: Mapped[list[str]]
    result: Mapped[Json] = mapped_column(JSONB())
    at: Mapped[datetime]
