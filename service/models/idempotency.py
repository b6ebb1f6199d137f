"""Answers that were already given, to be given again when a request is repeated."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json


class IdempotencyKey(Base):
    """Keys belong to the one who sends them: two clients may use the same."""

    __tablename__ = "idempotency"
    __table_args__ = (Index("ix_idempotency_created", "created_at"),)

    owner: Mapped[str] = mapped_column(primary_key=True)  # "user:<id>", "client:<id>"
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]  # of the request: method, path and body
    result: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]
