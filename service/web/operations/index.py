"""The list of processes: rows, filters, sorting, all in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from service.models import BulkKind, InstanceState
from service.pathways.queries.operated import (
    MOST_CHOSEN,
    OperatedChoices,
    OperatedFilter,
    OperatedSummary,
    Trouble,
)
from service.web.cases.asked import Query, text_in
from service.web.operations.frame import STATES, TabLink, ago
from service.web.texts import date_text, moment_text, spelt
from service.web.work.pages import Choice

ANY, OPEN = "any", frozenset({InstanceState.RUNNING, InstanceState.SUSPENDED})
SORTS = {"process": "Process", "started_at": "Started", "next_due": "Next timer"}
FILTERS = ("process", "status", "release", "trouble", "reference", "age")
_TROUBLES = {Trouble.INCIDENT: "A step failed", Trouble.LATE: "A timer is late"}
_AGES = {"7": "over a week ago", "30": "over a month ago", "90": "over three months ago", "365": "over a year ago"}
# what can be done to many; the first word is that of the button
ACTIONS = {
    BulkKind.SUSPEND: ("Suspend", "suspended"),
    BulkKind.RESUME: ("Resume", "resumed"),
    BulkKind.RETRY: ("Retry what failed", "told to try again what failed"),
    BulkKind.CANCEL: ("Cancel", "cancelled"),
}


@dataclass(frozen=True, kw_only=True)
class ProcessRow:
    """`about`: which row it is, for those who hear it."""

    id: str
    name: str
    href: str
    reference: str
    restricted: bool
    state: str
    tone: str
    reason: str
    incidents: str
    release: str
    started: str
    last: str
    next_due: str
    about: str


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
    items: tuple[Choice, ...]
    value: str
    choose: str


@dataclass(frozen=True, kw_only=True)
class ProcessesPage:
    """`all_text`: how many fit the filters, where not all of them are on the page."""

    tabs: tuple[TabLink, ...]
    rows: tuple[ProcessRow, ...]
    reference: str
    selects: tuple[Select, ...]
    heads: Mapping[str, SortHead]
    filtered: bool
    number: str
    all_text: str
    query: str
    actions: tuple[Choice, ...]
    next_href: str | None
    first_href: str | None


@dataclass(frozen=True, kw_only=True)
class ConfirmPage:
    """What is about to be done to which processes.  `hidden`: how many more than the `rows`."""

    kind: str
    button: str
    rows: tuple[ProcessRow, ...]
    ids: tuple[str, ...]
    hidden: str
    warning: str
    back: str


_WARNINGS = {
    BulkKind.SUSPEND: "While a process is suspended its tasks refuse to be completed and its timers wait. Deadlines "
    "run on. Urgent concerns still pass.",
    BulkKind.RESUME: "What fell due while a process was suspended happens at once.",
    BulkKind.RETRY: "Mend the cause first. A step that fails again stays where it is.",
    BulkKind.CANCEL: "A cancelled process cannot be brought back: its tasks, timers and calls are closed. Its history "
    "stays.",
}
SHOWN = 50  # of the processes that are about to be changed


def filter_in(query: Query, now: datetime) -> OperatedFilter:
    """What is no filter of ours filters nothing."""
    release, age = text_in(query, "release") or "", text_in(query, "age") or ""
    trouble = text_in(query, "trouble")
    return OperatedFilter(
        process=text_in(query, "process"),
        statuses=_statuses(text_in(query, "status")),
        release=int(release) if release.isdecimal() and len(release) < 9 else None,  # noqa: PLR2004 - an integer column
        trouble=Trouble(trouble) if trouble in set(Trouble) else None,
        reference=text_in(query, "reference"),
        started_before=now - timedelta(days=int(age)) if age in _AGES else None,
    )


def _statuses(asked: str | None) -> frozenset[InstanceState]:
    """Those that have not ended, unless others are asked for."""
    if asked == ANY:
        return frozenset()
    return frozenset({InstanceState(asked)}) if asked in set(InstanceState) else OPEN


def sort_in(query: Query) -> str | None:
    """What is no column of the list is no sort: the newest come first."""
    sort = text_in(query, "sort")
    return sort if sort is not None and sort.removeprefix("-") in SORTS else None


def process_row(process: OperatedSummary, *, now: datetime) -> ProcessRow:
    state, tone = STATES[process.status]
    reference = process.case_reference or "No case"
    return ProcessRow(
        id=str(process.id),
        name=process.process_name,
        href=url_for("operations.show", instance_id=process.id),
        reference=reference,
        restricted=process.restricted,
        state=state,
        tone=tone,
        reason=process.reason or "",
        incidents=spelt(process.incidents, "incident") if process.incidents else "",
        release=str(process.release_number),
        started=date_text(process.started_at),
        last=ago(process.last_at, now) if process.last_at else "",
        next_due="" if process.next_due is None or process.ended_at else moment_text(process.next_due),
        about=f"{process.process_name}, {reference}, started {date_text(process.started_at)}",
    )


def selects_of(choices: OperatedChoices, query: Query) -> tuple[Select, ...]:
    named = tuple(Choice(value=key, text=name) for name, key in sorted((n, k) for k, n in choices.processes.items()))
    states = tuple(Choice(value=state, text=words) for state, (words, _) in STATES.items())
    states = (*states, Choice(value=ANY, text="Any"))
    releases = tuple(Choice(value=str(number), text=f"Release {number}") for number in choices.releases)
    troubles = tuple(Choice(value=trouble, text=words) for trouble, words in _TROUBLES.items())
    ages = tuple(Choice(value=days, text=words.capitalize()) for days, words in _AGES.items())
    return (
        _select("process", "Process", named, query=query, choose="Any"),
        _select("status", "State", states, query=query, choose="Running or suspended"),
        _select("trouble", "Trouble", troubles, query=query, choose="Any or none"),
        _select("release", "Release", releases, query=query, choose="Any"),
        _select("age", "Started", ages, query=query, choose="At any time"),
    )


def _select(name: str, label: str, items: tuple[Choice, ...], *, query: Query, choose: str) -> Select:
    return Select(name=name, label=label, items=items, value=query.get(name, ""), choose=choose)


def all_text(number: int, shown: int) -> str:
    """What the box says that stands for all that fit; empty where the page has them all."""
    if number <= shown:
        return ""
    if number > MOST_CHOSEN:
        return (
            f"The first {MOST_CHOSEN:,} of all {number:,} processes that fit the filters, not only those on this page"
        )
    return f"All {number:,} processes that fit the filters, not only those on this page"


def confirm_page(
    kind: BulkKind, processes: Sequence[OperatedSummary], *, ids: Sequence[object], back: str, now: datetime
) -> ConfirmPage:
    """`processes`: the first of those with these ids."""
    rows = tuple(process_row(each, now=now) for each in processes[:SHOWN])
    more = len(ids) - len(rows)
    return ConfirmPage(
        kind=kind,
        button=f"{ACTIONS[kind][0]}: {processes_text(len(ids))}",
        rows=rows,
        ids=tuple(str(each) for each in ids),
        hidden=f"and {processes_text(more)} more" if more > 0 else "",
        warning=_WARNINGS[kind],
        back=back,
    )


def processes_text(number: int) -> str:
    """1 process, 12 processes."""
    return "1 process" if number == 1 else f"{number:,} processes"
