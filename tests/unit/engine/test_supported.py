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
    ],
)
def test_elements_that_cannot_be_run(node):
    refused(node)


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
