"""Which event may stand where, and what it must name."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element, Scope
from service.engine.checks.namespaces import ACTIVITIES, EVENTS
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule
from service.findings import Finding

# What the engine runs rightly; every other combination is refused (the library would take it for a none event).
ALLOWED = {
    "start event": {"none", "message", "timer"},
    "start event of a sub-process": {"none"},
    "start event of an event sub-process": {"message", "signal", "timer"},
    "catch event": {"message", "signal", "timer", "conditional"},
    "event behind an event gateway": {"message", "signal", "timer"},
    "throw event": {"none", "message", "signal", "escalation"},
    "boundary event": {"message", "signal", "timer", "conditional", "error", "escalation"},
    "boundary event of a transaction": {
        "message",
        "signal",
        "timer",
        "conditional",
        "error",
        "escalation",
        "cancel",
    },
    "end event": {"none", "message", "error", "escalation", "terminate"},
    "end event of a transaction": {"none", "message", "error", "escalation", "terminate", "cancel"},
}
# event definition -> attribute that names the global element, that element, and the attribute that must be filled
NAMED = {
    "message": ("messageRef", "message", "name"),
    "signal": ("signalRef", "signal", "name"),
    "error": ("errorRef", "error", "errorCode"),
    "escalation": ("escalationRef", "escalation", "escalationCode"),
}
CATCH_ALL = {"error", "escalation"}  # at a boundary they may leave the code open

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
    match node.kind:
        case "startEvent":
            return _start_position(scope)
        case "boundaryEvent":
            host = scope.nodes.get(node.get("attachedToRef") or "")
            return "boundary event" + (" of a transaction" if host and host.kind == "transaction" else "")
        case "endEvent":
            return "end event" + (" of a transaction" if scope.owner.kind == "transaction" else "")
        case _:
            return "throw event" if node.kind == "intermediateThrowEvent" else _catch_position(scope, node)


def _start_position(scope: Scope) -> str:
    if scope.owner.kind == "process":
        return "start event"
    return "start event of an event sub-process" if scope.is_event_subprocess else "start event of a sub-process"


def _catch_position(scope: Scope, node: Element) -> str:
    sources = {scope.nodes[flow.source].kind for flow in scope.incoming[node.id or ""]}
    return "event behind an event gateway" if "eventBasedGateway" in sources else "catch event"


def _details(diagram: Diagram, node: Element, kind: str) -> Iterator[Finding]:
    definition = node.definition(kind)
    if definition is not None and kind in NAMED:
        yield from _named(diagram, node, kind=kind, definition=definition)


def _named(diagram: Diagram, node: Element, *, kind: str, definition: Element) -> Iterator[Finding]:
    attribute, global_kind, must_have = NAMED[kind]
    reference = definition.get(attribute)
    if not reference and kind in CATCH_ALL and node.kind == "boundaryEvent":
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
    if node.get("cancelActivity") == "false" and set(node.definitions) & {"error", "cancel"}:
        yield ERROR_GOES_ON.at(node, f"{node.label} catches an error without interrupting, which BPMN does not allow.")
