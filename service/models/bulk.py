"""One action on many processes, each in a transaction of its own; and which release a process followed before."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json, closed_set


class BulkKind(StrEnum):
    PREVIEW = "preview"  # says what a move would mean; changes nothing
    MOVE = "move"  # to another release
    SUSPEND = "suspend"
    RESUME = "resume"
    RETRY = "retry"  # what failed
    CANCEL = "cancel"
    REPLAY = "replay"  # plays what has ended again with a draft; changes nothing


class BulkStatus(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"  # by a person: what was not begun stays as it is
    FINISHED = "finished"


class ItemResult(StrEnum):
    PENDING = "pending"
    WAITING = "waiting"  # for the next stage of its case
    DONE = "done"
    DIFFERS = "differs"  # of a replay: done, and the draft would have gone another way
    REFUSED = "refused"  # it cannot be done; the process stays as it is
    FAILED = "failed"  # something unforeseen; the process stays as it is
    NOT_BEGUN = "not_begun"  # the action was stopped before


class BulkAction(Base):
    """What is to be done with each of the processes that its items name.

    Moves and previews name the release to move to; a preview may name a draft instead, by the digest it was asked for,
    and a replay always does.
    `mapping`: "process/element" of the old release by that of the new one, for elements that are not the same.
    `actor_kind` and `actor_id`: of `begun_by`, in whose name each item is done.
    """

    __tablename__ = "bulk_action"
    __table_args__ = (
        CheckConstraint("(status = 'running') = (finished_at IS NULL)", name="finished"),
        CheckConstraint(
            "kind NOT IN ('move', 'preview') OR (release_id IS NULL) <> (draft_id IS NULL)", name="destination"
        ),
        CheckConstraint("kind <> 'move' OR release_id IS NOT NULL", name="release"),
        CheckConstraint("kind <> 'replay' OR draft_id IS NOT NULL", name="replayed"),
        CheckConstraint("(draft_id IS NULL) = (draft_digest IS NULL)", name="draft"),
        Index("ix_bulk_action_begun", "authority", "begun_at"),
        Index("ix_bulk_action_running", "kind", postgresql_where=text("status = 'running'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    kind: Mapped[BulkKind] = mapped_column(closed_set(BulkKind))
    status: Mapped[BulkStatus] = mapped_column(closed_set(BulkStatus))
    release_id: Mapped[UUID | None] = mapped_column(ForeignKey("release.id"))
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("library_draft.id"))
    draft_digest: Mapped[str | None]
    reason: Mapped[str | None]
    total: Mapped[int]
    begun_at: Mapped[datetime]
    begun_by: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    mapping: Mapped[Json]
    finished_at: Mapped[datetime | None]


class BulkItem(Base):
    """One process of an action; `details` is what came of it, for the list of results."""

    __tablename__ = "bulk_item"
    __table_args__ = (
        CheckConstraint("(result IN ('pending', 'waiting')) = (ended_at IS NULL)", name="ended"),
        UniqueConstraint("bulk_id", "position"),
        Index("ix_bulk_item_open", "bulk_id", "position", postgresql_where=text("ended_at IS NULL")),
        Index("ix_bulk_item_pending", "position", postgresql_where=text("result = 'pending'")),
        Index("ix_bulk_item_instance", "instance_id"),
    )

    bulk_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_action.id"), primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    position: Mapped[int]
    result: Mapped[ItemResult] = mapped_column(closed_set(ItemResult))
    stage: Mapped[str | None]  # of the case, which a waiting item waits to see changed
    message: Mapped[str | None]
    details: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    ended_at: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]  # a job is on its way to it
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")  # see service.pathways.attempts


class ReleaseMove(Base):
    """Append-only: a process that moved from one release to another.  Without any it always followed its own.

    `id`: in the order in which a process moved, which clocks do not promise.
    `mapping`: what took the place of what, as in BulkAction, of the elements that the release before had.
    `left`: timers beside its open steps that the release it moved to does not have, see service.pathways.left_timers.
    """

    __tablename__ = "release_move"
    __table_args__ = (Index("ix_release_move_instance", "instance_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"))
    from_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    bulk_id: Mapped[UUID | None] = mapped_column(ForeignKey("bulk_action.id"))
    left: Mapped[list[Json]]
    mapping: Mapped[Json]
