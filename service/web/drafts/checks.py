"""Everything that the checks find in a draft, file by file."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from flask import url_for

from service.findings import Finding, Severity
from service.library.contents import Entry, entry_of
from service.pathways.queries.drafts import DraftView
from service.web.drafts.files import KINDS, counted, outline_href
from service.web.drafts.frame import CHECKS, DraftFrame, frame_of
from service.web.pages import Link


@dataclass(frozen=True, kw_only=True)
class CheckLine:
    """`links`: to the element where it can be mended."""

    severity: str
    tone: str
    message: str
    remedy: str
    element: str
    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class CheckedFile:
    name: str
    kind: str
    path: str
    summary: str
    lines: tuple[CheckLine, ...]


@dataclass(frozen=True, kw_only=True)
class ChecksPage:
    frame: DraftFrame
    summary: str
    verdict: str
    files: tuple[CheckedFile, ...]


def checks_page(draft: DraftView, found: Sequence[Finding], entries: Sequence[Entry]) -> ChecksPage:
    """`entries`: of the files that are there, for their names."""
    known = {entry.path: entry for entry in entries}
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    files = sorted(_by_file(found), key=lambda pair: _weight(pair[1]))
    return ChecksPage(
        frame=frame_of(draft, CHECKS),
        summary=counted(errors, len(found) - errors),
        verdict=_verdict(errors, len(found)),
        files=tuple(_file(draft.id, path, lines, entry=known.get(path)) for path, lines in files),
    )


def _verdict(errors: int, all_: int) -> str:
    if errors:
        return "A draft with errors cannot be sent for approval, nor published."
    if all_:
        return "Nothing stands in the way of publishing it. Warnings are worth a look."
    return "Nothing stands in the way of publishing it."


def _by_file(found: Sequence[Finding]) -> list[tuple[str, tuple[Finding, ...]]]:
    by_path = sorted(found, key=lambda finding: finding.file)
    return [(path, tuple(group)) for path, group in groupby(by_path, key=lambda finding: finding.file)]


def _weight(found: Sequence[Finding]) -> int:
    """Files with errors come first."""
    return 0 if any(finding.severity is Severity.ERROR for finding in found) else 1


def _file(draft_id: UUID, path: str, found: Sequence[Finding], *, entry: Entry | None) -> CheckedFile:
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    shown = entry or entry_of(path, b"")
    return CheckedFile(
        name=shown.name,
        kind=KINDS[shown.kind],
        path=path,
        summary=counted(errors, len(found) - errors),
        lines=tuple(_line(draft_id, finding, entry) for finding in found),
    )


def _line(draft_id: UUID, finding: Finding, entry: Entry | None) -> CheckLine:
    is_error = finding.severity is Severity.ERROR
    return CheckLine(
        severity="Error" if is_error else "Warning",
        tone="red" if is_error else "yellow",
        message=finding.message,
        remedy=finding.remedy,
        element=finding.element or "",
        links=_links(draft_id, finding, entry),
    )


def _links(draft_id: UUID, finding: Finding, entry: Entry | None) -> tuple[Link, ...]:
    if entry is None:
        return ()
    there = f"#show-{finding.element}" if finding.element else ""
    own = Link("Open in the editor", url_for("drafts.file", draft_id=draft_id, path=entry.path) + there)
    beside = outline_href(draft_id, entry.path, entry.kind)
    fragment = f"#{finding.element}" if finding.element else ""
    return (own, *([Link("Open as a list", beside + fragment)] if beside else []))
