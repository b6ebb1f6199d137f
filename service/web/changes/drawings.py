"""Both drawings of a process, and the list of what differs between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.errors import NotFoundError
from service.library.difference import Change, Section, Sign, Subject
from service.web.changes.asked import Compared
from service.web.changes.present import ChangeRow, change_row

BADGES = {Sign.ADDED: "New", Sign.REMOVED: "Removed", Sign.CHANGED: "Changed", Sign.DRAWN: "Moved"}
_GROUPS = (
    (Sign.ADDED, "New"),
    (Sign.REMOVED, "Removed"),
    (Sign.CHANGED, "Changed"),
    (Sign.DRAWN, "Only drawn differently"),
)


@dataclass(frozen=True, kw_only=True)
class Marked:
    """`before`, `after`: ids on the two drawings; empty where it does not stand there."""

    title: str
    sign: str
    badge: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Group:
    heading: str
    marked: tuple[Marked, ...]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """`href` None: this version does not have the process."""

    name: str
    href: str | None


@dataclass(frozen=True, kw_only=True)
class Drawings:
    """`rows`: the same as the drawings show, for those who do not see them; `drawn`: how much only moved."""

    name: str
    sentences: tuple[str, ...]
    before: Drawing
    after: Drawing
    groups: tuple[Group, ...]
    rows: tuple[ChangeRow, ...]
    drawn: int


def drawings(compared: Compared, process: str, *, files: Mapping[str, str]) -> Drawings:
    """`files`: the addresses of the two files, under "before" and "after".

    :raises NotFoundError: neither version has the process.
    """
    changes = compared.changes
    sections = [section for section in changes.difference.of(Subject.DIAGRAM) if section.id == process]
    marked = [change for section in sections for change in section.changes]
    had = changes.before is not None and changes.before.diagram(process) is not None
    has = changes.after.diagram(process) is not None
    if not (had or has):
        raise NotFoundError("diagram", process)
    return Drawings(
        name=_name(compared, process, sections),
        sentences=tuple(dict.fromkeys(sentence.text for section in sections for sentence in section.sentences)),
        before=Drawing(name=compared.before or "Before", href=files["before"] if had else None),
        after=Drawing(name=compared.after, href=files["after"] if has else None),
        groups=tuple(_groups(marked)),
        rows=tuple(change_row(change) for change in marked if change.sign is not Sign.DRAWN),
        drawn=sum(change.sign is Sign.DRAWN for change in marked),
    )


def marked_of(change: Change) -> Marked:
    return Marked(
        title=change.title,
        sign=change.sign.value,
        badge=BADGES[change.sign],
        before="" if change.sign is Sign.ADDED else change.earlier_id or change.id,
        after="" if change.sign is Sign.REMOVED else change.id,
    )


def _groups(changes: list[Change]) -> Iterator[Group]:
    for sign, heading in _GROUPS:
        marked = tuple(marked_of(change) for change in changes if change.sign is sign)
        if marked:
            yield Group(heading=heading, marked=marked)


def _name(compared: Compared, process: str, sections: list[Section]) -> str:
    if sections:
        return sections[0].name
    known = compared.changes.after.composed.release.processes
    return known[process].name if process in known else process
