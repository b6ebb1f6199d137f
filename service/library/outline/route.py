"""Lines between two shapes, of level and upright pieces, around what is there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from service.library.outline.clear import BLOCKED, cost_of_piece
from service.library.outline.plane import Box, Plane, Point, Shape, pieces_of
from service.library.outline.room import straight

STUBS = (25.0, 40.0)  # between a shape and the first bend of a line
NEAR = 10.0  # how close a line comes to its own shapes without leading to them
MOST_ROWS = 32  # heights tried for a line across the drawing
BEND = 6.0
UNITS = 100.0  # of length that cost one

Dock = tuple[Point, Point]  # the first piece of a line, from its shape outwards


@dataclass(frozen=True)
class Route:
    points: tuple[Point, ...]
    cost: float


def best_route(plane: Plane, start: Shape, end: Shape, *, below: float = BLOCKED) -> Route:
    """Return the line from one shape to the other that is least in the way; without points when none costs less."""

    @cache
    def in_the_way(piece: Box) -> float:
        return cost_of_piece(plane, piece, ends=(start.id, end.id))

    out = [dock for dock in _docks(start.box, end.box) if _is_open(dock, in_the_way)]
    into = [dock for dock in _docks(end.box, start.box) if _is_open(dock, in_the_way)]
    best = Route((), below)
    rows = _rows(plane, start.box, end.box)
    for cost, points in sorted(each for leaving in out for coming in into for each in _routes(leaving, coming, rows)):
        if cost >= best.cost:
            break
        found = straight(points)
        if _is_sound(found, start.box, end.box):
            whole = _whole(cost, found, in_the_way, below=best.cost)
            best = Route(found, whole) if whole < best.cost else best
    return best


def _is_open(dock: Dock, in_the_way: Callable[[Box], float]) -> bool:
    """Whether a line can begin there."""
    return in_the_way(pieces_of(dock)[0]) < BLOCKED


def _whole(cost: float, points: Sequence[Point], in_the_way: Callable[[Box], float], *, below: float) -> float:
    """Return what the line costs, or a part that is too much already."""
    for piece in pieces_of(points):
        if cost >= below:
            break
        cost += in_the_way(piece)
    return cost


def _routes(out: Dock, into: Dock, rows: Sequence[float]) -> Iterator[tuple[float, tuple[Point, ...]]]:
    """Yield lines from dock to dock, each along another row, with what their lengths and bends cost."""
    (x, y), (end_x, end_y) = out[-1], into[-1]
    fixed = abs(x - end_x) + sum(abs(a - b) for dock in (out, into) for a, b in zip(dock[0], dock[1], strict=True))
    for row in (*rows, y, end_y):
        # level is True, upright False, and pieces of no length are left out
        ways = (
            _is_level(out),
            *[False] * (row != y),
            *[True] * (x != end_x),
            *[False] * (row != end_y),
            _is_level(into),
        )
        bends = sum(before != after for before, after in pairwise(ways))
        length = fixed + abs(row - y) + abs(row - end_y)
        yield length / UNITS + BEND * bends, (*out, (x, row), (end_x, row), *reversed(into))


def _is_level(dock: Dock) -> bool:
    return dock[0][1] == dock[1][1]


def _docks(box: Box, other: Box) -> Iterator[Dock]:
    """Yield where a line can leave a shape: at its top or bottom, or at a side with the upright piece beside it."""
    (left, top), (right, bottom), (x, y) = box.low, box.high, box.centre
    yield (x, top), (x, top - NEAR)
    yield (x, bottom), (x, bottom + NEAR)
    for column in {*(right + stub for stub in STUBS), round((right + other.low[0]) / 2)}:
        yield (right, y), (column, y)
    for column in {*(left - stub for stub in STUBS), round((other.high[0] + left) / 2)}:
        yield (left, y), (column, y)


def _is_sound(points: Sequence[Point], start: Box, end: Box) -> bool:
    """Whether the line leaves the one shape and comes to the other from outside, and passes neither closely."""
    pieces = pieces_of(points)
    if not pieces or pieces[0].meets(start) or pieces[-1].meets(end):
        return False
    return not any(piece.meets(start.grown(NEAR)) for piece in pieces[1:]) and not any(
        piece.meets(end.grown(NEAR)) for piece in pieces[:-1]
    )


def _rows(plane: Plane, start: Box, end: Box) -> list[float]:
    """Return heights across what holds both shapes, none of them along the border of a lane or part."""
    outer = [shape.box for shape in plane.around(start) if shape.kind != "lane" and shape.box.holds(end)]
    boxes = outer[:1] or [shape.box for shape in plane.shapes]
    low, high = min(box.low[1] for box in boxes), max(box.high[1] for box in boxes)
    step = max(10, round((high - low) / MOST_ROWS))
    borders = [side for shape in plane.shapes if shape.holds_others for side in (shape.box.low[1], shape.box.high[1])]
    rows = (low + step * number for number in range(1, int((high - low) // step)))
    return [row for row in rows if all(abs(row - border) >= NEAR for border in borders)]
