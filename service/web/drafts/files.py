"""One file of a draft as its editor's page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service.findings import Finding, Severity
from service.library.contents import Entry, Kind
from service.pathways.queries.drafts import DraftFileView, DraftView
from service.web.drafts.frame import DraftFrame, frame_of
from service.web.pages import Link

EDITORS = {Kind.PROCESS: "modeler", Kind.DEADLINES: "dmn", Kind.DECISION: "dmn", Kind.FORM: "form-editor"}
KINDS = {
    Kind.PROCESS: "Process",
    Kind.DEADLINES: "Deadlines",
    Kind.DECISION: "Decision table",
    Kind.FORM: "Form",
    Kind.LETTER: "Letter",
    Kind.REPORTS: "Reports",
    Kind.CALENDAR: "Calendar",
    Kind.AUTHORITY: "Roles and words",
    Kind.RULES: "Rules",
    Kind.SCENARIO: "Example",
    Kind.COVERAGE: "Coverage of the rules",
    Kind.NOTES: "Notes",
}
STATES = {"same": "", "changed": "Changed", "added": "New", "removed": "Removed"}
TONES = {"changed": "blue", "added": "green", "removed": "red"}
_LISTS = {
    Kind.PROCESS: ("Read and change it as a list", "outline.show"),
    Kind.DEADLINES: ("Change it with a form", "outline.table"),
    Kind.DECISION: ("Change it with a form", "outline.table"),
}
DRAWN = (".bpmn", ".dmn")  # findings of these are shown on a drawing


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What the editor offers to choose from, and what the checks found."""

    found: Sequence[Finding]
    catalogue: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class FoundLine:
    """One finding.  `element`: to be shown on the drawing; empty where it is about the whole file."""

    severity: str
    tone: str
    message: str
    remedy: str
    element: str
    about: str  # visually hidden: the element's id or the file


@dataclass(frozen=True, kw_only=True)
class FoundList:
    lines: tuple[FoundLine, ...]
    summary: str


@dataclass(frozen=True, kw_only=True)
class FilePage:
    """`editor` is empty for files that are edited as text; `version`: SHA-256 of what the page shows.

    `closed`: why nothing can be changed here; empty where it can.
    """

    frame: DraftFrame
    kind: str
    path: str
    drawn: bool
    content: str
    version: str
    editor: str
    catalogue: Mapping[str, object]
    badges: tuple[dict[str, str], ...]
    found: FoundList
    state: str
    tone: str
    links: tuple[Link, ...]
    action: str
    autosave: str
    findings_href: str
    preview_href: str
    restore_href: str
    remove_href: str
    copy_href: str
    closed: str


def file_page(draft: DraftView, entry: Entry, file: DraftFileView, *, content: str, beside: Beside) -> FilePage:
    open_ = draft.may_be_changed and not entry.shared
    return FilePage(
        frame=frame_of(draft, ""),
        kind=KINDS[entry.kind],
        path=entry.path,
        drawn=entry.path.endswith(DRAWN),
        content=content,
        version=file.sha256 or "",
        editor=EDITORS.get(entry.kind, ""),
        catalogue=beside.catalogue,
        badges=badges_of(beside.found),
        found=found_list(beside.found),
        state=STATES[file.state],
        tone=TONES.get(file.state, ""),
        links=links_of(draft.id, entry),
        action=at("drafts.save", draft.id, entry.path),
        autosave=at("drafts.autosave", draft.id, entry.path) if open_ else "",
        findings_href=at("drafts.findings", draft.id, entry.path),
        preview_href=at("drafts.preview", draft.id, entry.path) if entry.kind is Kind.FORM else "",
        restore_href=at("drafts.restore", draft.id, entry.path) if open_ and file.state == "changed" else "",
        remove_href=at("drafts.removal", draft.id, entry.path) if open_ else "",
        copy_href=at("drafts.copy", draft.id, entry.path) if draft.may_be_changed and entry.shared else "",
        closed=_closed(draft, entry),
    )


def at(endpoint: str, draft_id: UUID, path: str) -> str:
    """The address of what is done with one file."""
    return url_for(endpoint, draft_id=draft_id, path=path)


def links_of(draft_id: UUID, entry: Entry) -> tuple[Link, ...]:
    """Other ways to the same file: as a list, what happened to it."""
    text, href = _LISTS.get(entry.kind, ("", ""))[0], outline_href(draft_id, entry.path, entry.kind)
    beside = [Link(text, href)] if href else []
    return (*beside, Link("Earlier versions", url_for("drafts.history", draft_id=draft_id, path=entry.path)))


def outline_href(draft_id: UUID, path: str, kind: Kind) -> str:
    """Where the file is read as a list or table; empty where it is not."""
    endpoint = _LISTS[kind][1] if kind in _LISTS else ""
    return url_for(endpoint, draft_id=draft_id, path=path) if endpoint else ""


def found_list(found: Sequence[Finding]) -> FoundList:
    lines = tuple(map(_line, found))
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    return FoundList(lines=lines, summary=counted(errors, len(found) - errors))


def badges_of(found: Sequence[Finding]) -> tuple[dict[str, str], ...]:
    """What the editors put on the elements of the drawing."""
    return tuple(
        {"element": finding.element, "severity": finding.severity.value, "text": f"{finding.message} {finding.remedy}"}
        for finding in found
        if finding.element
    )


def counted(errors: int, warnings: int) -> str:
    """2 errors and 1 warning; nothing to mend."""
    parts = [_number(count, noun) for count, noun in ((errors, "error"), (warnings, "warning")) if count]
    return " and ".join(parts) or "Nothing to mend"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _line(finding: Finding) -> FoundLine:
    is_error = finding.severity is Severity.ERROR
    return FoundLine(
        severity="Error" if is_error else "Warning",
        tone="red" if is_error else "yellow",
        message=finding.message,
        remedy=finding.remedy,
        element=finding.element or "",
        about=finding.element or finding.file,
    )


def _closed(draft: DraftView, entry: Entry) -> str:
    if not draft.may_be_changed:
        return "This draft can be read, and changed no more."
    if entry.shared:
        return (
            "Several authorities use this file, so it cannot be changed here. Make a copy of your own: it then stands "
            "in the place of the shared one, for your authority only."
        )
    return ""
