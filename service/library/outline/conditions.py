"""Conditions of flows, as the file has them."""

from collections.abc import Mapping

from service.library.markup import New, Node
from service.library.outline.drawing import BPMN, XSI, Drawing, bpmn


def write_condition(drawing: Drawing, flow: Node, formula: str) -> None:
    """Give a flow the condition, which begins with `=`."""
    there = flow.first(bpmn("conditionExpression"))
    if there is None:
        drawing.source.add(
            new_condition(flow, formula), within=flow, after=flow.children[-1] if flow.children else None
        )
    elif "=" + there.text.strip().removeprefix("=").strip() != formula:
        drawing.source.write(there, formula)


def new_condition(near: Node, formula: str) -> New:
    return New(tag=bpmn("conditionExpression"), attributes=expression_type(near), text=formula)


def expression_type(near: Node) -> Mapping[str, str]:
    """What modelers write on every expression."""
    prefix = next((prefix for prefix, namespace in near.scope.items() if namespace == BPMN), "")
    return {f"{{{XSI}}}type": f"{prefix}:tFormalExpression" if prefix else "tFormalExpression"}
