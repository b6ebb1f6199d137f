"""Panels: one process may hold the sittings of one panel or of several that work alike."""

from pathlib import Path

import pytest

from service.engine.checks import Known, check_diagrams
from service.library import compose, panel_of_process, panels_of, read_directory

ROOT = Path(__file__).parents[3]
DIAGRAM = "processes/haringey/step_down_panel.bpmn"
OPENS = b'<bpmn:startEvent id="Event_SittingOpens" name="Next sitting opens">\n      <bpmn:extensionElements>'
OF_PANEL = b'<camunda:property name="panel" value="transfer_panel"/>'


@pytest.fixture(scope="module")
def files():
    return dict(read_directory(ROOT, "haringey"))


@pytest.fixture(scope="module")
def of_two_panels(files):
    said = b'<camunda:properties><camunda:property name="panel" value="panel_requests"/></camunda:properties>'
    drawn = files[DIAGRAM].replace(OPENS, OPENS + said)
    drawn = drawn.replace(OF_PANEL, OF_PANEL.replace(b"transfer_panel", b"transfer_panel panel_requests"))
    drawn = drawn.replace(b'value="=&quot;transfer_panel&quot;"', b'value="=panel"')
    return {**files, DIAGRAM: drawn}


def test_a_process_holds_the_sittings_of_its_panel(files):
    composed = compose("haringey", files)

    panel = panel_of_process(composed, "step_down_panel", "Event_SittingOpens")

    assert panel is not None
    assert (panel.key, panel.name) == ("transfer_panel", "Transfer Panel")
    assert panel_of_process(composed, "step_down", "Event_SittingOpens") is None


def test_of_several_panels_the_start_event_says_whose_sitting_begins(of_two_panels):
    composed = compose("haringey", of_two_panels)

    panel = panel_of_process(composed, "step_down_panel", "Event_SittingOpens")

    assert panel is not None
    assert panel.key == "panel_requests"
    assert set(panels_of(composed)) == {"transfer_panel", "panel_requests"}


def test_each_of_several_panels_has_the_name_of_its_row_and_its_own_requests(of_two_panels):
    composed = compose("haringey", of_two_panels)

    for key, panel in panels_of(composed).items():
        assert panel.name == composed.release.deadlines[key].label
        assert {dict(receiver.keys)["panel"] for receiver in panel.receivers} == {key}


@pytest.mark.parametrize(
    ("process_says", "start_says"),
    [(b"one two", b""), (b"one two", b"three"), (b"one", b"two"), (b"", b"one")],
)
def test_a_start_event_that_begins_no_sitting_of_the_process_is_found(of_two_panels, process_says, start_says):
    drawn = of_two_panels[DIAGRAM].replace(b'value="transfer_panel panel_requests"', b'value="%s"' % process_says)
    drawn = drawn.replace(b'name="panel" value="panel_requests"', b'name="panel" value="%s"' % start_says)

    findings = check_diagrams({DIAGRAM: drawn}, known=Known(panels=frozenset({"one", "two", "three"})))

    assert "Event_SittingOpens" in {each.element for each in findings if each.code == "panel-incomplete"}


def test_what_the_process_calls_to_hold_the_sitting_decides_too(files):
    shared = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in [*ROOT.glob("processes/shared/panel_sitting.bpmn"), *ROOT.glob("forms/shared/panel_*.form")]
    }
    call = (
        b'<bpmn:callActivity id="Call_More" calledElement="panel_sitting"/>'
        b'<bpmn:sequenceFlow id="Flow_More" sourceRef="Call_More" targetRef="Event_SittingClosed"/>'
    )
    drawn = files[DIAGRAM].replace(b'targetRef="Event_SittingClosed"', b'targetRef="Call_More"')
    drawn = drawn.replace(b'<bpmn:endEvent id="Event_SittingClosed"', call + b'<bpmn:endEvent id="Event_SittingClosed"')
    composed = compose("haringey", {**files, **shared, DIAGRAM: drawn})

    panel = panels_of(composed)["transfer_panel"]

    assert set(panel.deciders) == {"Task_DecideChild", "Task_DecideRequest"}
