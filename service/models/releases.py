"""Published libraries, their files, and the processes that start by the calendar."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json, closed_set


class Authority(Base):
    """A council whose procedure runs here; written from `authority.yaml` at each publication."""

    __tablename__ = "authority"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    council: Mapped[str]
    case_prefix: Mapped[str]
    details: Mapped[Json]


class RunningCases(StrEnum):
    """What becomes of cases that run when a release becomes the current one."""

    STAY = "stay"  # new cases only
    MOVE = "move"  # all that can, at once
    NEXT_STAGE = "next_stage"  # each that can, when it comes to its next stage


class Release(Base):
    """An immutable set of library files, named by the digest of its content.

    `effective_from`: since when, or from when on, new cases start with it; None: it was withdrawn before.  A release
    that `is_planned` becomes the current one then.  Content that is published again is the same release: who published
    it each time, and in which words, stands in Publication; here stands who did the first time.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("authority", "digest"),
        UniqueConstraint("authority", "number"),
        CheckConstraint("NOT is_planned OR (effective_from IS NOT NULL AND NOT is_current)", name="planned"),
        Index("uq_release_current", "authority", unique=True, postgresql_where=text("is_current")),
        Index("uq_release_planned", "authority", unique=True, postgresql_where=text("is_planned")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    number: Mapped[int]
    digest: Mapped[str]
    is_current: Mapped[bool]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    note: Mapped[str | None]
    effective_from: Mapped[datetime | None]
    is_planned: Mapped[bool]
    claimed_until: Mapped[datetime | None]  # a job is on its way to make it current
    running_cases: Mapped[RunningCases] = mapped_column(closed_set(RunningCases))
    first_live_at: Mapped[datetime | None]  # None: new cases never started with it
    last_error: Mapped[str | None]  # why it did not become the current one on its day
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")  # see service.pathways.attempts


class Publication(Base):
    """Append-only: a release was published, or planned for a day; by whom, and in which words.

    A planned one that goes live has a second row from then on, with the same words.
    """

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("authority", "position"),
        Index("ix_publication_release", "release_id", "position"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    position: Mapped[int]  # in the order of the authority's publications
    at: Mapped[datetime]
    planned_for: Mapped[datetime | None]  # None: it went live
    by: Mapped[str]
    authors: Mapped[list[str]]  # who changed it in a draft; none: published from a folder
    approver: Mapped[str | None]
    reason: Mapped[str | None]  # why it was changed
    note: Mapped[str | None]  # what changed


class ReleaseFile(Base):
    __tablename__ = "release_file"

    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes]


class Schedule(Base):
    """A timer start event of the current release: when the process starts next."""

    __tablename__ = "schedule"
    __table_args__ = (
        UniqueConstraint("authority", "process", "start_event"),
        Index("ix_schedule_due", "next_at", postgresql_where=text("next_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    release_id: Mapped[UUID] = mapped_column(ForeignKey("release.id"))
    process: Mapped[str]
    start_event: Mapped[str]
    next_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    claimed_until: Mapped[datetime | None]  # a job is on its way to start it
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")  # see service.pathways.attempts
