"""Which tasks stand in which list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from service.access import Actor, Capability, visible_tasks, workable_tasks
from service.access.visibility import URGENT_CONCERN
from service.clocks import WorkingCalendar, local_day
from service.clocks.clock import Clock
from service.clocks.moments import shift_days, start_of_day
from service.models import Case, Task, TaskStatus
from service.pathways.overdue import due_within
from service.pathways.queries.absences import covered_by
from service.pathways.releases import current_release

COMING_DAYS = 10  # working days


class View(StrEnum):
    MINE = "mine"
    TEAM = "team"
    UNALLOCATED = "unallocated"
    WAITING = "waiting"
    COMING_UP = "coming_up"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who looks, when, and for whom they cover."""

    actor: Actor
    now: datetime
    calendar: WorkingCalendar
    covered: frozenset[str]

    @classmethod
    def of(cls, actor: Actor, clock: Clock) -> "Reader":
        calendar = current_release(str(actor.authority)).composed.release.calendar
        return cls(actor=actor, now=clock.now(), calendar=calendar, covered=covered_by(actor.name, now=clock.now()))


def in_view(view: View, reader: Reader) -> list[ColumnElement[bool]]:
    """Conditions over Task and its outer-joined Case."""
    actor, now = reader.actor, reader.now
    if view is View.DONE:
        week = start_of_day(_monday(reader), reader.calendar.zone)
        done = (Task.status == TaskStatus.COMPLETED, Task.completed_by == actor.name, Task.ended_at >= week)
        return [*done, visible_tasks(actor)]
    mine = Task.assignee == actor.name
    shown: Mapping[View, ColumnElement[bool]] = {
        View.MINE: or_(mine, and_(Task.assignee.is_(None), _called_upon(actor)), _covered(reader)),
        View.TEAM: _of_team(actor),
        View.UNALLOCATED: and_(Task.assignee.is_(None), or_(workable_tasks(actor), _shares_out(actor))),
        View.WAITING: and_(_my_case(actor), not_(func.coalesce(workable_tasks(actor), false()))),
        View.COMING_UP: and_(or_(mine, _my_case(actor)), _coming_up(now, reader.calendar)),
    }
    return [Task.status == TaskStatus.OPEN, visible_tasks(actor), shown[view]]


def _monday(reader: Reader) -> date:
    today = local_day(reader.now, reader.calendar.zone)
    return shift_days(today, -today.weekday())


def _called_upon(actor: Actor) -> ColumnElement[bool]:
    """What is theirs to take: offered by name, or an urgent concern that one of their roles answers."""
    return or_(Task.users.contains([actor.name]), and_(Task.process == URGENT_CONCERN, workable_tasks(actor)))


def _covered(reader: Reader) -> ColumnElement[bool]:
    """The work of those who are away, as far as their cover sees the case anyway and could do the task."""
    if not reader.covered:
        return false()
    return and_(Task.assignee.in_(sorted(reader.covered)), could_do(reader.actor))


def _of_team(actor: Actor) -> ColumnElement[bool]:
    """The cases of the actor's teams and what is offered to them; everything where they are in no team."""
    if not actor.teams:
        return true()
    return or_(Case.team.in_(sorted(actor.teams)), Task.assignee == actor.name, workable_tasks(actor))


def _shares_out(actor: Actor) -> ColumnElement[bool]:
    """Those who assign also see what waits for others of their team to take."""
    return _of_team(actor) if actor.may(Capability.ASSIGN) else false()


def _my_case(actor: Actor) -> ColumnElement[bool]:
    return Case.lead == actor.name


def _coming_up(now: datetime, calendar: WorkingCalendar) -> ColumnElement[bool]:
    return or_(
        due_within(Task.due_at, COMING_DAYS, now=now, calendar=calendar),
        due_within(Task.follow_up_at, COMING_DAYS, now=now, calendar=calendar),
    )


def could_do(actor: Actor) -> ColumnElement[bool]:
    """Whether the task could be theirs: it is for everybody, for them, or for one of their roles."""
    for_all = and_(func.cardinality(Task.groups) == 0, func.cardinality(Task.users) == 0)
    roles = [Task.groups.contains([role]) for role in sorted(actor.roles)]
    return or_(for_all, Task.users.contains([actor.name]), *roles)
