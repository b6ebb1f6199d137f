"""Narrowing a list of tasks."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, func, not_, or_

from service.models import Case, Family, Task
from service.pathways.overdue import due_today, due_within, overdue
from service.pathways.priority import Priority, has_priority
from service.pathways.queries.paging import containing
from service.pathways.queries.work_views import Reader

WEEK_DAYS = 5  # working days


class DueIn(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"  # today and the next five working days
    LATER = "later"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class WorkFilter:
    """`role`: offered to that role; `assignee`: a user name."""

    text: str | None = None
    team: str | None = None
    stage: str | None = None
    process: str | None = None
    role: str | None = None
    assignee: str | None = None
    due: DueIn | None = None
    priority: Priority | None = None


def narrowed(filters: WorkFilter, reader: Reader) -> list[ColumnElement[bool]]:
    """Conditions over Task, Case and Family."""
    equals = ((Case.team, filters.team), (Task.process, filters.process), (Task.assignee, filters.assignee))
    found: list[ColumnElement[bool]] = [column == value for column, value in equals if value is not None]
    if filters.stage is not None:
        found.append(func.coalesce(Task.stage, Case.stage) == filters.stage)
    if filters.role is not None:
        found.append(Task.groups.contains([filters.role]))
    if filters.text is not None:
        found.append(containing(filters.text, Task.name, Case.reference, Family.name))
    if filters.due is not None:
        found.append(_due_in(filters.due, reader))
    if filters.priority is not None:
        found.append(has_priority(Task.priority, filters.priority))
    return found


def _due_in(due: DueIn, reader: Reader) -> ColumnElement[bool]:
    now, calendar = reader.now, reader.calendar
    late = overdue(Task.due_at, now=now, calendar=calendar)
    week = due_within(Task.due_at, WEEK_DAYS, now=now, calendar=calendar)
    conditions = {
        DueIn.OVERDUE: late,
        DueIn.TODAY: due_today(Task.due_at, now=now, calendar=calendar),
        DueIn.WEEK: week,
        DueIn.LATER: not_(or_(late, week)),
        DueIn.NONE: Task.due_at.is_(None),
    }
    return conditions[due]
