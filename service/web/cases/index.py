"""The list of cases: rows, filters, sorting, all in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from service.clocks import local_day
from service.pathways.queries.case_list import CaseChoices, ListedCase, ListedChild
from service.pathways.queries.cases import CaseFilter
from service.web.cases.asked import Query, text_in
from service.web.cases.frame import status_text
from service.web.site import Site
from service.web.texts import Due, age_text, date_text, due_of

EVERYTHING, CLOSED = "all", "closed"
SORTS = {"family": "Family", "opened_at": "Opened"}


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    family: str
    href: str
    reference: str
    children: str
    stage: str
    status: str
    closed: bool
    team: str
    lead: str
    opened: str
    due: Due
    restricted: bool


@dataclass(frozen=True, kw_only=True)
class SortHead:
    """`direction` None: the list is sorted by something else."""

    text: str
    href: str
    direction: str | None


@dataclass(frozen=True, kw_only=True)
class Select:
    """`choose`: what it says where nothing is chosen."""

    name: str
    label: str
    items: tuple[Mapping[str, str], ...]
    value: str
    choose: str


@dataclass(frozen=True, kw_only=True)
class CasesPage:
    rows: tuple[CaseRow, ...]
    text: str
    selects: tuple[Select, ...]
    heads: Mapping[str, SortHead]
    filtered: bool
    next_href: str | None
    first_href: str | None


def filter_in(query: Query) -> CaseFilter:
    status = text_in(query, "status")
    return CaseFilter(
        text=text_in(query, "text"),
        stage=text_in(query, "stage"),
        team=text_in(query, "team"),
        lead=text_in(query, "lead"),
        status=None if status in {EVERYTHING, CLOSED} else status,
    )


def closed_in(query: Query) -> bool | None:
    """Closed cases are left out unless they are asked for."""
    status = text_in(query, "status")
    if status is None:
        return False
    return True if status == CLOSED else None


def sort_in(query: Query) -> str | None:
    """What is no column of the list is no sort: the newest come first."""
    sort = text_in(query, "sort")
    return sort if sort is not None and sort.removeprefix("-") in SORTS else None


def case_row(case: ListedCase, site: Site, *, now: datetime) -> CaseRow:
    today = local_day(now, site.calendar.zone)
    return CaseRow(
        family=case.family,
        href=url_for("cases.overview", case_id=case.id),
        reference=case.reference,
        children="; ".join(_child(child, today) for child in case.children),
        stage=case.stage or "",
        status=status_text(case.status),
        closed=case.closed_at is not None,
        team=case.team or "None yet",
        lead=case.lead or "Nobody yet",
        opened=date_text(case.opened_at),
        due=due_of(case.next_due, now=now, calendar=site.calendar),
        restricted=case.restricted,
    )


def _child(child: ListedChild, today: date) -> str:
    return f"{child.name} ({age_text(child.date_of_birth, today, child.expected_on)})"


def selects_of(choices: CaseChoices, query: Query) -> tuple[Select, ...]:
    statuses = {EVERYTHING: "Open and closed"}
    statuses |= {each: status_text(each) for each in choices.statuses if each != "open"}
    stages = {each: each for each in choices.stages}
    return (
        _select("status", "Status", statuses, query=query, choose="Open"),
        _select("stage", "Stage", stages, query=query, choose="Any"),
        _select("team", "Team", choices.teams, query=query, choose="Any"),
        _select("lead", "Lead worker", choices.leads, query=query, choose="Anybody"),
    )


def _select(name: str, label: str, names: Mapping[str, str], *, query: Query, choose: str) -> Select:
    items = tuple({"value": key, "text": text} for key, text in sorted(names.items(), key=lambda pair: pair[1]))
    return Select(name=name, label=label, items=items, value=query.get(name, ""), choose=choose)
