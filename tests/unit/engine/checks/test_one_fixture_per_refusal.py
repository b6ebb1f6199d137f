"""Every refusal has a diagram that is refused for it, at the right element."""

from functools import cache
from pathlib import Path

import pytest

from service.engine.checks import Known, all_codes, check_diagrams
from service.findings import Finding, Severity

FIXTURES = Path(__file__).parent / "fixtures"
VALID = FIXTURES / "valid"

KNOWN = Known(
    forms={"visit": frozenset({"outcome", "visited_on", "referrer.name"})},
    decisions={"team_for": frozenset(), "team_of_area": frozenset({"area"})},
    roles={"fsw": "Family Support Worker", "spa": "Single Point of Access"},
    deadlines={"first_visit": "referral_received", "never_started": "nobody_records_this"},
    rules=frozenset({"HAR-001"}),
    panels=frozenset({"transfer_panel"}),
    services={"mail.send": {"to": "To", "text": "Text"}},
    letters={"closure": frozenset({"last_visit"})},
)

# Fixture (named after the code) -> id of the element that is reported; None: the file as such.
EXPECTED: dict[str, str | None] = {
    "ad-hoc-subprocess": "Activity_Free",
    "agenda-misplaced": "Task_Visit",
    "answer-unknown": "Task_Visit",
    "binding-not-supported": "Call_Other",
    "boundary-not-attached": "Event_Late",
    "called-process-missing": "Call_Other",
    "called-process-unknown": "Call_Other",
    "case-field-unknown": "Task_Visit",
    "collect-unreadable": "Task_Visit",
    "compensation": "Task_Visit",
    "complex-gateway": "Gateway_Many",
    "condition-ignored": "Flow_Visit_Done",
    "condition-on-default": "Flow_Well_Done",
    "correlation-without-message": "Task_Visit",
    "offer-without-message": "Task_Visit",
    "public-without-form": "Task_Visit",
    "record-kind-unknown": "Task_Visit",
    "data-object": "Data_Plan",
    "data-store": "Store_Files",
    "deadline-never-starts": "Task_Visit",
    "deadline-unknown": "Task_Visit",
    "decision-input-unknown": "Rule_Team",
    "decision-missing": "Rule_Team",
    "decision-result-shape": "Rule_Team",
    "decision-unknown": "Rule_Team",
    "default-flow-broken": "Gateway_Well",
    "drawing-of-nothing": "Task_Gone_di",
    "due-date-unreadable": "Task_Visit",
    "element-not-supported": "Specification_1",
    "error-not-caught": "Event_Failed",
    "error-not-interrupting": "Event_Late",
    "event-definition-by-reference": "Event_News",
    "event-gateway-branch": "Gateway_Wait",
    "event-name-unreadable": "Task_Visit",
    "event-names-nothing": "Event_News",
    "event-never-recorded": "Event_Wait",
    "event-not-supported": "Event_Changed",
    "expression-not-readable": "Task_Visit",
    "expression-not-translatable": "Task_Visit",
    "expression-without-equals": "Task_Visit",
    "extension-ignored": "Task_Visit",
    "extension-not-supported": "Task_Visit",
    "flow-broken": "Flow_Visit_Nowhere",
    "flow-not-allowed": "Flow_Back",
    "flow-without-condition": "Flow_Well_Well",
    "flow-without-label": "Flow_Well_Done",
    "form-binding": "Task_Visit",
    "form-on-manual-task": "Task_Visit",
    "form-unknown": "Task_Visit",
    "function-unknown": "Task_Visit",
    "gateway-without-default": "Gateway_Well",
    "gateway-without-question": "Gateway_Well",
    "history-time-to-live-missing": "history-time-to-live-missing",
    "id-missing": "id-missing",
    "id-not-speaking": "Activity_1x9f2ab",
    "id-reserved": "End",
    "id-used-twice": "Twice",
    "implementation-not-supported": "Task_Letter",
    "input-parameters-not-read": "Task_Count",
    "item-label-without-items": "Task_Visit",
    "letter-field-missing": "Task_Letter",
    "letter-unknown": "Task_Letter",
    "lane-names-nothing": "Lane_Worker",
    "lane-not-a-role": "Lane_Worker",
    "link-event": "Event_Onwards",
    "loop-into-parallel": "Flow_Again_Join",
    "mapping-incomplete": "Call_Other",
    "message-not-received": "Event_News",
    "multi-instance-behaviour": "Task_Visit",
    "multi-instance-count": "Task_Visit",
    "multi-instance-loses-answers": "Task_Visit",
    "multi-instance-without-item-name": "Task_Visit",
    "multi-instance-without-items": "Task_Visit",
    "name-missing": "Task_Visit",
    "name-too-long": "Task_Visit",
    "name-unknown": "Flow_Well_Well",
    "no-end-event": "no-end-event",
    "no-process": "Definitions_1",
    "no-start-event": "no-start-event",
    "no-way-on": "Task_Visit",
    "no-way-to-an-end": "Task_Round",
    "not-bpmn": None,
    "not-drawn": "Task_Visit",
    "outside-lanes": "Task_Visit",
    "page-too-full": "page-too-full",
    "panel-incomplete": "panel-incomplete",
    "panel-unknown": "Event_Wait",
    "parameter-not-plain": "Task_Visit",
    "platform-missing": "Definitions_1",
    "prefill-unknown-field": "Task_Visit",
    "process-defined-twice": "valid",
    "process-id-not-file-name": "another_name",
    "process-kind-missing": "process-kind-missing",
    "process-kind-unknown": "process-kind-unknown",
    "process-not-executable": "process-not-executable",
    "property-twice": "Task_Visit",
    "property-unknown": "Task_Visit",
    "property-without-event": "Task_Visit",
    "quantity-not-one": "Task_Visit",
    "receive-task-starts": "Task_News",
    "reference-not-fixed": "Call_Other",
    "result-variable-missing": "Task_Count",
    "retries-unreadable": "Task_Letter",
    "role-unknown": "Task_Visit",
    "rule-unknown": "Task_Visit",
    "script-before-or-after": "Task_Visit",
    "script-language": "Task_Count",
    "script-missing": "Task_Count",
    "send-task-without-message": "Task_Letter",
    "service-input-missing": "Task_Letter",
    "service-without-topic": "Task_Letter",
    "several-event-definitions": "Event_News",
    "several-ways-out": "Task_Visit",
    "standard-loop": "Task_Visit",
    "subprocess-start": "Activity_Part",
    "task-in-wrong-lane": "Task_Visit",
    "task-without-role": "Task_Visit",
    "timer-cycle-unreadable": "Event_Wait",
    "timer-date-unreadable": "Event_Wait",
    "timer-duration-unreadable": "Event_Wait",
    "timer-without-time": "Event_Wait",
    "transaction": "Activity_All",
    "unreachable": "Task_Forgotten",
    "urgent-concern-blocked": "Activity_Concern",
    "urgent-concern-missing": "urgent-concern-missing",
    "user-task-without-form": "Task_Visit",
    "variable-name-unusable": "Task_Visit",
    "xml-doctype": None,
    "xml-not-readable": None,
}

# What else the same mistake rightly brings about.
ALSO: dict[str, set[str]] = {"process-defined-twice": {"process-id-not-file-name"}}

# Too large to keep in the repository: made by the tests in test_hostile_files.py.
MADE_BY_TESTS = {"xml-too-large", "xml-too-deep", "xml-too-many-elements", "diagram-too-large"}


@cache
def check(*files: Path) -> list[Finding]:
    diagrams = {f"processes/test/{file.name}": file.read_bytes() for file in (*VALID.glob("*.bpmn"), *files)}
    return check_diagrams(diagrams, known=KNOWN)


def test_valid_diagrams_have_no_findings():
    assert check() == []


def test_every_code_of_the_package_has_a_fixture_and_every_fixture_a_code():
    fixtures = {file.stem for file in FIXTURES.glob("*.bpmn")}

    assert fixtures | MADE_BY_TESTS == all_codes()
    assert fixtures == EXPECTED.keys()


@pytest.mark.parametrize("code", sorted(EXPECTED))
def test_a_mistake_is_reported_once_at_its_element_and_nothing_else_is(code):
    findings = check(FIXTURES / f"{code}.bpmn")

    found = [finding for finding in findings if finding.code == code]
    assert [finding.element for finding in found] == [EXPECTED[code]]
    assert {finding.code for finding in findings} == {code} | ALSO.get(code, set())


def test_findings_speak_in_sentences():
    findings = [finding for code in EXPECTED for finding in check(FIXTURES / f"{code}.bpmn")]

    for finding in findings:
        assert finding.message[0].isupper() or finding.message[0] == '"', finding
        assert finding.message.endswith("."), finding
        assert finding.remedy.endswith((".", "?")), finding
        assert finding.file.startswith("processes/test/")
    assert {finding.severity for finding in findings} == {Severity.ERROR, Severity.WARNING}
