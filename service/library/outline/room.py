"""Finding room for a new step on a line: what lies behind it is moved as little as needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.library.outline.clear import BLOCKED, cost_of_box, cost_of_moving, cost_of_way, ends_of
from service.library.outline.plane import Box, Line, Plane, Point

GAP = 40.0  # on either side of a new shape
ELBOW = 25.0  # between a shape and the bend of its line, where it stands in another row
TRIED_WELL = 6
MOST_CUTS = 8  # places tried on one piece of a line
BACKWARDS = 15.0


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A shape of that size.  `rows`: heights (y of its centre) at which it should stand, in this order of liking.

    None: on the line itself.  `behind`: what is to stand beside a level line out of it.
    """

    size: tuple[float, float]
    behind: float = 0.0
    rows: Sequence[float] = ()

    def length(self, axis: int) -> float:
        """Return how much of a line is needed."""
        return self.size[axis] + 2 * GAP + (2 * ELBOW if self.rows else 0) + self.beyond(axis)

    def beyond(self, axis: int) -> float:
        return self.behind if axis == 0 else 0.0


@dataclass(frozen=True, kw_only=True)
class Room:
    """A place for a new shape.  `before`, `after`: the points of the line into it and out of it."""

    plane: Plane
    box: Box
    before: tuple[Point, ...]
    after: tuple[Point, ...]
    cost: float


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A level (axis 0) or upright (axis 1) piece of the line."""

    line: Line
    place: int
    axis: int

    @property
    def ends(self) -> tuple[Point, Point]:
        return self.line.points[self.place], self.line.points[self.place + 1]

    @property
    def span(self) -> tuple[float, float]:
        first, second = (point[self.axis] for point in self.ends)
        return min(first, second), max(first, second)


def room_on(plane: Plane, line: Line, wanted: Wanted) -> Room | None:
    """Return the best place for the shape on the line; None when there is none."""
    found = sorted(_candidates(plane, line, wanted), key=lambda room: room.cost)
    judged = [replace(room, cost=room.cost + cost_of_moving(plane, room.plane)) for room in found[:TRIED_WELL]]
    return min(judged, key=lambda room: room.cost, default=None)


def _candidates(plane: Plane, line: Line, wanted: Wanted) -> Iterator[Room]:
    for piece in _pieces(line):
        low, high = piece.span
        needed = wanted.length(piece.axis)
        beside = line.label.width + ELBOW if line.label is not None else 0.0
        for by in {max(0.0, needed - (high - low)), needed, needed + beside}:
            for cut in _cuts(plane, piece):
                apart = plane.apart(piece.axis, cut, by)
                yield from _rooms(apart, piece, wanted, cut=cut if by >= needed else None, by=by)


def _pieces(line: Line) -> Iterator[_Piece]:
    for place, (start, end) in enumerate(zip(line.points, line.points[1:], strict=False)):
        if start[1] == end[1] and start[0] != end[0]:
            yield _Piece(line=line, place=place, axis=0)
        elif start[0] == end[0] and start[1] != end[1]:
            yield _Piece(line=line, place=place, axis=1)


def _cuts(plane: Plane, piece: _Piece) -> list[float]:
    low, high = piece.span
    lows = {shape.box.low[piece.axis] for shape in plane.shapes if not shape.holds_others}
    inside = sorted(each for each in lows if low < each <= high)
    return sorted({low + 1, (low + high) // 2, high, *inside[:: max(1, len(inside) // MOST_CUTS)]})


def _rooms(plane: Plane, piece: _Piece, wanted: Wanted, *, cut: float | None, by: float) -> Iterator[Room]:
    line = plane.line(piece.line.id)
    if line is None:
        return
    now = replace(piece, line=line)
    start, end = now.ends
    if start[1 - piece.axis] != end[1 - piece.axis]:
        return
    low, high = now.span
    along = (low + high) / 2 if cut is None else max(low + by / 2, min(cut + by / 2, high - by / 2))
    along += wanted.beyond(piece.axis) / (2 if end[piece.axis] < start[piece.axis] else -2)
    across = start[1 - piece.axis]
    for liking, row in enumerate(wanted.rows if wanted.rows and piece.axis == 0 else (across,)):
        centre = (round(along), row) if piece.axis == 0 else (row, round(along))
        box = _box(centre, wanted.size)
        room = _room(plane, now, box)
        backwards = BACKWARDS if end[piece.axis] < start[piece.axis] else 0.0
        yield replace(room, cost=room.cost + by / 4 + liking * 40 + backwards)


def _room(plane: Plane, piece: _Piece, box: Box) -> Room:
    line, axis = piece.line, piece.axis
    start, end = piece.ends
    forwards = end[axis] > start[axis]
    near, far = _side(box, axis, high=not forwards), _side(box, axis, high=forwards)
    bend = ELBOW if forwards else -ELBOW
    before = (*line.points[: piece.place + 1], *_elbow(start, near, near[0] - bend), near)
    after = (far, *_elbow(far, end, far[0] + bend), *line.points[piece.place + 1 :])
    ends = ends_of(plane, line)
    touched = [shape.id for shape in ends]
    cost = cost_of_box(plane, box, line=line.id, ends=ends)
    for way in (before, after) if cost < BLOCKED else ():
        cost += cost_of_way(plane, way, line=line.id, ends=touched)
    return Room(plane=plane, box=box, before=straight(before), after=straight(after), cost=cost)


def _elbow(start: Point, end: Point, at: float) -> tuple[Point, ...]:
    """Return the bends of a level line that changes its height on the way."""
    return () if start[1] == end[1] or start[0] == end[0] else ((at, start[1]), (at, end[1]))


def _side(box: Box, axis: int, *, high: bool) -> Point:
    """Return the middle of one of its sides."""
    x, y = box.centre
    edge = box.high[axis] if high else box.low[axis]
    return (edge, y) if axis == 0 else (x, edge)


def _box(centre: Point, size: tuple[float, float]) -> Box:
    return Box(centre[0] - size[0] / 2, centre[1] - size[1] / 2, size[0], size[1])


def straight(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points without those that lie on a straight piece, or twice in the same place."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and _in_line(found[-2], found[-1], point):
            found.pop()
        found.append(point)
    return tuple(found)


def _in_line(first: Point, second: Point, third: Point) -> bool:
    return any(first[axis] == second[axis] == third[axis] for axis in (0, 1))
