"""Entries of a case's story in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service.pathways.queries.story import Side, StoryEntry
from service.pathways.queries.story_parts import StoryKind, StoryWhat
from service.web.cases.frame import sentence
from service.web.channels import way_text
from service.web.texts import listed, moment_text

KINDS: Mapping[StoryKind, str] = {
    StoryKind.RECORD: "Forms",
    StoryKind.NOTE: "Notes made by the service",
    StoryKind.EVENT: "Dates that the procedure notes",
    StoryKind.MEETING: "Panel decisions",
    StoryKind.LETTER: "Letters",
    StoryKind.DOCUMENT: "Documents",
    StoryKind.AGREEMENT: "Agreement and sharing",
    StoryKind.TASK: "Tasks without a form",
    StoryKind.DEADLINE: "Deadlines",
    StoryKind.PATHWAY: "Pathway",
}
_AGREEMENTS = {
    "service": "Agreement to the service",
    "sharing": "Agreement to share information",
    "disclosure": "Information shared",
}
_STATUSES = {"given": "given", "refused": "refused", "withdrawn": "withdrawn", "overridden": "overridden"}
_DEADLINES = {
    StoryWhat.STARTED: "Deadline began",
    StoryWhat.BREACHED: "Deadline missed",
    StoryWhat.NOT_MADE_UP: "Deadline missed and not made up",
    StoryWhat.MET: "Deadline met",
    StoryWhat.MET_LATE: "Deadline met late",
    StoryWhat.CANCELLED: "Deadline no longer applies",
}
_PATHWAYS = {
    StoryWhat.STARTED: "{} started",
    StoryWhat.COMPLETED: "{} ended",
    StoryWhat.CANCELLED: "{} was stopped",
    StoryWhat.MOVED: "The procedure changed: this case now follows release {}",
    StoryWhat.REDIRECTED: "An operator moved this case to another step: {}",
    StoryWhat.SKIPPED: "An operator left out a step that had failed: {}",
}
LONGEST = 600


@dataclass(frozen=True, kw_only=True)
class StoryLine:
    """`about`: when, by whom, about whom.  `tag`: what kind of entry it is; `oversight`: it is no case note."""

    id: str
    title: str
    about: str
    text: str
    href: str | None
    tag: str
    significant: bool
    oversight: bool


def story_line(entry: StoryEntry, case_id: UUID) -> StoryLine:
    title, text = _WORDS[entry.kind](entry)
    return StoryLine(
        id=entry.id,
        title=title,
        about=about_text(entry),
        text=text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …",
        href=_href(entry, case_id),
        tag="Management oversight" if entry.side is Side.OVERSIGHT else KINDS[entry.kind],
        significant=entry.significant,
        oversight=entry.side is Side.OVERSIGHT,
    )


def about_text(entry: StoryEntry) -> str:
    """15 December 2026 at 2:30pm, by Worker West, about Child One."""
    by = f", by {entry.by}" if entry.by else ""
    whom = f", about {listed(entry.people)}" if entry.people else ""
    return f"{moment_text(entry.at)}{by}{whom}"


def _record(entry: StoryEntry) -> tuple[str, str]:
    if entry.detail:
        return f"Corrected: {entry.title}", f"Reason: {entry.detail}"
    return f"{entry.title} recorded", ""


def _note(entry: StoryEntry) -> tuple[str, str]:
    return entry.title, entry.detail or ""


def _event(entry: StoryEntry) -> tuple[str, str]:
    return sentence(entry.title), ""


def _meeting(entry: StoryEntry) -> tuple[str, str]:
    return f"Panel decided: {entry.title}", entry.detail or ""


def _letter(entry: StoryEntry) -> tuple[str, str]:
    return f"Letter sent: {entry.title}", sentence(way_text(entry.detail))


def _document(entry: StoryEntry) -> tuple[str, str]:
    return f"Document added: {entry.title}", ""


def _agreement(entry: StoryEntry) -> tuple[str, str]:
    kind, _, status = entry.title.partition(":")
    return f"{_AGREEMENTS.get(kind, sentence(kind))}: {_STATUSES.get(status, status)}", entry.detail or ""


def _task(entry: StoryEntry) -> tuple[str, str]:
    return (f"Done: {entry.title}" if entry.what is StoryWhat.COMPLETED else f"No longer needed: {entry.title}"), ""


def _deadline(entry: StoryEntry) -> tuple[str, str]:
    said = _DEADLINES.get(entry.what, "Deadline") if entry.what else "Deadline"
    return f"{said}: {entry.title}", ""


def _pathway(entry: StoryEntry) -> tuple[str, str]:
    why = f"Why: {entry.reason}" if entry.reason else ""
    if entry.parts:
        follow = "follows" if len(entry.parts) == 1 else "follow"
        parts = listed(f"“{each}”" for each in entry.parts)
        return f"The procedure changed: {parts} now {follow} release {entry.title}", why
    said = _PATHWAYS.get(entry.what, "{} changed") if entry.what else "{} changed"
    return said.format(entry.title), why


_WORDS: Mapping[StoryKind, Callable[[StoryEntry], tuple[str, str]]] = {
    StoryKind.RECORD: _record,
    StoryKind.NOTE: _note,
    StoryKind.EVENT: _event,
    StoryKind.MEETING: _meeting,
    StoryKind.LETTER: _letter,
    StoryKind.DOCUMENT: _document,
    StoryKind.AGREEMENT: _agreement,
    StoryKind.TASK: _task,
    StoryKind.DEADLINE: _deadline,
    StoryKind.PATHWAY: _pathway,
}


_PLACES: Mapping[StoryKind, Callable[[UUID | None], str]] = {
    StoryKind.MEETING: lambda key: url_for("panels.sitting", sitting_id=key),
    StoryKind.LETTER: lambda key: url_for("letters.show", letter_id=key),
    StoryKind.DOCUMENT: lambda key: url_for("documents.download", document_id=key),
}
_TABS: Mapping[StoryKind, str] = {
    StoryKind.AGREEMENT: "cases.consent",
    StoryKind.DEADLINE: "cases.deadlines",
    StoryKind.PATHWAY: "cases.pathway",
}


def _href(entry: StoryEntry, case_id: UUID) -> str | None:
    """Where there is more about it."""
    if entry.kind is StoryKind.RECORD:
        return url_for("cases.record", case_id=case_id, record_id=entry.subject_id)
    if entry.kind in _TABS:
        return url_for(_TABS[entry.kind], case_id=case_id)
    if entry.kind in _PLACES:
        return _PLACES[entry.kind](entry.subject_id)
    return None
