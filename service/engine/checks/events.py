"""Which event may stand where, and what it must name."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element, Scope
from service.engine.checks.namespaces import ACTIVITIES, EVENTS
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.findings import Finding

# What the engine runs rightly; every other combination is refused.
ALLOWED = {
    "start event": {"none", "message", "timer"},
    "start event of a sub-process": {"none"},
    "start event of an event sub-process": {"message", "signal", "timer", "error", "escalation"},
    "catch event": {"message", "signal", "timer"},
    "throw event": {"none", "message", "signal", "escalation"},
    "boundary event": {"message", "signal", "timer", "error", "escalation"},
    "end event": {"none", "message", "signal", "error", "escalation", "terminate"},
}
# event definition -> attribute that names the global element, that element, and the attribute that must be filled
NAMED = {
    "message": ("messageRef", "message", "name"),
    "signal": ("signalRef", "signal", "name"),
    "error": ("errorRef", "error", "errorCode"),
    "escalation": ("escalationRef", "escalation", "escalationCode"),
}
CATCH_ALL = {"error", "escalation"}  # a catching one may leave the code open
CATCHING = {"boundaryEvent", "startEvent"}
PLACES = {
    "intermediateCatchEvent": "catch event",
    "intermediateThrowEvent": "throw event",
    "boundaryEvent": "boundary event",
    "endEvent": "end event",
}

NOT_SUPPORTED = Rule(code="event-not-supported", remedy="Use one of the events that are allowed in this place.")
SEVERAL = Rule(
    code="several-event-definitions", remedy="Draw one event for each, behind an event gateway or on the boundary."
)
BY_REFERENCE = Rule(
    code="event-definition-by-reference", remedy="Define the event in place: choose its type on the event itself."
)
LINK = Rule(code="link-event", remedy="Connect the two places with a sequence flow, or use a call activity.")
MESSAGE_MISSING = Rule(
    code="event-names-nothing", remedy="Choose the message, signal, error or escalation in the properties panel."
)
NOT_ATTACHED = Rule(code="boundary-not-attached", remedy="Drop the event onto the edge of the task it belongs to.")
ERROR_GOES_ON = Rule(
    code="error-not-interrupting", remedy="Make the error event interrupting; use an escalation to go on beside."
)


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    for scope, node in diagram.nodes:
        if node.kind in EVENTS:
            yield from _event(diagram, scope, node)
        if node.kind == "boundaryEvent":
            yield from _boundary(scope, node)
        if node.kind == "receiveTask":
            yield from _named(diagram, node, kind="message", definition=node)


def _event(diagram: Diagram, scope: Scope, node: Element) -> Iterator[Finding]:
    if node.child("eventDefinitionRef") is not None:
        yield BY_REFERENCE.at(node, f"{node.label} refers to an event definition elsewhere, which is not read.")
        return
    kinds = node.definitions or ("none",)
    if len(kinds) > 1:
        yield SEVERAL.at(node, f"{node.label} waits for or throws {len(kinds)} things at once: {', '.join(kinds)}.")
        return
    yield from _position(scope, node, kinds[0])
    yield from _details(diagram, node, kinds[0])


def _position(scope: Scope, node: Element, kind: str) -> Iterator[Finding]:
    if kind == "link":
        yield LINK.at(node, f"{node.label} is a link event; the part behind it would never run.")
        return
    place = position(scope, node)
    if kind not in ALLOWED[place]:
        allowed = ", ".join(sorted(ALLOWED[place]))
        yield NOT_SUPPORTED.at(
            node, f"{node.label} is a {kind} {place}, which is not run.", hint=f"Allowed here: {allowed}."
        )


def position(scope: Scope, node: Element) -> str:
    """Return the key of ALLOWED for an event."""
    if node.kind != "startEvent":
        return PLACES[node.kind]
    if scope.owner.kind == "process":
        return "start event"
    return "start event of an event sub-process" if scope.is_event_subprocess else "start event of a sub-process"


def _details(diagram: Diagram, node: Element, kind: str) -> Iterator[Finding]:
    definition = node.definition(kind)
    if definition is not None and kind in NAMED:
        yield from _named(diagram, node, kind=kind, definition=definition)


def _named(diagram: Diagram, node: Element, *, kind: str, definition: Element) -> Iterator[Finding]:
    attribute, global_kind, must_have = NAMED[kind]
    reference = definition.get(attribute)
    if not reference and kind in CATCH_ALL and node.kind in CATCHING:
        return
    target = diagram.global_of(global_kind, reference)
    if target is None:
        yield MESSAGE_MISSING.at(node, f"{node.label} does not say which {kind} it means.")
    elif not target.get(must_have):
        yield MESSAGE_MISSING.at(node, f"The {kind} of {node.label} has no {must_have}.")


def _boundary(scope: Scope, node: Element) -> Iterator[Finding]:
    host = scope.nodes.get(node.get("attachedToRef") or "")
    if host is None or host.kind not in ACTIVITIES:
        yield NOT_ATTACHED.at(node, f"{node.label} is not attached to a task or sub-process of the same level.")
    if node.get("cancelActivity") == "false" and "error" in node.definitions:
        yield ERROR_GOES_ON.at(node, f"{node.label} catches an error without interrupting, which BPMN does not allow.")
