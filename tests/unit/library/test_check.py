"""A library is broken in one place; the check names that place and nothing else."""

from collections.abc import Callable

import pytest

from service.findings import Severity
from service.library import check

Break = Callable[[dict[str, bytes]], None]
HOME = "processes/little"


def replaced(path: str, old: str, new: str) -> Break:
    def apply(files: dict[str, bytes]) -> None:
        assert old.encode() in files[path]
        files[path] = files[path].replace(old.encode(), new.encode())

    return apply


def removed(path: str) -> Break:
    return lambda files: files.pop(path) and None


def added(path: str, content: bytes) -> Break:
    return lambda files: files.update({path: content})


AUTHORITY, CALENDAR, RULES = f"{HOME}/authority.yaml", f"{HOME}/calendar.yaml", f"{HOME}/rules.yaml"
DEADLINES, FORM, VALID = f"{HOME}/deadlines.dmn", "forms/little/visit.form", f"{HOME}/valid.bpmn"
LETTER = f"{HOME}/letters/closure.md"

REPORTS = f"{HOME}/reports.yaml"


def one_report(**entries: str) -> bytes:
    lines = {"id": "seen", "title": "Seen", "rows": "cases", **entries}
    return ("reports:\n- " + "\n  ".join(f"{name}: {value}" for name, value in lines.items()) + "\n").encode()


BROKEN = {
    "no authority.yaml": (removed(AUTHORITY), {"authority-missing", "role-unknown"}),
    "no calendar.yaml": (removed(CALENDAR), {"calendar-missing"}),
    "capability nobody has": (replaced(AUTHORITY, "start_cases", "start_case"), {"capability-unknown", "role-unknown"}),
    "nobody who can publish": (replaced(AUTHORITY, ", publish]", "]"), {"publisher-missing"}),
    "calendar without hours": (replaced(CALENDAR, "office_hours", "opening"), {"calendar-unreadable"}),
    "register that is no YAML": (replaced(RULES, "title:", "title: ["), {"yaml-unreadable", "rule-unknown"}),
    "rule that stands twice": (replaced(RULES, "LIT-006", "LIT-005"), {"register-rule-twice"}),
    "form that is no JSON": (
        replaced(
            FORM,
            "{",
            "",
        ),
        {"form-not-json"},
    ),
    "form without a field that is read": (
        replaced(FORM, '"visited_on"', '"visit_on"'),
        {"answer-unknown"},
    ),
    "form that nobody uses": (added("forms/little/other.form", b""), {"form-not-json"}),
    "diagram that is gone": (removed("processes/shared/urgent_concern.bpmn"), {"called-process-unknown"}),
    "decision that is gone": (removed(f"{HOME}/team.dmn"), {"decision-unknown"}),
    "decision file that is no DMN": (added(f"{HOME}/team.dmn", b"<a/>"), {"dmn-not-readable"}),
    "deadline that counts from nothing": (
        replaced(DEADLINES, "referral_received", "referal_received"),
        {"deadline-never-starts"},
    ),
    "deadline that nothing meets": (replaced(DEADLINES, "visit_done", "visit_don"), {"deadline-never-met"}),
    "deadline in fortnights": (replaced(DEADLINES, "working_days", "fortnights"), {"deadline-invalid"}),
    "rule of a deadline": (replaced(DEADLINES, "LIT-002", "LIT-200"), {"rule-unknown"}),
    "rule of a decision": (replaced(f"{HOME}/team.dmn", "LIT-007", "LIT-700"), {"rule-unknown"}),
    "rule of a question": (replaced(FORM, "LIT-008", "LIT-800"), {"rule-unknown"}),
    "role of a list of workers": (replaced(FORM, '"rules": "', '"roles": "nobody", "rules": "'), {"form-role-unknown"}),
    "rule of a role": (replaced(AUTHORITY, "LIT-004", "LIT-400"), {"rule-unknown"}),
    "rule of a team": (replaced(AUTHORITY, "LIT-005", "LIT-500"), {"rule-unknown"}),
    "promise that cannot be read": (added(f"{HOME}/coverage.yaml", b"covered: many"), {"coverage-unreadable"}),
    "letter without a head": (replaced(LETTER, "---", "--"), {"letter-unreadable"}),
    "letter whose head is no YAML": (replaced(LETTER, "title:", "title: ["), {"yaml-unreadable"}),
    "letter without a title": (replaced(LETTER, "title:", "titel:"), {"letter-key-missing", "letter-key-unknown"}),
    "letter that is perhaps editable": (replaced(LETTER, "editable: true", "editable: maybe"), {"letter-value"}),
    "letter with a field of no kind": (replaced(LETTER, "kind: date", "kind: day"), {"letter-field-unreadable"}),
    "letter with a field without a label": (replaced(LETTER, "label: Day", "lable: Day"), {"letter-field-unreadable"}),
    "letter with a field twice": (replaced(LETTER, "id: thanks", "id: ended_on"), {"letter-field-twice"}),
    "letter with a place for nothing": (replaced(LETTER, "recipient.name", "recipient.nam"), {"letter-place-unknown"}),
    "letter with a little program": (
        replaced(LETTER, "{{ recipient.name }}", "{{ recipient.name | upper }}"),
        {"letter-place-unknown"},
    ),
    "letter with a loop": (replaced(LETTER, "Dear", "{% for x in y %}"), {"letter-place-unknown"}),
    "letter with HTML": (replaced(LETTER, "Dear", "<b>Dear</b>"), {"letter-markup"}),
    "letter with a picture": (replaced(LETTER, "Dear", "![logo](http://x/y.png) Dear"), {"letter-markup"}),
    "rule of a letter": (replaced(LETTER, "LIT-008", "LIT-800"), {"rule-unknown"}),
    "reports without a list": (added(REPORTS, b"report: []"), {"reports-unreadable"}),
    "report without rows": (added(REPORTS, b"reports: [{id: a, title: A}]"), {"report-unreadable"}),
    "report of something else": (added(REPORTS, one_report(rows="tasks")), {"report-unreadable"}),
    "report with a word that means nothing": (added(REPORTS, one_report(sum="1")), {"report-unreadable"}),
    "report with a target of no kind": (added(REPORTS, one_report(target="90")), {"report-unreadable"}),
    "report with rules that are no list": (added(REPORTS, one_report(rules="LIT-002")), {"report-unreadable"}),
    "report that stands twice": (added(REPORTS, one_report() + one_report()[9:]), {"report-twice"}),
    "report that cannot be computed": (added(REPORTS, one_report(met="1 +")), {"report-expression"}),
    "report that reads what is not there": (added(REPORTS, one_report(met="family = null")), {"report-expression"}),
    "report of a form that is not there": (added(REPORTS, one_report(rows="records:star")), {"report-source-unknown"}),
    "report of a period that never comes": (added(REPORTS, one_report(period="seen")), {"report-source-unknown"}),
    "rule of a report": (added(REPORTS, one_report(rules="[LIT-200]")), {"rule-unknown"}),
    "diagram that is no XML": (added(f"{HOME}/case.bpmn", b"<"), {"xml-not-readable"}),
}


def test_a_complete_library_has_no_findings(files):
    assert check(files, "little") == []


@pytest.mark.parametrize("what", sorted(BROKEN))
def test_what_is_broken_is_named(files, what):
    apply, codes = BROKEN[what]
    apply(files)

    findings = check(files, "little")

    assert {finding.code for finding in findings if finding.severity is Severity.ERROR} == codes


def test_errors_come_first_and_nothing_is_said_twice(files):
    replaced(VALID, 'name="rules" value="HAR-001"', 'name="rulez" value="HAR-001"')(files)
    replaced(DEADLINES, "visit_done", "visit_don")(files)

    findings = check(files, "little")

    assert [finding.severity for finding in findings][:1] == [Severity.ERROR]
    assert findings[-1].severity is Severity.WARNING
    assert len(findings) == len(set(findings))


def warnings(files) -> dict[str, str | None]:
    return {finding.code: finding.element for finding in check(files, "little") if finding.severity is Severity.WARNING}


def test_a_question_that_no_rule_and_no_step_needs_is_a_warning(files):
    replaced(VALID, 'name="rules" value="HAR-001"', 'name="instructions" value="Go"')(files)
    mood = '{"type": "textfield", "id": "F0", "key": "mood", "label": "Mood"}'
    replaced(FORM, '"components": [', f'"components": [{mood}, ')(files)

    assert warnings(files) == {"question-unneeded": "mood"}


def test_a_role_that_nobody_has_is_a_warning(files):
    replaced(AUTHORITY, "roles: [fsw], team: west", "roles: [spa], team: west")(files)

    assert warnings(files) == {"role-nobody": "fsw"}


def test_what_nobody_uses_is_a_warning(files):
    files["forms/little/other.form"] = files[FORM].replace(b'"visit"', b'"other"')
    files[f"{HOME}/more.dmn"] = files[f"{HOME}/team.dmn"].replace(b"team_for", b"team_of").replace(b"rules:", b"")
    replaced(VALID, "first_visit", "second_visit")(files)

    findings = check(files, "little")

    warnings = {finding.code for finding in findings if finding.severity is Severity.WARNING}
    assert {"form-unused", "decision-unused", "deadline-unused"} <= warnings


def test_an_empty_library_is_told_what_is_missing():
    assert {finding.code for finding in check({}, "little")} == {"authority-missing", "calendar-missing"}


def test_a_letter_that_asks_for_what_it_leaves_out_is_warned_of(files):
    replaced(LETTER, "{{ thanks }}", "")(files)

    assert [(finding.code, finding.severity) for finding in check(files, "little")] == [
        ("letter-field-unused", Severity.WARNING)
    ]
