"""How a choice on a line is drawn with its new way and their texts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.library.outline.clear import BLOCKED, cost_of_box, cost_of_moving
from service.library.outline.insert import Put
from service.library.outline.labels import along, around, best_spot, size_of
from service.library.outline.plane import Box, Line, Plane, Shape
from service.library.outline.route import best_route

END = 36.0
FRESH = 150.0  # how much room is made beside a choice where there is too little
ROOM_MADE = 60.0  # what it costs to make some
TIDY = 90.0  # no room is made for what is as good as this
MOST_ENDS = 5  # places for a new end to which a line is tried
OFFSETS = (  # of a new end from its choice, in this order of liking
    *((0.0, 98.0), (0.0, -98.0), (0.0, 118.0), (0.0, -118.0), (140.0, 0.0), (-140.0, 0.0)),
    *((120.0, 98.0), (120.0, -98.0), (-120.0, 98.0), (-120.0, -98.0)),
)


@dataclass(frozen=True, kw_only=True)
class NewWay:
    """The way from a choice to the step of an id; `otherwise`: what stands beside the way as before."""

    id: str
    target: str
    question: str
    label: str
    otherwise: str
    end: str = ""  # name of the end that is new, "" where the step is there


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The drawing with the new way; `end`: the shape that it leads to."""

    plane: Plane
    end: Shape
    cost: float


def draw_choice(put: Put, way: NewWay) -> Choice | None:
    """Return the best drawing of the way, and of its end where that is new; None where there is no room."""
    best: Choice | None = None
    lowest = BLOCKED
    for plane, cost in _planes(put):
        if lowest < TIDY + cost:
            break
        for found in _choices(plane, put, way, below=lowest - cost):
            if found.cost + cost < lowest:
                best, lowest = found, found.cost + cost
    return best


def _planes(put: Put) -> Iterator[tuple[Plane, float]]:
    """Yield the drawing as it is, then with room made on each side of the choice, with what that costs."""
    yield put.plane, 0.0
    gateway = put.plane.shape(put.id)
    if gateway is None:
        return
    for axis, is_behind in ((1, True), (1, False), (0, True), (0, False)):
        cut = gateway.box.high[axis] + 1 if is_behind else gateway.box.low[axis] - 1
        plane = put.plane.apart(axis, cut, FRESH)
        yield plane, ROOM_MADE + cost_of_moving(put.plane, plane)


def _choices(plane: Plane, put: Put, way: NewWay, *, below: float) -> Iterator[Choice]:
    gateway, there = plane.shape(put.id), plane.shape(way.target)
    if gateway is None:
        return
    ends = (
        [(there, 0.0)] if there is not None else sorted(_new_ends(plane, gateway, way.target), key=lambda end: end[1])
    )
    for end, cost in ends[:MOST_ENDS]:
        drawn = plane if there is not None else plane.with_shape(end)
        route = best_route(drawn, gateway, end, below=below - cost)
        if route.points:
            line = Line(id=way.id, node=None, source=put.id, target=end.id, points=route.points)
            labelled, label_cost = _labelled(drawn.with_line(line), put, way)
            yield Choice(plane=labelled, end=end, cost=cost + route.cost + label_cost)


def _new_ends(plane: Plane, gateway: Shape, id_: str) -> Iterator[tuple[Shape, float]]:
    """Yield places for a new end around the choice, in its lane, with how much they are in the way."""
    x, y = gateway.box.centre
    for liking, (across, down) in enumerate(OFFSETS):
        box = Box(x + across - END / 2, y + down - END / 2, END, END)
        cost = cost_of_box(plane, box, ends=(gateway,)) + liking
        lanes = (each.box for each in plane.shapes if each.kind == "lane" and each.box.holds(gateway.box))
        if cost < BLOCKED and all(lane.holds(box) for lane in lanes):
            yield Shape(id=id_, node=None, box=box, kind="endEvent"), cost


def _labelled(plane: Plane, put: Put, way: NewWay) -> tuple[Plane, float]:
    """Return the drawing with all texts of the choice, and how much they are in the way."""
    cost = 0.0
    for id_, text in ((put.onward, way.otherwise), (way.id, way.label)):
        if (line := plane.line(id_)) is not None:
            spot = best_spot(plane, along(line.points, size_of(text)))
            plane, cost = plane.with_line(replace(line, label=spot.box)), cost + spot.cost
    for id_, text in ((way.target, way.end), (put.id, way.question)):
        if text and (shape := plane.shape(id_)) is not None:
            spot = best_spot(plane, around(shape.box, size_of(text)))
            plane, cost = plane.with_shape(replace(shape, label=spot.box)), cost + spot.cost
    return plane, cost
