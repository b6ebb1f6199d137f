"""Which entries of a timeline somebody marked as significant."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base


class SignificantEvent(Base):
    """`entry` is the id of the entry in the timeline."""

    __tablename__ = "significant_event"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    entry: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
