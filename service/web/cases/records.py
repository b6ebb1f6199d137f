"""Completed forms in words: the list, one record, what its corrections changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service.pathways.queries.case_records import AttachedFile, CaseRecord, RecordPage
from service.pathways.queries.records import RecordVersionView
from service.web.cases.frame import Frame
from service.web.questions.answers import Change, Section, changes, to_read
from service.web.questions.shown import ShownPage
from service.web.questions.values import Attachment, Reading
from service.web.texts import listed, moment_text, size_text


@dataclass(frozen=True, kw_only=True)
class RecordRow:
    title: str
    href: str
    when: str
    by: str
    about: str
    corrected: str


@dataclass(frozen=True, kw_only=True)
class RecordsPage:
    frame: Frame
    rows: tuple[RecordRow, ...]
    forms: tuple[Mapping[str, str], ...]
    form: str
    children: tuple[Mapping[str, str], ...]
    child: str
    filtered: bool
    next_href: str | None
    first_href: str | None


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """`changed`: against the version before; empty for the original."""

    title: str
    about: str
    reason: str
    href: str
    shown: bool
    changed: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class RecordShown:
    """`older`: an earlier version is shown, not the one that holds."""

    frame: Frame
    title: str
    about: str
    sections: tuple[Section, ...]
    versions: tuple[VersionLine, ...]
    older: str
    correct_href: str | None
    print_href: str
    record_href: str


@dataclass(frozen=True, kw_only=True)
class CorrectionPage:
    """`meanwhile`: what somebody else changed since the form was opened, and `by` whom.

    `saved`: when what was typed before was saved, in words; `autosave`: where it is sent while somebody types.
    """

    frame: Frame
    name: str
    pages: tuple[ShownPage, ...]
    version: int
    reason: str
    action: str
    autosave: str
    saved: str
    by: str
    meanwhile: tuple[Change, ...]


def record_row(record: CaseRecord, case_id: UUID) -> RecordRow:
    return RecordRow(
        title=f"{record.title}: {record.item}" if record.item else record.title,
        href=url_for("cases.record", case_id=case_id, record_id=record.id),
        when=moment_text(record.created_at),
        by=record.by,
        about=listed(record.people) if record.people else "The whole family",
        corrected=f"Corrected on {moment_text(record.corrected_at)}" if record.corrected_at else "",
    )


def record_shown(page: RecordPage, frame: Frame, *, version: int | None) -> RecordShown:
    """Return one version of the record; None, or one that there is not: the one that holds."""
    record = page.record
    shown = next((each for each in record.versions if each.version == version), record.versions[0])
    here = url_for("cases.record", case_id=frame.case_id, record_id=record.id)
    whom = f" About {listed(page.people)}." if page.people else ""
    return RecordShown(
        frame=frame,
        title=f"{record.title}: {record.item}" if record.item else record.title,
        about=f"Recorded by {_name(page, record.created_by)} on {moment_text(record.created_at)}.{whom}",
        sections=to_read(page.form, shown.answers, reading_of(page)),
        versions=tuple(_version(page, number, shown, here=here) for number in range(len(record.versions))),
        older=f"Version {shown.version} of {record.version}" if shown.version != record.version else "",
        correct_href=f"{here}/correct" if page.may_correct else None,
        print_href=f"{here}/print?version={shown.version}",
        record_href=here,
    )


def reading_of(page: RecordPage) -> Reading:
    return Reading(options=page.options, attachments=attachments_of(page))


def attachments_of(page: RecordPage) -> dict[str, Attachment]:
    return {str(file.id): _attachment(file) for file in page.files}


def changes_since(page: RecordPage, version: int) -> tuple[Change, ...]:
    """What has been changed since that version."""
    before = next((each for each in page.record.versions if each.version == version), page.record.versions[-1])
    return changes(page.form, before.answers, page.record.answers, reading=reading_of(page))


def _version(page: RecordPage, number: int, shown: RecordVersionView, *, here: str) -> VersionLine:
    versions = page.record.versions
    version = versions[number]
    before = versions[number + 1] if number + 1 < len(versions) else None
    changed = (
        changes(page.form, before.answers, version.answers, reading=reading_of(page)) if before is not None else ()
    )
    return VersionLine(
        title="Original" if version.reason is None else f"Correction, version {version.version}",
        about=f"{moment_text(version.at)}, by {_name(page, version.by)}",
        reason=version.reason or "",
        href=f"{here}?version={version.version}",
        shown=version.version == shown.version,
        changed=changed,
    )


def _name(page: RecordPage, user: str) -> str:
    return page.names.get(user, user)


def _attachment(file: AttachedFile) -> Attachment:
    href = url_for("documents.download", document_id=file.id)
    return Attachment(name=file.file_name, size=size_text(file.size), href=href)
