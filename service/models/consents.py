"""What a family agreed to, and what was shared with or without it.  Append-only.

Three things that are often called consent (and are not the same) have a kind each: agreement to receive a service,
agreement to share with an agency, and the lawful basis of one disclosure.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, closed_set


class ConsentKind(StrEnum):
    SERVICE = "service"
    SHARING = "sharing"
    DISCLOSURE = "disclosure"


class ConsentStatus(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVERRIDDEN = "overridden"  # shared without agreement, for the reason given


class Consent(Base):
    """One statement; the latest of its kind, person and agency is the one that holds."""

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_case", "case_id", "kind", "at"),
        CheckConstraint("kind = 'service' OR agency IS NOT NULL", name="agency"),
        CheckConstraint("status <> 'overridden' OR reason IS NOT NULL", name="reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # None: the family
    kind: Mapped[ConsentKind] = mapped_column(closed_set(ConsentKind))
    status: Mapped[ConsentStatus] = mapped_column(closed_set(ConsentStatus))
    agency: Mapped[str | None]
    given_by: Mapped[str | None]
    how: Mapped[str | None]  # signed, spoken, by electronic mail
    scope: Mapped[str | None]
    lawful_basis: Mapped[str | None]
    reason: Mapped[str | None]
    effective_on: Mapped[date]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    at: Mapped[datetime]
    by: Mapped[str]
