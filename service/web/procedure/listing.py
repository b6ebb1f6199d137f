"""What a release or a draft consists of, as groups of links."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from flask import url_for

from service.library.contents import Entry, Kind
from service.web.pages import Link

OPENED = frozenset({Kind.PROCESS, Kind.DEADLINES})  # what people come for stands open
LISTS = {  # where a file of a release is read in words
    Kind.PROCESS: ("As a list", "outline.released"),
    Kind.DEADLINES: ("As a table", "outline.released_table"),
    Kind.DECISION: ("As a table", "outline.released_table"),
}
TITLES = {
    Kind.PROCESS: ("Processes", "Who does what, in which order."),
    Kind.DEADLINES: ("Deadlines", "By when it is done, and what the time is counted from."),
    Kind.DECISION: ("Decision tables", "Rules and figures that steps look up."),
    Kind.FORM: ("Forms", "What is asked at each step."),
    Kind.LETTER: ("Letters", ""),
    Kind.REPORTS: ("Reports", ""),
    Kind.CALENDAR: ("Calendar", ""),
    Kind.AUTHORITY: ("Roles and words", ""),
    Kind.RULES: ("Rules", "What the written procedure demands."),
    Kind.SCENARIO: ("Examples", "Made-up families that every version is tried on."),
    Kind.COVERAGE: ("Coverage of the rules", ""),
    Kind.NOTES: ("Notes", ""),
}
SHARED = "Shared"  # with other authorities


@dataclass(frozen=True, kw_only=True)
class ListedFile:
    """`tags`: (text, colour) beside the name."""

    name: str
    about: str
    links: tuple[Link, ...]
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    title: str
    about: str
    opened: bool
    files: tuple[ListedFile, ...]


def released_links(release_id: UUID, entry: Entry) -> tuple[Link, ...]:
    """Where a file of a release is looked at; a table of decisions nowhere but as a table."""
    own = Link("Look", url_for("procedure.file", release_id=release_id, path=entry.path))
    if entry.kind not in LISTS:
        return (own,)
    text, endpoint = LISTS[entry.kind]
    beside = Link(text, url_for(endpoint, release_id=release_id, path=entry.path))
    return (own, beside) if entry.kind is Kind.PROCESS else (replace(beside, text=own.text),)


@dataclass(frozen=True, kw_only=True)
class Ways:
    """`links`: where a file can be looked at or changed; `tags`: what stands beside it, with a colour."""

    links: Callable[[Entry], Sequence[Link]]
    tags: Callable[[Entry], Sequence[tuple[str, str]]] = lambda _: ()


def groups_of(entries: Sequence[Entry], ways: Ways) -> tuple[Group, ...]:
    """`entries`: sorted by kind."""
    return tuple(_group(kind, tuple(found), ways) for kind, found in groupby(entries, key=lambda entry: entry.kind))


def _group(kind: Kind, entries: Sequence[Entry], ways: Ways) -> Group:
    title, about = TITLES[kind]
    files = tuple(
        ListedFile(
            name=entry.name,
            about=entry.about,
            links=tuple(ways.links(entry)),
            tags=(*ways.tags(entry), *([(SHARED, "grey")] if entry.shared else [])),
        )
        for entry in entries
    )
    return Group(title=title, about=about, opened=kind in OPENED, files=files)
