"""The shared diagrams can be called as their README says, with the forms and decisions that come with them."""

import re
from pathlib import Path

import pytest

from service.findings import Severity
from service.library import check, read_directory
from service.library.files import Files
from service.library.shared import reached

ROOT = Path(__file__).parents[3]
README = (ROOT / "processes/shared/README.md").read_text()
DIAGRAMS = sorted(path.stem for path in ROOT.glob("processes/shared/*.bpmn"))
CALLER = """\
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="Definitions_caller" targetNamespace="t">
  <bpmn:process id="caller" name="Caller" isExecutable="true" camunda:historyTimeToLive="P7Y">
    <bpmn:extensionElements>
      <camunda:properties><camunda:property name="kind" value="sitting"/></camunda:properties>
    </bpmn:extensionElements>
    <bpmn:startEvent id="Event_Begins" name="Begins"><bpmn:outgoing>Flow_In</bpmn:outgoing></bpmn:startEvent>
    <bpmn:callActivity id="Call_Shared" name="Shared" calledElement="{called}">
      <bpmn:extensionElements>{handed_over}</bpmn:extensionElements>
      <bpmn:incoming>Flow_In</bpmn:incoming><bpmn:outgoing>Flow_Out</bpmn:outgoing>
    </bpmn:callActivity>
    <bpmn:endEvent id="Event_Ends" name="Ends"><bpmn:incoming>Flow_Out</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_In" sourceRef="Event_Begins" targetRef="Call_Shared"/>
    <bpmn:sequenceFlow id="Flow_Out" sourceRef="Call_Shared" targetRef="Event_Ends"/>
  </bpmn:process>
</bpmn:definitions>
"""


def parameters(diagram: str) -> list[str]:
    """What the call must hand over: the third column, without the examples in brackets."""
    row = next(line for line in README.splitlines() if line.startswith(f"| [{diagram}]"))
    return re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", row.split(" | ")[2]))


def library_that_calls(diagram: str) -> Files:
    shared = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for folder in ("processes/shared", "forms/shared")
        for path in (ROOT / folder).iterdir()
        if path.suffix in (".bpmn", ".dmn", ".form")
    }
    handed_over = "".join(f'<camunda:in sourceExpression="=null" target="{name}"/>' for name in parameters(diagram))
    caller = CALLER.format(called=diagram, handed_over=handed_over).encode()
    return reached({**read_directory(ROOT, "demo"), **shared, "processes/demo/caller.bpmn": caller})


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_a_shared_diagram_needs_nothing_but_what_its_readme_names(diagram):
    files = library_that_calls(diagram)

    errors = [each for each in check(files, "demo") if each.severity is Severity.ERROR]
    findings = [each for each in errors if each.code != "not-drawn"]  # the caller has no picture

    assert f"processes/shared/{diagram}.bpmn" in files
    assert findings == [], "\n".join(f"{each.file} {each.element}: {each.message}" for each in findings)


def test_every_shared_form_and_decision_is_asked_for_by_a_shared_diagram():
    reachable = {path for diagram in DIAGRAMS for path in library_that_calls(diagram)}
    kept = {
        path.relative_to(ROOT).as_posix()
        for pattern in ("processes/shared/*.dmn", "forms/shared/*.form")
        for path in ROOT.glob(pattern)
    }

    assert kept <= reachable
