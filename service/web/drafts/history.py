"""Who changed what in a draft, and when.

An editor saves every few seconds; what one person saves in one file without a pause reads as one change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import url_for

from service.library.contents import entry_of, kind_of
from service.pathways.queries.drafts import DraftEntry, DraftView
from service.web.drafts.files import KINDS
from service.web.drafts.frame import HISTORY, DraftFrame, frame_of
from service.web.texts import moment_text, time_text

Names = Mapping[str, str]
PAUSE = timedelta(minutes=10)
ACTIONS = {
    "begun": "Begun",
    "saved": "Changed",
    "removed": "Removed",
    "renewed": "Brought up to date with the live release",
}


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """`look_href` is empty where there is no file to look at."""

    what: str
    file: str
    path: str
    by: str
    when: str
    look_href: str


@dataclass(frozen=True, kw_only=True)
class HistoryPage:
    """`only`: the file that the page is about; empty where it is about all of them."""

    frame: DraftFrame
    only: str
    all_href: str
    every_href: str  # of the page with each save for itself; empty on that page
    lines: tuple[HistoryLine, ...]
    next_href: str | None


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Saves of one file by one person in a row: the last and the first of them."""

    last: DraftEntry
    first: DraftEntry


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`path`: of the one file that is asked for.  `every`: each save for itself.

    `names`: of files that are there, by path; `people`: by user name.
    """

    path: str | None
    every: bool
    next_href: str | None
    names: Names
    people: Names


def history_page(draft: DraftView, entries: Sequence[DraftEntry], asked: Asked) -> HistoryPage:
    """`entries`: the last first."""
    return HistoryPage(
        frame=frame_of(draft, HISTORY),
        only="" if asked.path is None else f"{_file(asked.path, asked)} ({asked.path})",
        all_href=url_for("drafts.history", draft_id=draft.id),
        every_href="" if asked.every else url_for("drafts.history", draft_id=draft.id, path=asked.path, every=1),
        lines=tuple(_line(draft.id, each, asked) for each in _lines(entries, asked)),
        next_href=asked.next_href,
    )


def _lines(entries: Sequence[DraftEntry], asked: Asked) -> tuple[Stretch, ...]:
    return tuple(Stretch(last=each, first=each) for each in entries) if asked.every else stretches(entries)


def stretches(entries: Iterable[DraftEntry]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for entry in entries:
        if found and _goes_on(found[-1], entry):
            found[-1] = Stretch(last=found[-1].last, first=entry)
        else:
            found.append(Stretch(last=entry, first=entry))
    return tuple(found)


def _goes_on(stretch: Stretch, before: DraftEntry) -> bool:
    later = stretch.first
    same = (later.by, later.path, later.action) == (before.by, before.path, before.action)
    return same and later.action == "saved" and later.at - before.at <= PAUSE


def _line(draft_id: UUID, stretch: Stretch, asked: Asked) -> HistoryLine:
    entry, path = stretch.last, stretch.last.path
    look = url_for("drafts.version", draft_id=draft_id, revision=entry.revision) if entry.sha256 else ""
    return HistoryLine(
        what=ACTIONS[entry.action],
        file="The whole draft" if path is None else _file(path, asked),
        path=path or "",
        by=asked.people.get(entry.by, entry.by),
        when=_when(stretch),
        look_href=look,
    )


def _file(path: str, asked: Asked) -> str:
    return f"{KINDS[kind_of(path)]}: {asked.names.get(path) or entry_of(path, b'').name}"


def _when(stretch: Stretch) -> str:
    if stretch.first is stretch.last:
        return moment_text(stretch.last.at)
    return f"{moment_text(stretch.first.at)} to {time_text(stretch.last.at)}"
