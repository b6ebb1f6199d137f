"""Diagrams of one idea, as text."""

from itertools import pairwise

from service.engine import Release, load_release
from tests.conformance.play import CALENDAR

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="t">'
)


def diagram(*chain: str, definitions: str = "", beside: str = "", process: str = "p") -> bytes:
    """Return a process of these nodes, joined one after the other between a start and an end event."""
    ids = [node.split('id="', 1)[1].split('"', 1)[0] for node in chain]
    stops = ["Event_Started", *ids, "Event_Over"]
    flows = "".join(
        f'<sequenceFlow id="Flow_{place}" sourceRef="{source}" targetRef="{target}"/>'
        for place, (source, target) in enumerate(pairwise(stops))
    )
    return (
        f'{HEAD}{definitions}<process id="{process}" isExecutable="true"><startEvent id="Event_Started"/>'
        f'{"".join(chain)}<endEvent id="Event_Over"/>{flows}{beside}</process></definitions>'
    ).encode()


def user_task(element: str = "Task_Ask", *, outputs: dict[str, str] | None = None, inside: str = "") -> str:
    mapped = "".join(
        f'<camunda:outputParameter name="{name}">{text}</camunda:outputParameter>'
        for name, text in (outputs or {}).items()
    )
    return (
        f'<userTask id="{element}"><extensionElements><camunda:inputOutput>{mapped}</camunda:inputOutput>'
        f"</extensionElements>{inside}</userTask>"
    )


def release_of(*files: bytes, digest: str = "test") -> Release:
    diagrams = {f"{place}.bpmn": data for place, data in enumerate(files)}
    return load_release(digest=digest, authority="test", diagrams=diagrams, decisions={}, calendar=CALENDAR)


DEFINITIONS = (
    '<message id="Message_Urgent" name="urgent"/><signal id="Signal_Stop" name="stop"/>'
    '<error id="Error_Failed" errorCode="FAILED"/><escalation id="Escalation_Up" escalationCode="UP"/>'
)
MESSAGE = '<messageEventDefinition messageRef="Message_Urgent"/>'
SIGNAL = '<signalEventDefinition signalRef="Signal_Stop"/>'
ERROR = '<errorEventDefinition errorRef="Error_Failed"/>'
ESCALATION = '<escalationEventDefinition escalationRef="Escalation_Up"/>'


def timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


def flows(*paths: str) -> str:
    """Return the sequence flows of paths such as "Task_A Gateway_Join Event_Over"."""
    pairs = [pair for path in paths for pair in pairwise(path.split())]
    return "".join(f'<sequenceFlow id="Flow_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs)


def listener(event: str, *, interrupting: bool = False, element: str = "Sub_Listener") -> str:
    """Return an event sub-process with one user task, named after it."""
    start, task, end = f"{element}_Start", f"{element}_Task", f"{element}_End"
    return (
        f'<subProcess id="{element}" triggeredByEvent="true">'
        f'<startEvent id="{start}" isInterrupting="{str(interrupting).lower()}">{event}</startEvent>'
        f'<userTask id="{task}"/><endEvent id="{end}"/>{flows(f"{start} {task} {end}")}</subProcess>'
    )


def drawn(body: str, *paths: str, process: str = "p") -> bytes:
    """Return a process of these elements and paths; it begins at Event_Begin."""
    return (
        f'{HEAD}{DEFINITIONS}<process id="{process}" isExecutable="true"><startEvent id="Event_Begin"/>'
        f"{body}{flows(*paths)}</process></definitions>"
    ).encode()
