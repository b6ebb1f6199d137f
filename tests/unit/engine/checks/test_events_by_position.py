"""Every event definition in every position is either run rightly or refused: none is taken for another."""

import pytest

from service.engine.checks import Known, check_diagrams

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
GLOBALS = (
    '<message id="M" name="news"/><signal id="S" name="told"/>'
    '<error id="E" errorCode="failed"/><escalation id="X" escalationCode="late"/>'
)
DEFINITIONS = {
    "none": "",
    "message": '<messageEventDefinition messageRef="M"/>',
    "signal": '<signalEventDefinition signalRef="S"/>',
    "timer": "<timerEventDefinition><timeDuration>PT5M</timeDuration></timerEventDefinition>",
    "conditional": "<conditionalEventDefinition><condition>=true</condition></conditionalEventDefinition>",
    "error": '<errorEventDefinition errorRef="E"/>',
    "escalation": '<escalationEventDefinition escalationRef="X"/>',
    "cancel": "<cancelEventDefinition/>",
    "compensate": "<compensateEventDefinition/>",
    "terminate": "<terminateEventDefinition/>",
    "link": '<linkEventDefinition name="on"/>',
}
POSITIONS = {
    "start": '<startEvent id="Event_X">{0}</startEvent>',
    "start of a sub-process": '<subProcess id="Part"><startEvent id="Event_X">{0}</startEvent></subProcess>',
    "start of an event sub-process": (
        '<subProcess id="Aside" triggeredByEvent="true"><startEvent id="Event_X">{0}</startEvent></subProcess>'
    ),
    "catch": '<intermediateCatchEvent id="Event_X">{0}</intermediateCatchEvent>',
    "behind an event gateway": (
        '<eventBasedGateway id="G"/><sequenceFlow id="F" sourceRef="G" targetRef="Event_X"/>'
        '<intermediateCatchEvent id="Event_X">{0}</intermediateCatchEvent>'
    ),
    "throw": '<intermediateThrowEvent id="Event_X">{0}</intermediateThrowEvent>',
    "boundary": '<userTask id="T"/><boundaryEvent id="Event_X" attachedToRef="T">{0}</boundaryEvent>',
    "end": '<endEvent id="Event_X">{0}</endEvent>',
}
RUN = {
    "start": {"none", "message", "timer"},
    "start of a sub-process": {"none"},
    "start of an event sub-process": {"message", "signal", "timer", "error", "escalation"},
    "catch": {"message", "signal", "timer"},
    "behind an event gateway": {"message", "signal", "timer"},
    "throw": {"none", "message", "signal", "escalation"},
    "boundary": {"message", "signal", "timer", "error", "escalation"},
    "end": {"none", "message", "signal", "error", "escalation", "terminate"},
}
REFUSALS = {"event-not-supported", "link-event"}


@pytest.mark.parametrize("position", sorted(POSITIONS))
@pytest.mark.parametrize("definition", sorted(DEFINITIONS))
def test_an_event_is_refused_unless_it_is_run(position, definition):
    inside = POSITIONS[position].format(DEFINITIONS[definition])
    data = f'<definitions xmlns="{BPMN}" id="D">{GLOBALS}<process id="p">{inside}</process></definitions>'.encode()

    findings = check_diagrams({"processes/test/p.bpmn": data}, known=Known())

    refused = {finding.element for finding in findings if finding.code in REFUSALS}
    assert refused == (set() if definition in RUN[position] else {"Event_X"})


@pytest.mark.parametrize(
    "inside",
    [
        "<receiveTask id='X'/>",
        "<endEvent id='X'><errorEventDefinition/></endEvent>",
        "<intermediateThrowEvent id='X'><signalEventDefinition signalRef='gone'/></intermediateThrowEvent>",
    ],
)
def test_an_event_must_say_what_it_means(inside):
    data = f'<definitions xmlns="{BPMN}" id="D">{GLOBALS}<process id="p">{inside}</process></definitions>'.encode()

    findings = check_diagrams({"processes/test/p.bpmn": data}, known=Known())

    assert ("event-names-nothing", "X") in {(finding.code, finding.element) for finding in findings}


def test_a_boundary_event_may_catch_any_error():
    inside = "<userTask id='T'/><boundaryEvent id='X' attachedToRef='T'><errorEventDefinition/></boundaryEvent>"
    data = f'<definitions xmlns="{BPMN}" id="D"><process id="p">{inside}</process></definitions>'.encode()

    findings = check_diagrams({"processes/test/p.bpmn": data}, known=Known())

    assert "event-names-nothing" not in {finding.code for finding in findings}
