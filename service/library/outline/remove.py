"""Taking a step out: what it stood between is joined."""

from collections.abc import Sequence

from service.engine.checks.namespaces import SUBPROCESSES
from service.library.markup import Node
from service.library.outline.changes import refuse
from service.library.outline.drawing import Drawing, bpmn
from service.library.outline.plane import Point, points_of, write_points
from service.library.outline.room import straight

DRAWN = frozenset({"BPMNShape", "BPMNEdge", "BPMNDiagram"})
KEPT = {
    "startEvent": "A start cannot be taken out here: nothing would begin any more.",
    "endEvent": "An end cannot be taken out here: what leads to it would lead nowhere.",
    "boundaryEvent": "What happens during a step has a way of its own. Take it out in the drawing.",
}


def remove(drawing: Drawing, id_: str) -> None:
    """Take out a step with one way in and one way out; the way in then leads where the way out led.

    :raises InvalidInputError: it is no such step; the sentence says why.
    """
    step = drawing.step(id_)
    into, out = _ways(drawing, step)
    target = drawing.by_id[out.get("targetRef")]
    source = drawing.source
    source.set(into, "targetRef", target.id)
    for reference in target.of(bpmn("incoming")):
        if reference.text.strip() == out.id:
            source.write(reference, into.id)
    reference_in_lane = drawing.lane_of(step.id)
    for node in (step, out, reference_in_lane):
        if node is not None:
            source.remove(node)
    _redraw(drawing, step, into=into, out=out)


def _ways(drawing: Drawing, step: Node) -> tuple[Node, Node]:
    name, into, out = drawing.name_of(step), drawing.arriving(step), drawing.leaving(step)
    if step.kind in KEPT:
        raise refuse("id", KEPT[step.kind])
    if len(into) != 1 or len(out) != 1:
        ways = f"{_ways_in_words(len(into))} in and {_ways_in_words(len(out))} out"
        raise refuse("id", f"{name} has {ways}. Only a step with one of each can be taken out here.")
    if events := drawing.on_border(step):
        named = " and ".join(drawing.name_of(event) for event in events)
        raise refuse("id", f"{named} can happen during {name}. Take that out in the drawing first.")
    if into[0].get("sourceRef") == step.id or into[0].get("sourceRef") == out[0].get("targetRef"):
        raise refuse("id", f"{name} is all that there is in a loop. Take the loop out in the drawing.")
    if drawing.by_id[into[0].get("sourceRef")].kind == "eventBasedGateway":
        raise refuse("id", f"{name} is what a choice by events waits for. Take it out in the drawing.")
    if tied := _tied(drawing, step):
        raise refuse("id", f"{tied} is tied to {name} in the drawing. Take it out there first.")
    return into[0], out[0]


def _tied(drawing: Drawing, step: Node) -> str:
    """Return what else in the file names the step or something in it; "" for nothing."""
    inner = {node.id for node in step.walk() if node.id} if step.kind in SUBPROCESSES else {step.id}
    for node in drawing.source.root.walk():
        ends = {node.get("sourceRef"), node.get("targetRef")} & inner
        if ends and node.kind == "association":
            return "A note"
        if ends and node.kind == "messageFlow":
            return "A message between pools"
    return ""


def _ways_in_words(number: int) -> str:
    return {0: "no way", 1: "one way"}.get(number, f"{number} ways")


def _redraw(drawing: Drawing, step: Node, *, into: Node, out: Node) -> None:
    first, second = drawing.shape(into.id), drawing.shape(out.id)
    if first is not None and second is not None:
        write_points(drawing, first, _joined(points_of(first), points_of(second)))
    gone = {node.id for node in step.walk() if node.id} | {out.id}
    drawn = [node for node in drawing.source.root.walk() if node.kind in DRAWN and _shows(node) in gone]
    for node in drawn:
        if not any(node is not other and node in other.walk() for other in drawn):
            drawing.source.remove(node)


def _shows(node: Node) -> str:
    """Return the id of what is drawn; of a diagram the id of the part that it is the inside of."""
    plane = node.children[-1] if node.kind == "BPMNDiagram" and node.children else node
    return plane.get("bpmnElement").rpartition(":")[2]


def _joined(first: Sequence[Point], second: Sequence[Point]) -> tuple[Point, ...]:
    """Return one line out of the two, of level and upright pieces, through where the step stood."""
    start, end = first[-1], second[0]
    level = len(first) > 1 and first[-2][1] == start[1]
    bend = (end[0], start[1]) if level else (start[0], end[1])
    return straight((*first, bend, *second))
