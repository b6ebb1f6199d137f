"""A small authority, "testshire", whose one visit shows what the simulator can do."""

import json
from collections.abc import Mapping
from functools import cache
from textwrap import dedent

from service.library import Composed, compose
from service.simulator import Outcome, World, read_scenario, run_scenario

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Platform"'
    ' modeler:executionPlatformVersion="7.24.0" id="Definitions" targetNamespace="urn:test">'
    '<bpmn:message id="Message_Concern" name="urgent_concern"/><bpmn:message id="Message_Reply" name="reply"/>'
    '<bpmn:message id="Message_Ended" name="ended"/><bpmn:signal id="Signal_Bell" name="bell"/>'
    '<bpmn:error id="Error_Bounced" errorCode="bounced" name="bounced"/>'
)


def extensions(inside: str = "", **properties: str) -> str:
    listed = "".join(f"<camunda:property name='{name}' value='{value}'/>" for name, value in properties.items())
    listed = f"<camunda:properties>{listed}</camunda:properties>" if listed else ""
    return f"<bpmn:extensionElements>{inside}{listed}</bpmn:extensionElements>"


def flows(*links: str) -> str:
    return "".join(flow(*said.split(" ", 2)) for said in links)


def flow(source: str, target: str, condition: str | None = None) -> str:
    head = f'<bpmn:sequenceFlow id="Flow_{source}_{target}" sourceRef="{source}" targetRef="{target}">'
    body = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return f"{head}{body}</bpmn:sequenceFlow>"


def process(process: str, name: str, body: str, **properties: str) -> bytes:
    return (
        f'{_HEAD}<bpmn:process id="{process}" name="{name}" isExecutable="true" camunda:historyTimeToLive="P7Y">'
        f"{extensions(**properties)}{body}</bpmn:process></bpmn:definitions>"
    ).encode()


_OUTPUT = (
    '<camunda:inputOutput><camunda:outputParameter name="outcome">=outcome</camunda:outputParameter>'
    "</camunda:inputOutput>"
)
_LETTER = (
    '<camunda:inputOutput><camunda:inputParameter name="template">closing</camunda:inputParameter>'
    "</camunda:inputOutput>"
)

VISIT = process(
    "visit",
    "Visit the family",
    f'<bpmn:startEvent id="Event_Referral" name="Referral">{extensions(event="referred")}</bpmn:startEvent>'
    '<bpmn:userTask id="Task_Visit" name="Make the visit" camunda:candidateGroups="worker" camunda:formRef="visit"'
    f' camunda:dueDate="=due(&quot;first_visit&quot;)">'
    f"{extensions(_OUTPUT, deadlines='first_visit support', case_stage='Visit', rules='TST-001')}</bpmn:userTask>"
    '<bpmn:boundaryEvent id="Event_Remind" name="Not visited yet" attachedToRef="Task_Visit" cancelActivity="false">'
    "<bpmn:timerEventDefinition><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    '<bpmn:userTask id="Task_Remind" name="Remind the worker" camunda:candidateGroups="manager"/>'
    '<bpmn:endEvent id="Event_Reminded" name="Reminded"/>'
    '<bpmn:exclusiveGateway id="Gateway_Outcome" name="Outcome?" default="Flow_Gateway_Outcome_Task_Letter"/>'
    '<bpmn:endEvent id="Event_Stopped" name="Stopped">'
    f"{extensions(case_status='closed', case_outcome='Stopped')}</bpmn:endEvent>"
    '<bpmn:serviceTask id="Task_Letter" name="Send the letter" camunda:type="external" camunda:topic="letter.send">'
    f"{extensions(_LETTER)}</bpmn:serviceTask>"
    '<bpmn:boundaryEvent id="Event_Bounced" name="Bounced" attachedToRef="Task_Letter">'
    '<bpmn:errorEventDefinition errorRef="Error_Bounced"/></bpmn:boundaryEvent>'
    '<bpmn:endEvent id="Event_NoLetter" name="No letter">'
    f"{extensions(case_status='closed')}</bpmn:endEvent>"
    '<bpmn:endEvent id="Event_Done" name="Visit done">'
    f'{extensions(event="visited", case_status="closed")}<bpmn:messageEventDefinition messageRef="Message_Ended"/>'
    "</bpmn:endEvent>"
    + flows(
        "Event_Referral Task_Visit",
        "Task_Visit Gateway_Outcome",
        'Gateway_Outcome Event_Stopped =outcome = "refused"',
        "Gateway_Outcome Task_Letter",
        "Task_Letter Event_Done",
        "Event_Remind Task_Remind",
        "Task_Remind Event_Reminded",
        "Event_Bounced Event_NoLetter",
    ),
    kind="case",
    rules="TST-002",
)

CONCERN = process(
    "concern",
    "Urgent concern",
    '<bpmn:startEvent id="Event_Concern" name="Concern"><bpmn:messageEventDefinition messageRef="Message_Concern"/>'
    "</bpmn:startEvent>"
    '<bpmn:userTask id="Task_Act" name="Act on the concern" camunda:candidateGroups="manager"/>'
    '<bpmn:endEvent id="Event_Acted" name="Acted"/>' + flows("Event_Concern Task_Act", "Task_Act Event_Acted"),
    kind="concern",
)

REPLY = process(
    "reply",
    "Wait for the reply",
    '<bpmn:startEvent id="Event_Asked" name="Asked"/>'
    '<bpmn:userTask id="Task_Ask" name="Ask" camunda:candidateGroups="manager"/>'
    '<bpmn:intermediateCatchEvent id="Event_Reply" name="Reply">'
    '<bpmn:messageEventDefinition messageRef="Message_Reply"/>'
    "</bpmn:intermediateCatchEvent>"
    '<bpmn:endEvent id="Event_Answered" name="Answered"/>'
    + flows("Event_Asked Task_Ask", "Task_Ask Event_Reply", "Event_Reply Event_Answered"),
    kind="called",
)

SITTING = process(
    "sitting",
    "Weekly sitting",
    '<bpmn:startEvent id="Event_Monday" name="Monday"><bpmn:timerEventDefinition>'
    "<bpmn:timeCycle>0 9 * * MON</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>"
    '<bpmn:userTask id="Task_Sit" name="Hold the sitting" camunda:candidateGroups="manager"/>'
    '<bpmn:endEvent id="Event_Held" name="Held"/>' + flows("Event_Monday Task_Sit", "Task_Sit Event_Held"),
    kind="sitting",
)


def _row(number: int, key: str, *outputs: str) -> str:
    cells = "".join(
        f'<outputEntry id="o{number}{n}"><text>{text}</text></outputEntry>' for n, text in enumerate(outputs)
    )
    return f'<rule id="row{number}"><inputEntry id="i{number}"><text>"{key}"</text></inputEntry>{cells}</rule>'


DEADLINES = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">'
    '<decision id="deadlines" name="deadlines"><decisionTable id="t" hitPolicy="UNIQUE">'
    '<input id="in"><inputExpression id="ie" typeRef="string"><text>key</text></inputExpression></input>'
    + "".join(
        f'<output id="out{name}" name="{name}"/>' for name in ("label", "amount", "unit", "from", "met_by", "rule")
    )
    + _row(1, "first_visit", '"First visit"', "5", '"working_days"', '"referred"', '""', '"TST-003"')
    + _row(2, "support", '"Support"', "4", '"months"', '"referred"', '"visited"', '""')
    + "</decisionTable></decision></definitions>"
).encode()

FORM = json.dumps(
    {
        "type": "default",
        "id": "visit",
        "schemaVersion": 19,
        "components": [
            {
                "type": "radio",
                "id": "Field_outcome",
                "key": "outcome",
                "label": "Outcome",
                "values": [{"value": "seen", "label": "Seen"}, {"value": "refused", "label": "Refused"}],
                "validate": {"required": True},
            },
            {"type": "textarea", "id": "Field_words", "key": "words", "label": "The child's words"},
        ],
    }
).encode()

AUTHORITY = dedent(
    """
    id: testshire
    name: Testshire Early Help
    council: Testshire Council
    case_reference: {prefix: TST}
    roles:
    - {id: worker, name: Family Worker, can: []}
    - {id: manager, name: Team Manager, can: []}
    teams: [{id: west, name: West}]
    """
).encode()

CALENDAR = dedent(
    """
    country: England
    timezone: Europe/London
    office_hours:
      monday: "09:00-17:00"
      tuesday: "09:00-17:00"
      wednesday: "09:00-17:00"
      thursday: "09:00-17:00"
      friday: "09:00-17:00"
    closure_days: []
    non_working_day: previous
    """
).encode()

RULES = dedent(
    """
    rules:
    - {id: TST-001, stage: visit, automatable: "yes", text: Visit every family}
    - {id: TST-004, stage: visit, automatable: "yes", text: Nobody carries this out}
    """
).encode()

FILES = {
    "processes/testshire/authority.yaml": AUTHORITY,
    "processes/testshire/calendar.yaml": CALENDAR,
    "processes/testshire/rules.yaml": RULES,
    "processes/testshire/deadlines.dmn": DEADLINES,
    "processes/testshire/visit.bpmn": VISIT,
    "processes/testshire/concern.bpmn": CONCERN,
    "processes/testshire/reply.bpmn": REPLY,
    "processes/testshire/sitting.bpmn": SITTING,
    "forms/testshire/visit.form": FORM,
}


@cache
def library() -> Composed:
    return compose("testshire", FILES)


def scenario(steps: str, *, process: str = "visit", event: str | None = None, more: str = "") -> bytes:
    """Return a scenario of Test Family Ash that begins on Friday 18 December 2026 at ten."""
    begins = process if event is None else f"{process}, event: {event}"
    head = (
        f"title: A visit\n{more}\ncase: {{family: Test Family Ash, children: [{{name: Child One}}]}}\n"
        f"start: {{process: {begins}, at: 2026-12-18 10:00}}\nsteps:\n"
    )
    return (head + dedent(steps)).encode()


def play(
    steps: str,
    *,
    process: str = "visit",
    event: str | None = None,
    more: str = "",
    others: Mapping[str, bytes] | None = None,
) -> Outcome:
    """Play the steps; `others` are files of the library beside its own."""
    data = scenario(steps, process=process, event=event, more=more)
    composed = library() if others is None else compose("testshire", {**FILES, **others})
    return run_scenario(World.of(composed), read_scenario(data, "visit.yaml"))


def told(outcome: Outcome) -> list[str]:
    """The lines of the timeline without their times; fails with the scenario's own failure."""
    assert outcome.failure is None, str(outcome.failure)
    return [f"{entry.mark} {entry.text}" for entry in outcome.timeline.entries]


SEEN = "{do: Make the visit, as: worker, answers: {outcome: seen}}"
