"""Who did what, in chains that show any later change.  Append-only."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json

# actions by which process owners and operators change a running process; the story of its case tells them
CHANGES_FROM_OUTSIDE = ("move process to release", "move to another step", "skip failed step", "cancel process")
_CHANGED_FROM_OUTSIDE = ", ".join(f"'{action}'" for action in CHANGES_FROM_OUTSIDE)
_OF_ACCOUNTS = text("action IN ('add person', 'set password')")


class AuditHead(Base):
    """The end of each stream's chain; its row lock puts the writers of one stream in a row."""

    __tablename__ = "audit_head"

    stream: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes]


class Audit(Base):
    """`hash` = sha256(hash of the entry before it in the stream + sha256 of this entry's content)."""

    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("stream", "position"),
        CheckConstraint("length(hash) = 32", name="hash"),
        Index("ix_audit_actor", "actor_kind", "actor_id", "at"),
        Index("ix_audit_changes", "stream", postgresql_where=text(f"action IN ({_CHANGED_FROM_OUTSIDE})")),
        Index("ix_audit_account", "stream", "subject", "position", postgresql_where=_OF_ACCOUNTS),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    stream: Mapped[str]
    position: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]  # "task 0f…", "case DEMO-2026-00001"
    details: Mapped[Json]
    hash: Mapped[bytes]
