"""Service, send and script tasks: what they call, and that nothing but FEEL is run inside a diagram."""

import re
from collections.abc import Iterator, Mapping

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.namespaces import CAMUNDA, SPIFF
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.findings import Finding

CODE = ("class", "delegateExpression", "expression", "resource")

NO_TOPIC = Rule(
    code="service-without-topic",
    remedy='Choose the service (in Camunda Modeler: implementation "External" and a topic, such as letter.send).',
)
INPUT_MISSING = Rule(
    code="service-input-missing",
    remedy="Fill it in where the service was chosen (in Camunda Modeler without the template: an input parameter).",
)
SENDS_NOTHING = Rule(
    code="send-task-without-message",
    remedy="Choose a message, or the service (in Camunda Modeler: an external topic).",
)
IMPLEMENTATION = Rule(
    code="implementation-not-supported",
    remedy="Choose one of the services (in Camunda Modeler: an external topic); programs are not run from a diagram.",
)
RETRIES = Rule(code="retries-unreadable", remedy="Write the number and the pause between tries, such as R5/PT10M.")
LANGUAGE = Rule(code="script-language", remedy='Set the script format to "feel" and write one FEEL expression.')
NO_SCRIPT = Rule(code="script-missing", remedy="Write a FEEL expression into the script, or remove the task.")
NO_RESULT = Rule(
    code="result-variable-missing", remedy="Enter a result variable; without it the result is thrown away."
)
CODE_IN_DIAGRAM = Rule(
    code="script-before-or-after", remedy="Move it into a script task in FEEL before or after this step."
)
INSTANTIATE = Rule(code="receive-task-starts", remedy="Use a message start event instead.")

RETRY_CYCLE = re.compile(r"^R\d{1,3}/P(?=[\dT])(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$")


def check(diagram: Diagram, library: Library) -> Iterator[Finding]:
    for _, node in diagram.nodes:
        yield from _code(node)
        match node.kind:
            case "serviceTask" | "sendTask":
                yield from _service(node)
                yield from _inputs(node, library.known.services.get(node.camunda("topic") or "", {}))
            case "scriptTask":
                yield from _script(node)
            case "receiveTask" if node.get("instantiate") == "true":
                yield INSTANTIATE.at(node, f"{node.label} would start the process itself.")


def _code(node: Element) -> Iterator[Finding]:
    places = [node, *(child for child in node.children() if child.kind.endswith("EventDefinition"))]
    for place in places:
        for attribute in CODE:
            if place.camunda(attribute):
                yield IMPLEMENTATION.at(node, f"{node.label} is to run a program ({attribute}).")
        if place.camunda("type") not in (None, "external") or (place is not node and place.camunda("topic")):
            yield IMPLEMENTATION.at(node, f"{node.label} has an implementation that is not run.")
    if next(node.extensions("connector"), None) is not None:
        yield IMPLEMENTATION.at(node, f"{node.label} is to run a connector.")
    for kind in ("preScript", "postScript"):
        if node.xml.find(f".//{{{SPIFF}}}{kind}") is not None:
            yield CODE_IN_DIAGRAM.at(node, f"{node.label} has a {kind}.")


def _service(node: Element) -> Iterator[Finding]:
    is_code = (
        any(node.camunda(attribute) for attribute in CODE) or node.xml.find(f".//{{{CAMUNDA}}}connector") is not None
    )
    external = bool(node.camunda("topic")) and node.camunda("type") == "external"
    if node.kind == "sendTask" and not (external or node.get("messageRef") or is_code):
        yield SENDS_NOTHING.at(node, f"{node.label} says neither which message nor which service.")
    if node.kind == "serviceTask" and not (external or is_code):
        yield NO_TOPIC.at(node, f"{node.label} does not say which service it calls.")
    for cycle in node.extensions("failedJobRetryTimeCycle"):
        if not RETRY_CYCLE.match(cycle.text):
            yield RETRIES.at(node, f'{node.label} has retries of "{cycle.text}", which cannot be read.')


def _inputs(node: Element, needed: Mapping[str, str]) -> Iterator[Finding]:
    given = {entry.get("name") for entry in node.parameters("inputParameter") if entry.text}
    for name, label in needed.items():
        if name not in given:
            yield INPUT_MISSING.at(node, f"{node.label} does not say what the service needs: {label} ({name}).")


def _script(node: Element) -> Iterator[Finding]:
    language = node.get("scriptFormat") or ""
    if language.lower() != "feel" and not node.camunda("resource"):
        named = f'in "{language}"' if language else "in a language that is not named"
        yield LANGUAGE.at(node, f"The script of {node.label} is {named}.")
    script = node.child("script")
    if (script is None or not script.text) and not node.camunda("resource"):
        yield NO_SCRIPT.at(node, f"{node.label} has no script.")
    if not node.camunda("resultVariable"):
        yield NO_RESULT.at(node, f"The result of {node.label} goes nowhere.")
