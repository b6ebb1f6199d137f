"""BPMN elements: what we run, what we know and refuse, and what we do not know at all."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.namespaces import (
    ACTIVITIES,
    BPMN,
    EVENT_DEFINITIONS,
    EVENTS,
    FLOW_NODES,
    GATEWAYS,
    SUBPROCESSES,
    UNSUPPORTED_NODES,
)
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, warning
from service.findings import Finding

ELEMENT_UNSUPPORTED = Rule(
    code="element-not-supported",
    remedy="Redraw this part with tasks, events, gateways, sub-processes and call activities.",
)
COMPLEX_GATEWAY = Rule(
    code="complex-gateway", remedy="Use an inclusive or parallel gateway, or let a decision table choose the way."
)
TRANSACTION = Rule(code="transaction", remedy="Make it a sub-process with an error boundary event.")
AD_HOC = Rule(
    code="ad-hoc-subprocess",
    remedy="Draw the steps with an inclusive gateway, or as a task that can be done again in a loop.",
)
COMPENSATION = Rule(code="compensation", remedy="Draw the undoing steps as an ordinary path behind a boundary event.")
QUANTITY = Rule(
    code="quantity-not-one", remedy="Set start and completion quantity to 1; use a gateway to fork or join."
)
DATA_STORE = Rule(code="data-store", remedy="Remove the data store; forms are stored by themselves.")
DATA_OBJECT = warning(
    code="data-object", remedy="Keep it as a picture only, or use process variables and records in its place."
)
TOO_LARGE = Rule(
    code="diagram-too-large", remedy="Move parts into processes of their own and call them with call activities."
)

MAX_NODES = 400

# Children of a process or sub-process, of a flow node, of the definitions …: everything else is reported.
CONTAINED = {
    "definitions": {
        "process",
        "message",
        "signal",
        "error",
        "escalation",
        "collaboration",
        "category",
        "itemDefinition",
    },
    "collaboration": {"participant", "messageFlow", "textAnnotation", "association", "group"},
    "laneSet": {"lane"},
    "lane": {"flowNodeRef", "childLaneSet"},
    "childLaneSet": {"lane"},
    "category": {"categoryValue"},
    "textAnnotation": {"text"},
    "sequenceFlow": {"conditionExpression"},
    "timerEventDefinition": {"timeDate", "timeDuration", "timeCycle"},
    "conditionalEventDefinition": {"condition"},
    "multiInstanceLoopCharacteristics": {
        "loopCardinality",
        "loopDataInputRef",
        "loopDataOutputRef",
        "inputDataItem",
        "outputDataItem",
        "completionCondition",
    },
    "standardLoopCharacteristics": {"loopCondition"},
    "dataInputAssociation": {"sourceRef", "targetRef"},
    "dataOutputAssociation": {"sourceRef", "targetRef"},
    "ioSpecification": {"dataInput", "dataOutput", "inputSet", "outputSet"},
    "inputSet": {"dataInputRefs"},
    "outputSet": {"dataOutputRefs"},
}
EVERYWHERE = {"documentation", "extensionElements"}
IN_A_SCOPE = FLOW_NODES | {
    "laneSet",
    "sequenceFlow",
    "textAnnotation",
    "association",
    "group",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
}
IN_A_NODE = {"incoming", "outgoing"}
IN_AN_ACTIVITY = IN_A_NODE | {
    "multiInstanceLoopCharacteristics",
    "standardLoopCharacteristics",
    "dataInputAssociation",
    "dataOutputAssociation",
    "ioSpecification",
}


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    if len(diagram.nodes) > MAX_NODES:
        count = len(diagram.nodes)
        yield TOO_LARGE.at(diagram.root, f"The diagram has {count} steps and gateways; {MAX_NODES} are allowed.")
    for element in diagram.root.descendants():
        if element.namespace == BPMN:
            yield from _place(element)
    for _, node in diagram.nodes:
        yield from _node(node)
    for scope in diagram.scopes:
        for store in scope.owner.children("dataStoreReference"):
            yield DATA_STORE.at(store, f"{store.label} is a data store, which nothing reads or fills.")
        for data in scope.owner.children("dataObjectReference"):
            yield DATA_OBJECT.at(data, f"{data.label} is a data object, which nothing reads or fills.")


def _place(element: Element) -> Iterator[Finding]:
    parent = Element(file=element.file, xml=element.xml.getparent())
    if parent.namespace != BPMN or element.kind in EVERYWHERE | {"dataStore"}:
        return
    if element.kind not in _allowed_in(parent.kind):
        yield ELEMENT_UNSUPPORTED.at(element, f"The element {element.kind} inside {parent.kind} is not one we run.")


def _allowed_in(kind: str) -> set[str] | frozenset[str]:
    allowed: set[str] | frozenset[str] = CONTAINED.get(kind, set())
    if kind == "process":
        allowed = IN_A_SCOPE
    elif kind in SUBPROCESSES | UNSUPPORTED_NODES:
        allowed = IN_A_SCOPE | IN_AN_ACTIVITY | {"completionCondition"}
    elif kind in ACTIVITIES:
        allowed = IN_AN_ACTIVITY | ({"script"} if kind == "scriptTask" else set())
    elif kind in EVENTS:
        allowed = IN_A_NODE | set(EVENT_DEFINITIONS) | {"eventDefinitionRef"}
    elif kind in GATEWAYS:
        allowed = IN_A_NODE
    return allowed


def _node(node: Element) -> Iterator[Finding]:
    match node.kind:
        case "complexGateway":
            yield COMPLEX_GATEWAY.at(node, f"{node.label} is a complex gateway.")
        case "adHocSubProcess":
            yield AD_HOC.at(node, f"{node.label} is an ad-hoc sub-process.")
        case "transaction":
            yield TRANSACTION.at(node, f"{node.label} is a transaction, whose cancelling is not run.")
        case "callChoreography" | "subChoreography":
            yield ELEMENT_UNSUPPORTED.at(node, f"{node.label} belongs to a choreography, which is not run.")
    if node.get("isForCompensation") == "true":
        yield COMPENSATION.at(node, f"{node.label} is marked as compensation, which is never run.")
    for quantity in ("startQuantity", "completionQuantity"):
        if node.get(quantity) not in (None, "1"):
            yield QUANTITY.at(node, f"{node.label} has a {quantity} of {node.get(quantity)}.")
