"""How much a place or a way in a drawing would be in the way of what is there."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.library.outline.plane import POOLS, Box, Line, Plane, Point, Shape, pieces_of

BLOCKED = 1_000.0  # a shape lies there, or would
UNTIDY = 300.0  # a label lies there, or a line runs along another
CROSSED = 25.0
MARGIN = 12.0
CLOSE = 8.0  # between a line and a shape that it does not lead to
SPACE = 5.0  # between two lines
NO_BAR = frozenset({"lane", "group"})


def cost_of_box(plane: Plane, box: Box, *, line: str = "", ends: Sequence[Shape]) -> float:
    """Return how much a new shape there would be in the way; `line`: the one that it is put on."""
    near = box.grown(MARGIN)
    cost = sum(BLOCKED for shape in plane.shapes if not shape.holds_others and shape.box.meets(near))
    cost += sum(UNTIDY for label in _labels(plane, without="") if label.meets(box.grown(3)))
    cost += sum(BLOCKED for other in plane.lines if other.id != line and _runs_through(other.pieces, near))
    return cost + sum(BLOCKED for holder in plane.shapes if holder.holds_others and not _fits(holder, near, ends))


def cost_of_way(plane: Plane, points: Sequence[Point], *, line: str, ends: Sequence[str]) -> float:
    """Return how much a new line would be in the way.  For `line` and `ends` see `cost_of_piece`."""
    return sum(cost_of_piece(plane, piece, line=line, ends=ends) for piece in pieces_of(points))


def cost_of_piece(plane: Plane, piece: Box, *, line: str = "", ends: Sequence[str]) -> float:
    """Return how much a piece of a new line would be in the way.

    `line`: its id, where it is drawn already; `ends`: ids of the shapes that it leads from and to.
    """
    if any(_bars(shape, piece, ends) for shape in plane.shapes):
        return BLOCKED
    near, level = piece.grown(SPACE), piece.width > piece.height
    cost = sum(UNTIDY for label in _labels(plane, without=line) if label.meets(near))
    for other in plane.lines:
        if other.id != line and other.bounds.meets(near):
            beside = CROSSED if other.target == ends[-1] else UNTIDY
            met = (each for each in other.pieces if each.meets(near))
            cost += sum(beside if level == (each.width > each.height) else CROSSED for each in met)
    return cost


def _bars(shape: Shape, piece: Box, ends: Sequence[str]) -> bool:
    """Whether a line cannot run there: through a shape, or across the border of a pool or part."""
    if shape.id in ends or shape.kind in NO_BAR:
        return False
    if not shape.holds_others:
        return shape.box.grown(CLOSE).meets(piece)
    return shape.box.meets(piece) and not shape.box.holds(piece)


def cost_of_label(plane: Plane, label: Box) -> float:
    """Return how much a text there would be in the way."""
    cost = sum(BLOCKED for shape in plane.shapes if not shape.holds_others and shape.box.meets(label))
    cost += sum(UNTIDY for other in _labels(plane, without="") if other.meets(label))
    cost += sum(UNTIDY for line in plane.lines if _runs_through(line.pieces, label))
    crossed = (
        each for each in plane.shapes if each.holds_others and each.box.meets(label) and not each.box.holds(label)
    )
    return cost + sum(UNTIDY / 2 for _ in crossed)


def cost_of_moving(before: Plane, after: Plane) -> float:
    """Return how much worse the drawing as a whole is after things were moved apart."""
    return max(0.0, _disorder(after) - _disorder(before))


def _disorder(plane: Plane) -> float:
    shapes = [shape for shape in plane.shapes if not shape.holds_others]
    cost = 0.0
    for line in plane.lines:
        cost += sum(BLOCKED for start, end in pairwise(line.points) if start[0] != end[0] and start[1] != end[1])
        ends = {line.source, line.target}
        for shape in shapes:
            if shape.id not in ends and shape.host not in ends and _runs_through(line.pieces, shape.box):
                cost += BLOCKED
    for place, shape in enumerate(shapes):
        for other in shapes[place + 1 :]:
            if shape.host != other.id and other.host != shape.id and shape.box.meets(other.box):
                cost += BLOCKED
    return cost


def _fits(holder: Shape, box: Box, ends: Sequence[Shape]) -> bool:
    """Whether the box lies as it should to a pool, lane or part: in what holds both ends, across no border."""
    if holder.kind in POOLS:
        return holder.box.holds(box) or not holder.box.meets(box)
    if all(end.id != holder.id and holder.box.holds(end.box) for end in ends):
        return holder.box.holds(box)
    return not holder.box.meets(box)


def _labels(plane: Plane, *, without: str) -> Iterator[Box]:
    yield from (shape.label for shape in plane.shapes if shape.label is not None)
    yield from (line.label for line in plane.lines if line.label is not None and line.id != without)


def _runs_through(pieces: Sequence[Box], box: Box) -> bool:
    return any(piece.meets(box) for piece in pieces)


def ends_of(plane: Plane, line: Line) -> tuple[Shape, ...]:
    return tuple(shape for id_ in (line.source, line.target) if (shape := plane.shape(id_)) is not None)
