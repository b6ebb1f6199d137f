"""What stands below some of the lists: what families wait for, who has no lead worker, how much everybody carries."""

from dataclasses import dataclass

from flask import url_for

from service.pathways.queries.case_waits import CaseWait
from service.pathways.queries.caseload import WorkerLoad
from service.pathways.queries.procedure import News as ChangedLately
from service.pathways.queries.unallocated import UnallocatedFamily
from service.web.site import Site
from service.web.texts import date_text, spelt


@dataclass(frozen=True, kw_only=True)
class Wait:
    family: str
    reference: str
    case_href: str
    stage: str
    name: str
    when: str


@dataclass(frozen=True, kw_only=True)
class Unallocated:
    family: str
    reference: str
    case_href: str
    team: str
    stage: str
    children: str
    since: str
    restricted: bool
    step: str
    step_href: str


@dataclass(frozen=True, kw_only=True)
class Load:
    """`bar`, `of`: the length of the bar and what is full; `figure`: the same in words."""

    name: str
    href: str
    team: str
    families: int
    children: int
    full_time: str
    figure: str
    bar: float
    of: float
    overdue: str
    away: str


@dataclass(frozen=True, kw_only=True)
class News:
    """What is different since a day, in the words of whoever changed it."""

    text: str
    note: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Sidelines:
    """`allocation`: families and caseloads are shown, were there none.  `starts`: they may start something."""

    waits: tuple[Wait, ...] = ()
    families: tuple[Unallocated, ...] = ()
    loads: tuple[Load, ...] = ()
    allocation: bool = False
    calendar: bool = False
    has_calendar: bool = False
    starts: bool = False
    news: News | None = None


def news_of(found: ChangedLately | None, site: Site) -> News | None:
    if found is None:
        return None
    day = date_text(found.since, site.calendar.zone)
    href = url_for("procedure.release", release_id=found.release_id)
    if found.went_back:
        return News(text=f"On {day} the procedure went back to how it was before.", note="", href=href)
    return News(text=f"The procedure changed on {day}:", note=found.note, href=href)


def waits_of(waits: tuple[CaseWait, ...], site: Site) -> tuple[Wait, ...]:
    return tuple(
        Wait(
            family=wait.family,
            reference=wait.reference,
            case_href=url_for("cases.overview", case_id=wait.case_id),
            stage=wait.stage or "",
            name=wait.name,
            when=_when(wait, site),
        )
        for wait in waits
    )


def unallocated_of(families: tuple[UnallocatedFamily, ...], site: Site) -> tuple[Unallocated, ...]:
    return tuple(
        Unallocated(
            family=each.family,
            reference=each.reference,
            case_href=url_for("cases.overview", case_id=each.case_id),
            team=team_name(each.team, site),
            stage=each.stage or "",
            children=spelt(each.children, "child"),
            since=date_text(each.opened_at, site.calendar.zone),
            restricted=each.restricted,
            step=each.task_name or "",
            step_href="" if each.task_id is None else url_for("tasks.show", task_id=each.task_id),
        )
        for each in families
    )


def loads_of(loads: tuple[WorkerLoad, ...], site: Site) -> tuple[Load, ...]:
    """The longest bar is the guide of the authority; without one whoever carries most."""
    guide = guide_of(site)
    most = max((float(load.per_full_time or load.families) for load in loads), default=0.0)
    return tuple(_load(load, site, full=float(guide) if guide else most) for load in loads)


def guide_of(site: Site) -> int | None:
    return site.library.authority.caseload_guide if site.library else None


def team_name(team: str | None, site: Site) -> str:
    known = site.library.authority.teams if site.library else {}
    return known[team].name if team is not None and team in known else team or ""


def away_text(load: WorkerLoad, site: Site) -> str:
    """Their absence, now or next, and who covers."""
    if load.absence is None:
        return ""
    zone = site.calendar.zone
    cover = f", covered by {load.absence.cover_name}" if load.absence.cover_name else ", nobody covers"
    return f"Away from {date_text(load.absence.from_at, zone)}, back {date_text(load.absence.until_at, zone)}{cover}"


def _load(load: WorkerLoad, site: Site, *, full: float) -> Load:
    per = load.per_full_time
    return Load(
        name=load.name,
        href=url_for("team.worker", user=load.user) if load.account else "",
        team=", ".join(team_name(team, site) for team in load.teams),
        families=load.families,
        children=load.children,
        full_time=f"{load.full_time_equivalent.normalize():f}" if load.account else "",
        figure="" if per is None else f"{per.normalize():f}",
        bar=0.0 if per is None else float(per),
        of=full,
        overdue=str(load.overdue_tasks) if load.overdue_tasks else "0",
        away=away_text(load, site),
    )


def _when(wait: CaseWait, site: Site) -> str:
    zone = site.calendar.zone
    if wait.until is not None:
        return f"On {date_text(wait.until, zone)}"
    return "" if wait.since is None else f"Since {date_text(wait.since, zone)}"
