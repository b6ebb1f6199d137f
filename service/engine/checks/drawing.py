"""Diagram interchange: everything that runs can be seen, and everything that is seen exists."""

from collections.abc import Iterator

from service.engine.checks.diagram import Diagram, Element
from service.engine.checks.namespaces import BPMN, BPMNDI, FLOW_NODES
from service.engine.checks.release import Library
from service.engine.checks.rule import Rule, warning
from service.findings import Finding

SHAPES = FLOW_NODES | {"participant", "lane", "textAnnotation", "group", "dataObjectReference", "dataStoreReference"}
EDGES = frozenset({"sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation"})

NOT_DRAWN = Rule(
    code="not-drawn", remedy="Draw it in the modeler, or lay the diagram out again; what runs must be visible."
)
DRAWS_NOTHING = warning(
    code="drawing-of-nothing", remedy="Save the diagram in the modeler, which removes such leftovers."
)


def check(diagram: Diagram, _library: Library) -> Iterator[Finding]:
    drawn = dict(_drawn(diagram))
    for element in diagram.by_id.values():
        if element.namespace == BPMN and element.kind in SHAPES | EDGES:
            shape = drawn.get(element.get("id") or "")
            if shape is None or not _complete(shape):
                yield NOT_DRAWN.at(element, f"The {element.kind} {element.label} has no place in the picture.")
    for target, shape in drawn.items():
        if target not in diagram.by_id:
            yield DRAWS_NOTHING.at(shape, f"The picture shows {target or 'something'}, which is not in the process.")


def _drawn(diagram: Diagram) -> Iterator[tuple[str, Element]]:
    for element in diagram.root.descendants():
        if element.namespace == BPMNDI and element.kind in {"BPMNShape", "BPMNEdge"}:
            yield (element.get("bpmnElement") or "").rpartition(":")[2], element


def _complete(shape: Element) -> bool:
    if shape.kind == "BPMNShape":
        bounds = shape.xml.find("{*}Bounds")
        return bounds is not None and all(_number(bounds.get(side)) for side in ("x", "y", "width", "height"))
    return len(shape.xml.findall("{*}waypoint")) > 1


def _number(text: str | None) -> bool:
    try:
        float(text or "")
    except ValueError:
        return False
    return True
