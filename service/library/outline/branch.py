"""Putting a choice on a flow, with a new way to an existing step or to a new end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from service.library.markup import New, Node
from service.library.outline.changes import AddBranch, refuse
from service.library.outline.clear import BLOCKED, cost_of_box, cost_of_label, cost_of_way
from service.library.outline.conditions import new_condition
from service.library.outline.drawing import Drawing, bpmn
from service.library.outline.formula import formula_text, name_text
from service.library.outline.insert import Kind, Put, place, spoken_id, uses_references, write, write_lane
from service.library.outline.plane import Box, Line, Plane, Point, Shape, write_plane
from service.library.outline.room import straight

GATEWAY = (50.0, 50.0)
END = 36.0
FRESH_ROW = 150.0
TIDY = 100.0  # no new row is made for what is as good as this
NEW_ROW = 150.0  # what it costs to make one
MOST_ROWS = 40  # heights tried for a line across the drawing
DROPS = (98.0, -98.0, 118.0, -118.0)
LETTER, LINE, WIDEST = 6.5, 14.0, 90.0
NOTHING_IN = frozenset({"startEvent", "boundaryEvent"})


@dataclass(frozen=True, kw_only=True)
class _Way:
    """The new way as it is drawn; `end`: the shape of the new end."""

    plane: Plane
    points: tuple[Point, ...]
    end: Shape | None
    cost: float


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
    kind = Kind(tag="exclusiveGateway", name=question, size=GATEWAY, attributes={})
    put = place(drawing, flow.id, kind)
    end_id = drawing.source.new_id(f"Event_{spoken_id(end)}") if target is None else target.id
    way_id = drawing.source.new_id(f"Flow_{spoken_id(question)}_{spoken_id(label)}")
    way = _best(put, end_id, name=end, is_new=target is None)
    kind = replace(kind, attributes={"default": put.onward})
    write(drawing, put, kind, also_out=(way_id,), onward_name=otherwise)
    _write_way(drawing, put, Flow(id=way_id, name=label, target=end_id, formula=formula))
    if target is None:
        _write_end(drawing, put, way=way, flow=Flow(id=way_id, name=end, target=end_id, formula=""))
    elif uses_references(drawing, flow):
        references = list(target.of(bpmn("incoming")))
        notes = [each for each in target.children if each.kind in {"documentation", "extensionElements"}]
        beside = references or notes
        new = New(tag=bpmn("incoming"), text=way_id)
        drawing.source.add(new, within=target, after=beside[-1] if beside else None)
    write_plane(drawing, put.before, _labelled(put, way, _Labels(question, label, otherwise), way_id, end_id))


@dataclass(frozen=True, kw_only=True)
class Flow:
    id: str
    name: str
    target: str
    formula: str


@dataclass(frozen=True)
class _Labels:
    question: str
    way: str
    otherwise: str


def _target(drawing: Drawing, flow: Node, id_: str) -> Node:
    target, source = drawing.step(id_), drawing.by_id[flow.get("sourceRef")]
    name = drawing.name_of(target)
    if target.parent is not source.parent:
        raise refuse("to", f"{name} is not on the same level: a way leads from step to step of one part only.")
    if target.kind in NOTHING_IN or target.get("triggeredByEvent") == "true":
        raise refuse("to", f"Nothing can lead to {name}: it begins by itself.")
    if target.id == flow.get("targetRef"):
        raise refuse("to", f"The way leads to {name} already. Choose another step, or a new end.")
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


def _write_end(drawing: Drawing, put: Put, *, way: _Way, flow: Flow) -> None:
    source = drawing.by_id[put.flow.get("sourceRef")]
    children = (New(tag=bpmn("incoming"), text=flow.id),) if uses_references(drawing, put.flow) else ()
    new = New(tag=bpmn("endEvent"), attributes={"id": flow.target, "name": flow.name}, children=children)
    drawing.source.add(new, within=source.parent or source, after=source)
    beside = drawing.lane_of(source.id)
    if beside is not None and way.end is not None:
        write_lane(drawing, way.plane, way.end, beside=beside)


def _best(put: Put, target: str, *, name: str, is_new: bool) -> _Way:
    """Return how the new way is drawn: with what there is room for, else in a row that is made for it."""
    found: list[_Way] = []
    for made, plane in enumerate(_planes(put)):
        gateway = plane.shape(put.id)
        if gateway is not None and not any(way.cost < TIDY for way in found):
            ways = _to_end(plane, gateway, id_=target, name=name) if is_new else _to_step(plane, gateway, target)
            found += (replace(way, cost=way.cost + (NEW_ROW if made else 0)) for way in ways)
    best = min(found, key=lambda way: way.cost, default=None)
    if best is None or best.cost >= BLOCKED:
        raise refuse("to", "The drawing has no room for this way. Draw it in the drawing.")
    return best


def _planes(put: Put) -> Iterator[Plane]:
    yield put.plane
    gateway = put.plane.shape(put.id)
    if gateway is not None:
        yield put.plane.apart(1, gateway.box.high[1] + 1, FRESH_ROW)
        yield put.plane.apart(1, gateway.box.low[1] - 1, FRESH_ROW)


def _to_end(plane: Plane, gateway: Shape, *, id_: str, name: str) -> Iterator[_Way]:
    x, y = gateway.box.centre
    for drop in DROPS:
        box = Box(x - END / 2, y + drop - END / 2, END, END)
        label = _label(name, x, box.high[1] + 6)
        if drop < 0:
            label = label._replace(y=box.low[1] - 6 - label.height)
        shape = Shape(id=id_, node=None, box=box, label=label, kind="endEvent")
        edge = gateway.box.high[1] if drop > 0 else gateway.box.low[1]
        points = ((x, edge), (x, box.low[1] if drop > 0 else box.high[1]))
        cost = cost_of_box(plane, box, line="", ends=(gateway,)) + cost_of_way(
            plane, points, line="", ends=(gateway.id,)
        )
        cost += cost_of_label(plane, label)
        cost += sum(BLOCKED for each in plane.shapes if each.kind == "lane" and _leaves(each.box, gateway.box, shape))
        yield _Way(plane=plane.with_shape(shape), points=points, end=shape, cost=cost + abs(drop) / 10)


def _leaves(lane: Box, gateway: Box, end: Shape) -> bool:
    """Whether the end would stand outside the lane of the choice, or across its border."""
    return lane.holds(gateway) and not (lane.holds(end.box.grown(5)) and (end.label is None or lane.holds(end.label)))


def _to_step(plane: Plane, gateway: Shape, target: str) -> Iterator[_Way]:
    shape = plane.shape(target)
    for points in _courses(plane, gateway.box, shape.box) if shape is not None else ():
        cost = cost_of_way(plane, points, line="", ends=(gateway.id, target))
        length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(points))
        yield _Way(plane=plane, points=points, end=None, cost=cost + length / 50 + 5 * len(points))


def _courses(plane: Plane, start: Box, end: Box) -> Iterator[tuple[Point, ...]]:
    """Yield lines from the top or bottom of one shape to each side of another, in rows across the drawing."""
    x, end_x, end_y = start.centre[0], end.centre[0], end.centre[1]
    for row in _heights(plane, start):
        edge = start.high[1] if row > start.centre[1] else start.low[1]
        begun = ((x, edge), (x, row))
        if row > end.high[1] + 15:
            yield straight((*begun, (end_x, row), (end_x, end.high[1])))
        elif row < end.low[1] - 15:
            yield straight((*begun, (end_x, row), (end_x, end.low[1])))
        for side, beyond in ((end.low[0], -25.0), (end.high[0], 25.0)):
            yield straight((*begun, (side + beyond, row), (side + beyond, end_y), (side, end_y)))


def _heights(plane: Plane, start: Box) -> list[float]:
    outer = [shape.box for shape in plane.around(start) if shape.kind != "lane"]
    boxes = outer[:1] or [shape.box for shape in plane.shapes]
    low, high = min(box.low[1] for box in boxes), max(box.high[1] for box in boxes)
    step = max(10, round((high - low) / MOST_ROWS))
    rows = [low + step * number for number in range(1, int((high - low) // step))]
    return [row for row in rows if not start.low[1] - 15 < row < start.high[1] + 15]


def _labelled(put: Put, way: _Way, labels: _Labels, way_id: str, end_id: str) -> Plane:  # noqa: PLR0917 - all of a choice
    """Return the plane with the new line and the texts beside the choice."""
    gateway = way.plane.shape(put.id)
    onward = way.plane.line(put.onward)
    if gateway is None or onward is None:
        return way.plane
    x, y = gateway.box.centre
    edge = gateway.box.high[1] + 6 if way.points[1][1] > y else gateway.box.low[1] - 6 - LINE
    beside = _label(labels.way, 0, edge)._replace(x=x + 6)
    line = Line(id=way_id, node=None, source=put.id, target=end_id, points=way.points, label=beside)
    named = replace(onward, label=_beside(labels.otherwise, onward.points))
    plane = way.plane.with_line(line).with_line(named)
    question = _question(plane, gateway, _label(labels.question, x, 0))
    shapes = tuple(replace(each, label=question) if each.id == put.id else each for each in plane.shapes)
    return replace(plane, shapes=shapes)


def _question(plane: Plane, gateway: Shape, label: Box) -> Box:
    """Return the place for the name of a choice that is least in the way, above or below it."""
    (x, y), (right, bottom) = gateway.box.low, gateway.box.high
    places = [
        label._replace(x=left, y=top)
        for left in (label.x, x + 25 - label.width - 8, right - 25 + 8)
        for top in (y - 6 - label.height, bottom + 6)
    ]
    return min(places, key=lambda place: cost_of_label(plane, place))


def _beside(text: str, points: tuple[Point, ...]) -> Box:
    """Return the place of a label at the beginning of a line."""
    (x, y), (next_x, next_y) = points[0], points[1]
    box = _label(text, 0, 0)
    if y == next_y:
        return box._replace(x=x + 6 if next_x > x else x - 6 - box.width, y=y - 4 - box.height)
    return box._replace(x=x + 6, y=y + 6 if next_y > y else y - 6 - box.height)


def _label(text: str, centre: float, top: float) -> Box:
    """Return how large a label will be, about as modelers break its lines."""
    width = min(WIDEST, max(len(word) for word in (text or " ").split(" ")) * LETTER + 4, WIDEST)
    width = max(width, min(WIDEST, len(text) * LETTER + 4))
    lines = max(1, -(-int(len(text) * LETTER) // int(WIDEST - 6)))
    return Box(round(centre - width / 2), round(top), round(width), LINE * lines)
