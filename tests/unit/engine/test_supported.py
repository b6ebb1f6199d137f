"""What would be passed over in silence is refused when the release is loaded."""

import pytest

from service.engine.errors import ReleaseError
from tests.unit.engine.diagrams import diagram, release_of, user_task

MESSAGE = '<messageEventDefinition messageRef="Message_None"/>'


def refused(node: str, **options: str) -> None:
    with pytest.raises(ReleaseError) as error:
        release_of(diagram(node, **options))
    (finding,) = error.value.findings
    assert finding.code == "not-runnable"
    assert finding.element == node.split('id="', 1)[1].split('"', 1)[0]


@pytest.mark.parametrize(
    "inside",
    [
        "<conditionalEventDefinition><condition>true</condition></conditionalEventDefinition>",
        '<linkEventDefinition name="on"/>',
        "<errorEventDefinition/>",
        "<timerEventDefinition/>",
        "<eventDefinitionRef>Timer_1</eventDefinitionRef>",
        "<signalEventDefinition/>",
        MESSAGE,
        MESSAGE + "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>",
        "",
    ],
)
def test_catch_events_that_cannot_be_caught(inside):
    refused(f'<intermediateCatchEvent id="Event_Catch">{inside}</intermediateCatchEvent>')


@pytest.mark.parametrize(
    "inside",
    ["<compensateEventDefinition/>", '<linkEventDefinition name="on"/>', "<errorEventDefinition/>", MESSAGE],
)
def test_throw_events_that_cannot_be_thrown(inside):
    refused(f'<intermediateThrowEvent id="Event_Throw">{inside}</intermediateThrowEvent>')


@pytest.mark.parametrize(
    "node",
    [
        '<sendTask id="Task_Send"/>',
        '<receiveTask id="Task_Receive"/>',
        '<complexGateway id="Gateway_Complex"/>',
        '<adHocSubProcess id="Sub_AdHoc"/>',
        '<transaction id="Sub_Transaction"/>',
        '<userTask id="Task_Loop"><standardLoopCharacteristics loopMaximum="2"/></userTask>',
        '<userTask id="Task_Items"><multiInstanceLoopCharacteristics/></userTask>',
        '<serviceTask id="Task_Class" camunda:class="org.example.Service"/>',
        '<callActivity id="Call_Nobody"/>',
        '<businessRuleTask id="Task_Rule"/>',
        '<scriptTask id="Task_Script"/>',
    ],
)
def test_elements_that_cannot_be_run(node):
    refused(node)


CONDITION = "<conditionExpression>=a</conditionExpression>"


@pytest.mark.parametrize(
    ("node", "condition"),
    [
        ('<userTask id="Task_Ask"/>', CONDITION),
        ('<parallelGateway id="Gateway_Fork"/>', CONDITION),
        ('<exclusiveGateway id="Gateway_Way"/>', ""),
        ('<inclusiveGateway id="Gateway_Ways"/>', ""),
    ],
)
def test_flows_that_would_be_taken_or_left_without_a_word(node, condition):
    element = node.split('"')[1]
    second = f'<sequenceFlow id="Flow_2nd" sourceRef="{element}" targetRef="Event_Over">{condition}</sequenceFlow>'

    refused(node, beside=second)


def test_a_process_without_a_start():
    with pytest.raises(ReleaseError):
        release_of(diagram(user_task()).replace(b'<startEvent id="Event_Started"/>', b""))


def test_a_process_that_stands_in_two_files():
    with pytest.raises(ReleaseError) as error:
        release_of(diagram(user_task()), diagram(user_task()))

    assert [finding.code for finding in error.value.findings] == ["process-twice"]


@pytest.mark.parametrize("name", ["Start", "End"])
def test_any_id_may_be_used(name):
    release = release_of(diagram(user_task(name)))

    assert set(release.processes["p"].elements) == {"Event_Started", name, "Event_Over"}
