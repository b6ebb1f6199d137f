"""Giving a task of people to another lane: who does it, and where it is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.engine.checks.namespaces import PERSON_TASKS
from service.library.markup import New, Node
from service.library.outline.changes import SetLane, refuse
from service.library.outline.clear import BLOCKED, cost_of_box, cost_of_moving
from service.library.outline.drawing import Drawing, bpmn
from service.library.outline.labels import along, around, best_spot
from service.library.outline.plane import Line, Plane, Point, Shape, hull, plane_of, write_plane
from service.library.outline.route import best_route

BEFORE_REFERENCES = frozenset({"documentation", "extensionElements", "partitionElement", "flowNodeRef"})
COLUMN, ROW = 150.0, 130.0  # how much room is made where there is too little
ROOM_MADE = 60.0  # what it costs to make some
TIDY = 70.0  # for each line: no room is made for what is as good as this
MOST_PLACES = 3  # to which the lines are drawn on trial
ASIDE = tuple(40.0 * number for number in range(-7, 8))  # how far from its column the task may go


def set_lane(drawing: Drawing, change: SetLane) -> None:
    """List the task in the lane, with what can happen during it, and draw it there with its lines.

    :raises InvalidInputError: it is no such task or lane, or the drawing has no room.
    """
    step, lane = drawing.step(change.id), drawing.by_id.get(change.lane)
    here = drawing.lane_of(step.id)
    if step.kind not in PERSON_TASKS or here is None:
        raise refuse("lane", f"{drawing.name_of(step)} is no task in a lane. Move it in the drawing.")
    if lane is None or lane.kind != "lane" or not _is_for(lane, step):
        raise refuse("lane", "Choose a lane of this process.")
    if here.parent is lane:
        return
    moving = [step.id, *(event.id for event in drawing.on_border(step))]
    _list(drawing, lane, moving)
    plane = plane_of(drawing, step.id)
    if plane is not None:
        after = _moved(plane, moving, lane.id)
        if after is None:
            raise refuse("lane", "The drawing has no room for the task in this lane. Move it in the drawing.")
        write_plane(drawing, plane, after)


def _is_for(lane: Node, step: Node) -> bool:
    """Whether the lane can list steps, and is one of what the step is a part of."""
    holder = lane.parent
    while holder is not None and holder.kind in {"laneSet", "childLaneSet", "lane"}:
        holder = holder.parent
    return holder is step.parent and lane.first(bpmn("childLaneSet")) is None


def _list(drawing: Drawing, lane: Node, ids: Sequence[str]) -> None:
    for id_ in ids:
        if (reference := drawing.lane_of(id_)) is not None:
            drawing.source.remove(reference)
    before = [child for child in lane.children if child.kind in BEFORE_REFERENCES]
    new = tuple(New(tag=bpmn("flowNodeRef"), text=id_) for id_ in ids)
    drawing.source.add_all(new, within=lane, after=before[-1] if before else None)


def _moved(plane: Plane, ids: Sequence[str], lane: str) -> Plane | None:
    """Return the drawing with the shapes, of which the first is the task, in the lane; None where there is no room."""
    best, lowest = None, BLOCKED
    tidy = TIDY * sum(bool({line.source, line.target} & set(ids)) for line in plane.lines)
    for made, cost in _planes(plane, ids[0], lane):
        if lowest < tidy + cost:
            break
        for found in _drawings(made, ids, lane, below=lowest - cost):
            if found.cost + cost < lowest:
                best, lowest = found.plane, found.cost + cost
    return best


def _planes(plane: Plane, task: str, lane: str) -> Iterator[tuple[Plane, float]]:
    """Yield the drawing as it is, then with room made for a column, a row or both, with what that costs."""
    yield plane, 0.0
    shape, holder = plane.shape(task), plane.shape(lane)
    if shape is None or holder is None:
        return
    column = plane.apart(0, shape.box.low[0] - 20, COLUMN)
    low, high = holder.box.low[1] + 1, holder.box.high[1] - 1
    for made in (column, plane.apart(1, high, ROW), plane.apart(1, low, ROW), column.apart(1, high, ROW)):
        yield made, ROOM_MADE + cost_of_moving(plane, made)


@dataclass(frozen=True)
class _Drawn:
    plane: Plane
    cost: float


def _drawings(plane: Plane, ids: Sequence[str], lane: str, *, below: float) -> Iterator[_Drawn]:
    task, holder = plane.shape(ids[0]), plane.shape(lane)
    if task is None or holder is None:
        return
    tied = [line for line in plane.lines if {line.source, line.target} & set(ids)]
    bare = replace(plane, lines=tuple(line for line in plane.lines if line not in tied))
    for by, cost in _places(bare, task, holder, ids=ids)[:MOST_PLACES]:
        drawn = _Drawn(_carried(bare, ids, by), cost)
        for line in tied:
            drawn = _with_line(drawn, line, below=below)
        if drawn.cost < below:
            yield drawn


def _places(plane: Plane, task: Shape, lane: Shape, *, ids: Sequence[str]) -> list[tuple[Point, float]]:
    """Return how far the task can be moved so that it stands free in the lane, the best first."""
    others = replace(plane, shapes=tuple(shape for shape in plane.shapes if shape.id not in ids))
    whole = hull(each for shape in plane.shapes if shape.id in ids for each in (shape.box, shape.label) if each)
    found = []
    for across in ASIDE:
        for liking, row in enumerate(_rows(others, lane)):
            by = across, row - task.box.centre[1]
            box = whole.moved(0, by[0]).moved(1, by[1])
            cost = cost_of_box(others, box, ends=(task,)) if lane.box.holds(box) else BLOCKED
            if cost < BLOCKED:
                found.append((by, cost + abs(across) / 4 + 2 * liking))
    return sorted(found, key=lambda place: place[1])


def _rows(plane: Plane, lane: Shape) -> list[float]:
    """Return the heights at which the task may stand: first those of what is there."""
    inside = {shape.box.centre[1] for shape in plane.shapes if not shape.holds_others and lane.box.holds(shape.box)}
    low, high = lane.box.low[1] + ROW / 2, lane.box.high[1] - ROW / 2
    return list(dict.fromkeys((*sorted(inside), lane.box.centre[1], high, low)))


def _carried(plane: Plane, ids: Sequence[str], by: Point) -> Plane:
    for id_ in ids:
        if (shape := plane.shape(id_)) is not None:
            plane = plane.with_shape(shape.moved(0, by[0]).moved(1, by[1]))
    return plane


def _with_line(drawn: _Drawn, line: Line, *, below: float) -> _Drawn:
    """Return the drawing with the line led to where the task is now."""
    plane = drawn.plane
    ends = [shape for id_ in (line.source, line.target) if (shape := plane.shape(id_)) is not None]
    if len(ends) != 2 or drawn.cost >= below:  # noqa: PLR2004 - from one to another
        return replace(drawn, cost=BLOCKED)
    for end in ends:
        plane = plane.with_shape(replace(end, label=None))
    route = best_route(plane, ends[0], ends[1], below=below - drawn.cost)
    if not route.points:
        return replace(drawn, cost=BLOCKED)
    return _labelled(plane, replace(line, points=route.points), ends, cost=drawn.cost + route.cost)


def _labelled(plane: Plane, line: Line, ends: Sequence[Shape], *, cost: float) -> _Drawn:
    """Return the drawing with the line, and with the names of it and its ends: these where they were if they can be."""
    plane = plane.with_line(line)
    for end in ends:
        if end.label is not None:
            spot = best_spot(plane, (end.label, *around(end.box, end.label)))
            plane, cost = plane.with_shape(replace(end, label=spot.box)), cost + spot.cost
    if line.label is None:
        return _Drawn(plane, cost)
    spot = best_spot(plane, along(line.points, line.label))
    return _Drawn(plane.with_line(replace(line, label=spot.box)), cost + spot.cost)
