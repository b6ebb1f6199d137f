"""Putting a choice on a flow, with a new way to an existing step or to a new end."""

from dataclasses import dataclass, replace

from service.engine.checks.namespaces import GATEWAYS
from service.library.markup import New, Node
from service.library.outline.changes import AddBranch, refuse
from service.library.outline.choice import Choice, NewWay, draw_choice
from service.library.outline.conditions import new_condition
from service.library.outline.drawing import Drawing, bpmn
from service.library.outline.formula import formula_text, name_text
from service.library.outline.insert import Kind, Put, place, spoken_id, uses_references, write, write_lane
from service.library.outline.labels import size_of
from service.library.outline.plane import write_plane

GATEWAY = (50.0, 50.0)
NOTHING_IN = frozenset({"startEvent", "boundaryEvent"})


def add_branch(drawing: Drawing, change: AddBranch) -> None:
    """Write the choice, the new way with its condition, and the new end.

    :raises InvalidInputError: the way cannot lead there, something is missing, or the drawing has no room.
    """
    question = name_text(change.question, field="question")
    label = name_text(change.label, field="label")
    otherwise = name_text(change.otherwise, field="otherwise")
    formula = formula_text(change.condition, field="condition", what="the condition")
    flow = drawing.flow(change.flow, field="flow")
    end = "" if change.to else name_text(change.end, field="end")
    target = _target(drawing, flow, change.to) if change.to else None
    kind = Kind(tag="exclusiveGateway", name=question, size=GATEWAY, attributes={}, behind=size_of(otherwise).width)
    put = place(drawing, flow.id, kind)
    end_id = drawing.source.new_id(f"Event_{spoken_id(end)}") if target is None else target.id
    way_id = drawing.source.new_id(f"Flow_{spoken_id(question)}_{spoken_id(label)}")
    way = NewWay(id=way_id, target=end_id, question=question, label=label, otherwise=otherwise, end=end)
    drawn = draw_choice(put, way)
    if drawn is None:
        raise refuse("to", "The drawing has no room for this way. Draw it in the drawing.")
    kind = replace(kind, attributes={"default": put.onward})
    write(drawing, put, kind, also_out=(way_id,), onward_name=otherwise)
    _write_way(drawing, put, Flow(id=way_id, name=label, target=end_id, formula=formula))
    if target is None:
        _write_end(drawing, put, drawn, flow=Flow(id=way_id, name=end, target=end_id, formula=""))
    elif uses_references(drawing, flow):
        references = list(target.of(bpmn("incoming")))
        notes = [each for each in target.children if each.kind in {"documentation", "extensionElements"}]
        beside = references or notes
        new = New(tag=bpmn("incoming"), text=way_id)
        drawing.source.add(new, within=target, after=beside[-1] if beside else None)
    write_plane(drawing, put.before, drawn.plane)


@dataclass(frozen=True, kw_only=True)
class Flow:
    id: str
    name: str
    target: str
    formula: str


def _target(drawing: Drawing, flow: Node, id_: str) -> Node:
    target, source = drawing.step(id_), drawing.by_id[flow.get("sourceRef")]
    name = drawing.name_of(target)
    if target.parent is not source.parent:
        raise refuse("to", f"{name} is not on the same level: a way leads from step to step of one part only.")
    if target.kind in NOTHING_IN or target.get("triggeredByEvent") == "true":
        raise refuse("to", f"Nothing can lead to {name}: it begins by itself.")
    if target.id == flow.get("targetRef"):
        raise refuse("to", f"The way leads to {name} already. Choose another step, or a new end.")
    if target.kind in GATEWAYS and len(drawing.leaving(target)) > 1:
        raise refuse("to", f"{name} is a choice itself. Lead to the step before it: its question is asked anew.")
    if any(each.get("sourceRef") in _event_gateways(drawing) for each in drawing.arriving(target)):
        raise refuse("to", f"{name} is what a choice by events waits for. Nothing else can lead there.")
    return target


def _event_gateways(drawing: Drawing) -> set[str]:
    return {node.id for node in drawing.by_id.values() if node.kind == "eventBasedGateway"}


def _write_way(drawing: Drawing, put: Put, flow: Flow) -> None:
    new = New(
        tag=bpmn("sequenceFlow"),
        attributes={"id": flow.id, "name": flow.name, "sourceRef": put.id, "targetRef": flow.target},
        children=(new_condition(put.flow, flow.formula),),
    )
    drawing.source.add(new, within=put.flow.parent or put.flow, after=put.flow)


def _write_end(drawing: Drawing, put: Put, drawn: Choice, *, flow: Flow) -> None:
    source = drawing.by_id[put.flow.get("sourceRef")]
    children = (New(tag=bpmn("incoming"), text=flow.id),) if uses_references(drawing, put.flow) else ()
    new = New(tag=bpmn("endEvent"), attributes={"id": flow.target, "name": flow.name}, children=children)
    drawing.source.add(new, within=source.parent or source, after=source)
    beside = drawing.lane_of(source.id)
    if beside is not None:
        write_lane(drawing, drawn.plane, drawn.end, beside=beside)
