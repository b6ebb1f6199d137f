"""The team as ready-made texts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import url_for

from service.pathways.queries.absences import AbsenceView
from service.pathways.queries.caseload import WorkerLoad
from service.pathways.queries.free_starts import FreeStart
from service.pathways.queries.led_families import LedFamily
from service.pathways.queries.uncovered import UncoveredTask
from service.pathways.queries.workers import Worker
from service.web.site import Site
from service.web.texts import Due, date_text, due_of, spelt
from service.web.work.many import choice_of
from service.web.work.pages import Choice
from service.web.work.present import Row
from service.web.work.sidelines import Load, guide_of, loads_of, team_name

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One worker in the table of the team; `supervision` None: none is running for them, `start_href` starts it."""

    load: Load
    tasks_href: str
    tasks: str
    overdue_href: str
    overdue: int
    supervision: Due | None
    supervision_href: str
    start_href: str


@dataclass(frozen=True, kw_only=True)
class Away:
    name: str
    days: str
    cover: str
    reason: str
    now: bool
    cancel_href: str


@dataclass(frozen=True, kw_only=True)
class Left:
    """A task that nobody covers."""

    name: str
    family: str
    reference: str
    task_href: str
    due: Due
    whose: str
    why: str
    id: str


@dataclass(frozen=True, kw_only=True)
class TeamPage:
    members: tuple[Member, ...]
    guide: str
    teams: tuple[Choice, ...]
    team: str
    totals: str
    away: tuple[Away, ...]
    left: tuple[Left, ...]
    may_assign: bool


@dataclass(frozen=True, kw_only=True)
class Family:
    id: str
    name: str
    reference: str
    href: str
    stage: str
    since: str
    restricted: bool


@dataclass(frozen=True, kw_only=True)
class WorkerPage:
    """`name` is not for the title."""

    user: str
    name: str
    facts: tuple[tuple[str, str], ...]
    full_time: str
    families: tuple[Family, ...]
    tasks: tuple[Row, ...]
    people: tuple[Choice, ...]
    may_assign: bool
    may_reassign: bool


def members_of(
    loads: Sequence[WorkerLoad], site: Site, *, now: datetime, start: FreeStart | None = None
) -> tuple[Member, ...]:
    """`start`: how supervision is started by whoever reads, if they do."""
    shown = loads_of(tuple(loads), site)
    return tuple(
        replace(_member(load, each, site, now=now), start_href=_start_href(load, start))
        for load, each in zip(loads, shown, strict=True)
    )


def _start_href(load: WorkerLoad, start: FreeStart | None) -> str:
    if start is None or start.supervises is None or load.supervision is not None or not load.account:
        return ""
    path = url_for("start.form", process=start.process, event=start.event)
    return f"{path}?{urlencode({start.supervises: load.user})}"


def _member(load: WorkerLoad, shown: Load, site: Site, *, now: datetime) -> Member:
    supervision = load.supervision
    task = None if supervision is None else supervision.task_id
    return Member(
        load=shown,
        tasks_href=url_for("work.team", assignee=load.user),
        tasks=spelt(load.open_tasks, "task"),
        overdue_href=url_for("work.team", assignee=load.user, due="overdue"),
        overdue=load.overdue_tasks,
        supervision=None if supervision is None else due_of(supervision.due_at, now=now, calendar=site.calendar),
        supervision_href="" if task is None else url_for("tasks.show", task_id=task),
        start_href="",
    )


def totals_of(loads: Sequence[WorkerLoad]) -> str:
    families, children = sum(load.families for load in loads), sum(load.children for load in loads)
    full_time = sum(load.full_time_equivalent for load in loads if load.account)
    return f"{spelt(families, 'family')} and {spelt(children, 'child')} with {full_time:f} full-time workers."


def guide_text(site: Site) -> str:
    guide = guide_of(site)
    return "" if guide is None else f"The guide is {spelt(guide, 'family')} for each full-time worker."


def away_of(absences: Sequence[AbsenceView], site: Site, *, now: datetime) -> tuple[Away, ...]:
    return tuple(
        Away(
            name=absence.name,
            days=days_of(absence, site),
            cover=absence.cover_name or "Nobody",
            reason=absence.reason or "",
            now=absence.from_at <= now,
            cancel_href=url_for("team.cancel", absence_id=absence.id),
        )
        for absence in absences
    )


def days_of(absence: AbsenceView, site: Site) -> str:
    """The first and the last day that somebody is away."""
    zone = site.calendar.zone
    first, last = date_text(absence.from_at, zone), date_text(absence.until_at - _MOMENT, zone)
    return first if first == last else f"{first} to {last}"


def left_of(tasks: Sequence[UncoveredTask], site: Site, *, now: datetime) -> tuple[Left, ...]:
    return tuple(
        Left(
            name=task.name,
            family=task.family or "No case",
            reference=task.case_reference or "",
            task_href=url_for("tasks.show", task_id=task.task_id),
            due=due_of(task.due_at, now=now, calendar=site.calendar),
            whose=task.user_name,
            why=f"{task.cover_name} may not see the case or do the task" if task.cover_name else "Nobody covers",
            id=str(task.task_id),
        )
        for task in tasks
    )


def families_of(families: Sequence[LedFamily], site: Site) -> tuple[Family, ...]:
    return tuple(
        Family(
            id=str(each.case_id),
            name=each.family,
            reference=each.reference,
            href=url_for("cases.overview", case_id=each.case_id),
            stage=each.stage or "",
            since=date_text(each.opened_at, site.calendar.zone),
            restricted=each.restricted,
        )
        for each in families
    )


def facts_of(load: WorkerLoad, site: Site, *, now: datetime) -> tuple[tuple[str, str], ...]:
    supervision = load.supervision
    due = None if supervision is None else due_of(supervision.due_at, now=now, calendar=site.calendar)
    away = load.absence
    return (
        ("Team", ", ".join(team_name(team, site) for team in load.teams) or "None: the whole authority"),
        ("Families and children", f"{spelt(load.families, 'family')}, {spelt(load.children, 'child')}"),
        ("Families for each full-time worker", "" if load.per_full_time is None else f"{load.per_full_time:f}"),
        ("Tasks", f"{load.open_tasks} open, {load.overdue_tasks} overdue"),
        ("Supervision", "Not recorded here" if due is None else f"Due {due.date}. {due.words}"),
        (
            "Absence",
            "None recorded" if away is None else f"{days_of(away, site)}, cover: {away.cover_name or 'nobody'}",
        ),
    )


def people_for(people: Sequence[Worker], site: Site, *, now: datetime, leaving_out: str) -> tuple[Choice, ...]:
    return tuple(choice_of(person, site, now=now) for person in people if person.user != leaving_out)
