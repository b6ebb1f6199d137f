"""Everything a library consists of, read as far as it can be read, with what is wrong on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from service.clocks import ClockError, DeadlineRule, WorkingCalendar
from service.engine.deadlines import read_deadlines
from service.engine.decisions import Decisions, read_decisions
from service.engine.errors import ReleaseError
from service.findings import Finding
from service.forms import Form, FormError, read_form
from service.letters import LetterTemplate
from service.library.authority import AuthorityInfo, read_authority
from service.library.files import Files
from service.library.letters import read_letters
from service.library.notes import Notes
from service.library.reports import read_reports
from service.library.rules import RuleRegister, read_rules
from service.library.scenarios import scenario_files
from service.library.yaml_file import read_mapping
from service.reporting.definitions import Report


@dataclass(frozen=True, kw_only=True)
class Parts:
    """`authority`, `calendar` and `decisions` are None when they cannot be used; then `findings` says why."""

    authority: AuthorityInfo | None
    calendar: WorkingCalendar | None
    decisions: Decisions | None
    deadlines: Mapping[str, DeadlineRule]
    forms: Mapping[str, Form]
    form_files: tuple[str, ...]  # of unreadable ones too
    letters: Mapping[str, LetterTemplate]
    rules: RuleRegister
    reports: Mapping[str, Report]
    diagrams: Mapping[str, bytes]
    tables: Mapping[str, bytes]  # the decision files
    scenarios: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)


def read_parts(files: Files, authority: str) -> Parts:
    """Read the library of the authority; never raises for what stands in a file."""
    findings: list[Finding] = []
    folder = f"processes/{authority}"
    tables = with_suffix(files, ".dmn")
    decisions = _decisions(tables, findings)
    return Parts(
        authority=_authority(files, f"{folder}/authority.yaml", findings, expected=authority),
        calendar=_calendar(files, f"{folder}/calendar.yaml", findings),
        decisions=decisions,
        deadlines=_deadlines(decisions, findings),
        forms=_forms(files, findings),
        form_files=tuple(with_suffix(files, ".form")),
        letters=read_letters(files, findings),
        rules=_rules(files, f"{folder}/rules.yaml", findings),
        reports=read_reports(files, f"{folder}/reports.yaml", findings),
        diagrams=with_suffix(files, ".bpmn"),
        tables=tables,
        scenarios=scenario_files(files),
        findings=findings,
    )


def with_suffix(files: Files, suffix: str) -> Mapping[str, bytes]:
    return {path: content for path, content in sorted(files.items()) if path.endswith(suffix)}


def _authority(files: Files, path: str, findings: list[Finding], *, expected: str) -> AuthorityInfo | None:
    notes = Notes(file=path, found=findings)
    if path not in files:
        notes.add("authority-missing", "There is no authority.yaml.", remedy="Add it: it names roles and teams.")
        return None
    return read_authority(files[path], notes, expected=expected)


def _calendar(files: Files, path: str, findings: list[Finding]) -> WorkingCalendar | None:
    notes = Notes(file=path, found=findings)
    if path not in files:
        notes.add("calendar-missing", "There is no calendar.yaml.", remedy="Add it: it says when the authority works.")
        return None
    mapping = read_mapping(files[path], notes)
    if mapping is None:
        return None
    try:
        return WorkingCalendar.from_mapping(mapping)
    except ClockError as error:
        notes.add("calendar-unreadable", str(error), remedy="Correct the entry.")
        return None


def _decisions(tables: Mapping[str, bytes], findings: list[Finding]) -> Decisions | None:
    try:
        return read_decisions(tables)
    except ReleaseError as error:
        findings += error.findings
        return None


def _deadlines(decisions: Decisions | None, findings: list[Finding]) -> Mapping[str, DeadlineRule]:
    if decisions is None:
        return {}
    try:
        return read_deadlines(decisions)
    except ReleaseError as error:
        findings += error.findings
        return {}


def _forms(files: Files, findings: list[Finding]) -> Mapping[str, Form]:
    forms: dict[str, Form] = {}
    for path, content in with_suffix(files, ".form").items():
        try:
            form = read_form(content, path)
        except FormError as error:
            findings += error.findings
            continue
        if form.id in forms:
            message = f"The form {PurePosixPath(path).stem} is also defined in {forms[form.id].file}."
            Notes(file=path, found=findings).add("form-twice", message, remedy="Give one of them another id.")
        forms[form.id] = form
    return forms


def _rules(files: Files, path: str, findings: list[Finding]) -> RuleRegister:
    """An authority without a register has no rules."""
    if path not in files:
        return RuleRegister()
    return read_rules(files[path], Notes(file=path, found=findings))
