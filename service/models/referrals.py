"""Requests for help that are not yet a case: being written, or received and waiting for somebody to look."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json, closed_set


class ReferralSource(StrEnum):
    STAFF = "staff"
    PUBLIC = "public"


class ReferralStatus(StrEnum):
    DRAFT = "draft"
    RECEIVED = "received"  # matches are looked at before it becomes a case
    STARTED = "started"  # it became `case_id`
    LINKED = "linked"  # it belongs to the case `case_id` that was there already
    REFUSED = "refused"  # not for early help; the reason says why


class Referral(Base):
    """`family` holds the family's name and people, `answers` those of the start form, both as they were sent.

    `token_hash` lets whoever writes it without an account come back to it until it is sent.
    """

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("authority", "reference"),
        Index("ix_referral_waiting", "authority", "status", "received_at"),
        CheckConstraint("(status = 'draft') = (received_at IS NULL)", name="received"),
        CheckConstraint("status NOT IN ('started', 'linked') OR case_id IS NOT NULL", name="case"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    reference: Mapped[str]
    source: Mapped[ReferralSource] = mapped_column(closed_set(ReferralSource))
    status: Mapped[ReferralStatus] = mapped_column(closed_set(ReferralStatus))
    process: Mapped[str]
    start_event: Mapped[str]
    family: Mapped[Json]
    answers: Mapped[Json]
    token_hash: Mapped[bytes | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str | None]  # None: somebody without an account
    received_at: Mapped[datetime | None]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    reason: Mapped[str | None]
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str | None]
    revision: Mapped[int]
