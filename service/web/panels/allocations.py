"""What the allocations meeting shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from flask import url_for

from service.clocks import local_day
from service.pathways.priority import priority_of
from service.pathways.queries.allocations import Allocated, Allocations, ChildLine, Waiting
from service.pathways.queries.caseload import WorkerLoad
from service.web.priority import WORDS
from service.web.site import Site
from service.web.texts import Due, age_text, date_text, due_of, listed, moment_text, short_text, spelt

DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Choice:
    text: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Family:
    """`choices`: workers to whom it can be given; each leads to the task, with that worker filled in."""

    reference: str
    family: str
    href: str
    children: str
    team: str
    stage: str
    priority: str
    received: str
    waiting: str
    due: Due
    task_href: str | None
    choices: tuple[Choice, ...]
    restricted: bool


@dataclass(frozen=True, kw_only=True)
class Load:
    name: str
    teams: str
    hours: str
    families: int
    children: int
    per_full_time: str
    value: float  # families for each full-time equivalent, for the bar
    absence: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    reference: str
    family: str
    href: str
    lead: str
    when: str


@dataclass(frozen=True, kw_only=True)
class AllocationsPage:
    """`most`: the longest bar."""

    team: str
    team_name: str
    teams: tuple[dict[str, str], ...]
    families: tuple[Family, ...]
    loads: tuple[Load, ...]
    most: float
    decided: tuple[Decided, ...]
    since: str
    made: str
    reader: str


def allocations_page(found: Allocations, site: Site, *, reader: str, now: datetime) -> AllocationsPage:
    names = {team.id: team.name for team in found.teams}
    loads = tuple(_load(each, names, site, now=now) for each in found.loads)
    return AllocationsPage(
        team=found.team or "",
        team_name=names.get(found.team or "", "All teams"),
        teams=tuple({"value": team.id, "text": team.name} for team in found.teams),
        families=tuple(_family(each, found, site, now=now) for each in found.waiting),
        loads=loads,
        most=max((load.value for load in loads), default=0),
        decided=tuple(_decided(each) for each in found.allocated),
        since=date_text(found.since),
        made=moment_text(now),
        reader=reader,
    )


def _family(waiting: Waiting, found: Allocations, site: Site, *, now: datetime) -> Family:
    zone = site.calendar.zone
    today, received = local_day(now, zone), local_day(waiting.opened_at, zone)
    names = {team.id: team.name for team in found.teams}
    task = url_for("tasks.show", task_id=waiting.task_id) if waiting.task_id is not None else None
    return Family(
        reference=waiting.reference,
        family=waiting.family,
        href=url_for("cases.overview", case_id=waiting.case_id),
        children=listed(_child(each, today) for each in waiting.children) if waiting.children else "None recorded",
        team=names.get(waiting.team or "", waiting.team or "None yet"),
        stage=waiting.stage or "",
        priority=WORDS[priority_of(waiting.priority)],
        received=short_text(received),
        waiting=waiting_text(received, today),
        due=due_of(waiting.due_at, now=now, calendar=site.calendar),
        task_href=task,
        choices=tuple(_choices(waiting, found)),
        restricted=waiting.restricted,
    )


def waiting_text(received: date, today: date) -> str:
    """How long a family has waited: days in the first fortnight, weeks from then on."""
    days = (today - received).days
    if days <= 0:
        return "since today"
    return spelt(days, "day") if days < 2 * DAYS else spelt(days // DAYS, "week")


def _choices(waiting: Waiting, found: Allocations) -> Iterator[Choice]:
    """Whom the meeting may choose; nobody is preferred, the names are in order."""
    if waiting.task_id is None or waiting.worker_field is None:
        return
    for load in found.loads:
        near = waiting.team is None or not load.teams or waiting.team in load.teams
        if load.account and near and (not waiting.worker_roles or waiting.worker_roles & set(load.roles)):
            filled = urlencode({waiting.worker_field: load.user})
            yield Choice(text=load.name, href=f"{url_for('tasks.show', task_id=waiting.task_id)}?{filled}")


def _child(child: ChildLine, today: date) -> str:
    return f"{child.name} ({age_text(child.date_of_birth, today, child.expected_on)})"


def _load(load: WorkerLoad, teams: dict[str, str], site: Site, *, now: datetime) -> Load:
    return Load(
        name=load.name,
        teams=listed(teams.get(team, team) for team in load.teams) if load.teams else "",
        hours=_hours(load.full_time_equivalent) if load.account else "No account",
        families=load.families,
        children=load.children,
        per_full_time=f"{load.per_full_time}" if load.per_full_time is not None else "None",
        value=float(load.per_full_time or 0),
        absence=_absence(load, site, now=now),
    )


def _hours(equivalent: Decimal) -> str:
    return "Full time" if equivalent == 1 else f"{equivalent.normalize():f} of full time"


def _absence(load: WorkerLoad, site: Site, *, now: datetime) -> str:
    away = load.absence
    if away is None:
        return ""
    zone = site.calendar.zone
    back = short_text(local_day(away.until_at, zone))
    if away.from_at <= now:
        return f"Away, back on {back}"
    return f"Away from {short_text(local_day(away.from_at, zone))} to {back}"


def _decided(allocated: Allocated) -> Decided:
    return Decided(
        reference=allocated.reference,
        family=allocated.family,
        href=url_for("cases.overview", case_id=allocated.case_id),
        lead=allocated.lead or "Nobody yet",
        when=f"{date_text(allocated.at)} by {allocated.by}",
    )
