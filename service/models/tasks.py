"""What waits for a person."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Json, closed_set


class TaskStatus(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Task(Base):
    """A user task, offered to roles and people or assigned to a person.  The id is the engine's."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("status <> 'completed' OR completed_by IS NOT NULL", name="completed_by"),
        Index("ix_task_open_groups", "groups", postgresql_using="gin", postgresql_where=text("status = 'open'")),
        Index("ix_task_open_users", "users", postgresql_using="gin", postgresql_where=text("status = 'open'")),
        Index("ix_task_open_assignee", "assignee", postgresql_where=text("status = 'open'")),
        Index("ix_task_open_due", "authority", "due_at", "id", postgresql_where=text("status = 'open'")),
        Index("ix_task_case", "case_id", "opened_at"),
        Index("ix_task_done", "completed_by", "ended_at", postgresql_where=text("status = 'completed'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    authority: Mapped[str] = mapped_column(ForeignKey("authority.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("instance.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    process: Mapped[str]
    element: Mapped[str]
    name: Mapped[str]
    lane: Mapped[str | None]
    form: Mapped[str | None]
    groups: Mapped[list[str]]
    users: Mapped[list[str]]
    assignee: Mapped[str | None]
    due_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    priority: Mapped[int]
    stage: Mapped[str | None]
    item: Mapped[str | None]
    documentation: Mapped[str | None]
    prefill: Mapped[Json]
    rules: Mapped[list[str]]
    deadlines: Mapped[list[str]]
    status: Mapped[TaskStatus] = mapped_column(closed_set(TaskStatus))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    completed_by: Mapped[str | None]
    revision: Mapped[int]


class Draft(Base):
    """Answers that were saved and not yet sent; each person who works on the task has their own."""

    __tablename__ = "draft"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    version: Mapped[int]
    answers: Mapped[Json]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(primary_key=True)


class Presence(Base):
    """Somebody has the task open; stale after a minute."""

    __tablename__ = "presence"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    user_name: Mapped[str] = mapped_column(ForeignKey("user.name"), primary_key=True)
    seen_at: Mapped[datetime]
