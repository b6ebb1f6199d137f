"""Putting a new task on a flow."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.engine.checks.namespaces import GATEWAYS
from service.library.markup import New, Node
from service.library.outline.changes import AddTask, refuse
from service.library.outline.drawing import Drawing, bpmn, camunda
from service.library.outline.formula import moment_text, name_text
from service.library.outline.plane import Line, Plane, Shape, plane_of, write_plane
from service.library.outline.room import Wanted, room_on

TASK = (100.0, 80.0)
LONGEST_ID = 40
_DROPPED = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What is to be put on a flow."""

    tag: str
    name: str
    size: tuple[float, float]
    attributes: Mapping[str, str]
    lane: str = ""  # id of the lane in which it is to be drawn, "" for that of the flow
    behind: float = 0.0  # room for a text beside the way out of it


@dataclass(frozen=True, kw_only=True)
class Put:
    """A step on a flow: `flow` will lead to it, `onward` from it to where the flow led."""

    id: str
    flow: Node
    onward: str
    plane: Plane  # with it
    before: Plane  # as the file has it


def add_task(drawing: Drawing, change: AddTask) -> None:
    """Write the task, its place in lane and drawing, and the flow out of it.

    :raises InvalidInputError: there is no such flow, something is missing, or the drawing has no room.
    """
    name = name_text(change.name)
    roles = list(dict.fromkeys(role for role in change.roles if role))
    if not roles:
        raise refuse("roles", "Choose at least one role: nobody would be offered this task.")
    if not change.form:
        raise refuse("form", "Choose the form: a task of people has one.")
    attributes = {
        camunda("formRef"): change.form,
        camunda("formRefBinding"): "latest",
        camunda("candidateGroups"): ",".join(roles),
    }
    if due := moment_text(change.due, field="due", what="the due date"):
        attributes[camunda("dueDate")] = due
    kind = Kind(tag="userTask", name=name, size=TASK, attributes=attributes, lane=change.lane)
    put = place(drawing, change.flow, kind)
    write(drawing, put, kind)
    write_plane(drawing, put.before, put.plane)


def place(drawing: Drawing, flow_id: str, kind: Kind) -> Put:
    """Return where a step can stand between the two ends of a flow.  :raises InvalidInputError: nowhere."""
    flow = drawing.flow(flow_id, field="flow")
    if drawing.by_id[flow.get("sourceRef")].kind == "eventBasedGateway":
        sentence = "Nothing can stand between a choice by events and the events. Add the step after one of them."
        raise refuse("flow", sentence)
    plane = plane_of(drawing, flow.id)
    line = plane.line(flow.id) if plane is not None else None
    room = None
    if plane is not None and line is not None:
        room = room_on(plane, line, Wanted(size=kind.size, behind=kind.behind, rows=_rows(plane, line, kind)))
    if plane is None or line is None or room is None:
        raise refuse("flow", "This way is not drawn as level and upright lines. Add the step in the drawing.")
    prefix = "Gateway" if kind.tag in GATEWAYS else "Task"
    id_ = drawing.source.new_id(f"{prefix}_{spoken_id(kind.name)}")
    onward = drawing.source.new_id(f"Flow_{spoken_id(kind.name)}_{line.target.rpartition('_')[2][:LONGEST_ID]}")
    now = room.plane.line(flow.id) or line
    after = room.plane.with_line(replace(now, target=id_, points=room.before))
    after = after.with_line(Line(id=onward, node=None, source=id_, target=line.target, points=room.after))
    after = after.with_shape(Shape(id=id_, node=None, box=room.box, kind=kind.tag))
    return Put(id=id_, flow=flow, onward=onward, plane=after, before=plane)


def write(drawing: Drawing, put: Put, kind: Kind, *, also_out: Sequence[str] = (), onward_name: str = "") -> None:
    """Write the step and the flow out of it, but for the drawing.  `also_out`: flows that will lead out of it, too."""
    _write_step(drawing, put, kind, out=(put.onward, *also_out))
    _write_onward(drawing, put, onward_name)
    _write_lane(drawing, put)


def spoken_id(name: str) -> str:
    """Return what ids are made of: "Copy of plan given" becomes CopyOfPlanGiven."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = [word[:1].upper() + word[1:] for word in _DROPPED.split(plain) if word]
    return "".join(words)[:LONGEST_ID] or "Step"


def _rows(plane: Plane, line: Line, kind: Kind) -> tuple[float, ...]:
    """Return the heights at which shapes stand in the lane, if the line does not begin or end in it anyway."""
    there = plane.shape(kind.lane) if kind.lane else None
    ends = [shape for id_ in (line.source, line.target) if (shape := plane.shape(id_)) is not None]
    if there is None or any(there.box.holds(end.box) for end in ends):
        return ()
    inside = [shape for shape in plane.shapes if not shape.holds_others and there.box.holds(shape.box)]
    heights = {shape.box.centre[1] for shape in inside if not shape.host}
    return (*sorted(heights), there.box.centre[1])


def _write_step(drawing: Drawing, put: Put, kind: Kind, *, out: Sequence[str]) -> None:
    source = drawing.by_id[put.flow.get("sourceRef")]
    children: tuple[New, ...] = ()
    if uses_references(drawing, put.flow):
        children = (
            New(tag=bpmn("incoming"), text=put.flow.id),
            *(New(tag=bpmn("outgoing"), text=each) for each in out),
        )
    new = New(tag=bpmn(kind.tag), attributes={"id": put.id, "name": kind.name, **kind.attributes}, children=children)
    drawing.source.add(new, within=source.parent or source, after=source)


def _write_onward(drawing: Drawing, put: Put, name: str) -> None:
    flow, target = put.flow, drawing.by_id[put.flow.get("targetRef")]
    drawing.source.set(flow, "targetRef", put.id)
    names = {"id": put.onward, **({"name": name} if name else {}), "sourceRef": put.id, "targetRef": target.id}
    drawing.source.add(New(tag=bpmn("sequenceFlow"), attributes=names), within=flow.parent or flow, after=flow)
    for reference in target.of(bpmn("incoming")):
        if reference.text.strip() == flow.id:
            drawing.source.write(reference, put.onward)


def uses_references(drawing: Drawing, flow: Node) -> bool:
    """Whether the file lists at each step the flows that lead into it and out of it."""
    ends = (drawing.by_id[flow.get(end)] for end in ("sourceRef", "targetRef"))
    return any(True for end in ends for _ in end.of(bpmn("incoming"), bpmn("outgoing")))


def _write_lane(drawing: Drawing, put: Put) -> None:
    beside = drawing.lane_of(put.flow.get("sourceRef"))
    shape = put.plane.shape(put.id)
    if beside is not None and shape is not None:
        write_lane(drawing, put.plane, shape, beside=beside)


def write_lane(drawing: Drawing, plane: Plane, shape: Shape, *, beside: Node) -> None:
    """List a step in the lane in which it is drawn; `beside`: the entry of the step next to it."""
    around = [each.id for each in plane.around(shape.box) if each.kind == "lane"]
    lane = drawing.by_id.get(around[0]) if around else beside.parent
    if lane is None:
        return
    references = list(lane.of(bpmn("flowNodeRef")))
    after = beside if beside in references else (references[-1] if references else None)
    drawing.source.add(New(tag=bpmn("flowNodeRef"), text=shape.id), within=lane, after=after)
