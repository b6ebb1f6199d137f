"""One clock for several children: it stops when the last of them is done, not the first."""

from pathlib import Path

import pytest

from service.engine import load_release
from tests.conformance.play import CALENDAR, MONDAY, CaseFacts, Play
from tests.unit.engine.diagrams import SIGNAL, drawn, flows

DEADLINES = Path(__file__).parents[2] / "conformance" / "events" / "deadlines.dmn"


@pytest.fixture
def case() -> Play:
    """A part for each of two children, each with a task on the deadline `call`."""
    each = '<multiInstanceLoopCharacteristics camunda:collection="=[1, 2]" camunda:elementVariable="child"/>'
    clock = '<camunda:properties><camunda:property name="deadlines" value="call"/></camunda:properties>'
    part = (
        '<startEvent id="Event_PartBegun"/><endEvent id="Event_PartOver"/>'
        f'<userTask id="Task_Call"><extensionElements>{clock}</extensionElements></userTask>'
        f"{flows('Event_PartBegun Task_Call Event_PartOver')}"
    )
    body = (
        f'<subProcess id="Sub_Part">{part}{each}</subProcess><endEvent id="Event_Over"/>'
        f'<boundaryEvent id="Event_Stopped" attachedToRef="Sub_Part">{SIGNAL}</boundaryEvent>'
    )
    data = drawn(body, "Event_Begin Sub_Part Event_Over", "Event_Stopped Event_Over")
    release = load_release(
        digest="test",
        authority="test",
        diagrams={"p.bpmn": data},
        decisions={"deadlines.dmn": DEADLINES.read_bytes()},
        calendar=CALENDAR,
    )
    return Play(release, CaseFacts(events={"referral_received": MONDAY})).start()


def test_it_runs_until_the_last_child_is_done(case):
    assert [deadline.key for deadline in case.last.deadlines] == ["call"]

    first = case.complete("Task_Call", item="2")
    last = case.complete("Task_Call", item="1")

    assert first.deadlines == ()
    assert [(deadline.key, deadline.ending) for deadline in last.deadlines] == [("call", "completed")]


def test_it_falls_away_once_when_all_are_taken_away(case):
    step = case.signal("stop")

    assert [(deadline.key, deadline.ending) for deadline in step.deadlines] == [("call", "cancelled")]
