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
