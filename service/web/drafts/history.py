"""Who changed what in a draft, and when.

An editor saves every few seconds; what one person saves in one file without a pause reads as one change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import url_for

from service.library.contents import entry_of
from service.pathways.queries.drafts import DraftEntry, DraftView
from service.web.drafts.files import KINDS
from service.web.drafts.frame import HISTORY, DraftFrame, frame_of
from service.web.texts import moment_text, time_text

Names = Mapping[str, str]  # display name by user name
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
    lines: tuple[HistoryLine, ...]
    next_href: str | None


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Saves of one file by one person in a row: the last and the first of them."""

    last: DraftEntry
    first: DraftEntry


@dataclass(frozen=True, kw_only=True)
class Asked:
    path: str | None
    next_href: str | None


def history_page(draft: DraftView, entries: Sequence[DraftEntry], asked: Asked, *, names: Names) -> HistoryPage:
    """`entries`: the last first."""
    return HistoryPage(
        frame=frame_of(draft, HISTORY),
        only="" if asked.path is None else f"{entry_of(asked.path, b'').name} ({asked.path})",
        all_href=url_for("drafts.history", draft_id=draft.id),
        lines=tuple(_line(draft.id, each, names) for each in stretches(entries)),
        next_href=asked.next_href,
    )


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


def _line(draft_id: UUID, stretch: Stretch, names: Names) -> HistoryLine:
    entry, path = stretch.last, stretch.last.path
    look = url_for("drafts.version", draft_id=draft_id, revision=entry.revision) if entry.sha256 else ""
    shown = None if path is None else entry_of(path, b"")
    return HistoryLine(
        what=ACTIONS[entry.action],
        file="The whole draft" if shown is None else f"{KINDS[shown.kind]}: {shown.name}",
        path=path or "",
        by=names.get(entry.by, entry.by),
        when=_when(stretch),
        look_href=look,
    )


def _when(stretch: Stretch) -> str:
    if stretch.first is stretch.last:
        return moment_text(stretch.last.at)
    return f"{moment_text(stretch.first.at)} to {time_text(stretch.last.at)}"
