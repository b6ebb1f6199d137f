"""A process owner of Haringey changes the review interval and adds a step."""

from pathlib import Path

import pytest

from service.library import compose, read_directory
from service.library.difference import Difference, Sign, difference

ROOT = Path(__file__).parents[4]
DEADLINES, REVIEWS = (f"processes/haringey/{name}" for name in ("deadlines.dmn", "review_cycle.bpmn"))
EIGHT_WEEKS = b'<outputEntry id="deadlines_r16o2"><text>8</text>'
FLOW = b'<bpmn:sequenceFlow id="Flow_CheckingIn_Copy" sourceRef="Task_CheckingIn" targetRef="Event_Copy"/>'
STEP = b"""
<bpmn:userTask id="Task_CopyOfPlan" name="Copy of plan given" camunda:formRef="checking_in_review"
               camunda:candidateGroups="fsw"/>
<bpmn:sequenceFlow id="Flow_CheckingIn_Copy" sourceRef="Task_CheckingIn" targetRef="Task_CopyOfPlan"/>
<bpmn:sequenceFlow id="Flow_CopyOfPlan_Copy" sourceRef="Task_CopyOfPlan" targetRef="Event_Copy"/>
"""


@pytest.fixture(scope="module")
def found() -> Difference:
    live = read_directory(ROOT, "haringey")
    assert EIGHT_WEEKS in live[DEADLINES]
    assert FLOW in live[REVIEWS]
    draft = {
        **live,
        DEADLINES: live[DEADLINES].replace(EIGHT_WEEKS, EIGHT_WEEKS.replace(b"8", b"6")),
        REVIEWS: live[REVIEWS].replace(FLOW, STEP),
    }
    return difference(compose("haringey", live), compose("haringey", draft))


def test_it_is_told_in_four_sentences(found):
    assert found.words == (
        "Hold the next TAF meeting every 6 weeks instead of 8.",
        'New step "Copy of plan given" for the Family Support Worker in Support and reviews.',
        'After "Update Checking in on Change", the family now goes to "Copy of plan given".',
        'After "Copy of plan given", the family goes to "Copied to all siblings" in Support and reviews.',
    )


def test_it_is_marked_on_the_drawings(found):
    marks = found.marks("review_cycle")

    assert marks.before == {"Flow_CheckingIn_Copy": Sign.CHANGED}
    assert marks.after == {
        "Task_CopyOfPlan": Sign.ADDED,
        "Flow_CheckingIn_Copy": Sign.CHANGED,
        "Flow_CopyOfPlan_Copy": Sign.ADDED,
    }
