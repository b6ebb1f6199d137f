"""One plane of a drawing: shapes and lines that can be moved apart, and written back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from service.engine.checks.namespaces import BPMNDI, SUBPROCESSES
from service.library.markup import New, Node
from service.library.outline.drawing import Drawing

DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
THIN = 0.1
POOLS = frozenset({"participant", "lane"})

Point = tuple[float, float]


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def low(self) -> Point:
        return self.x, self.y

    @property
    def high(self) -> Point:
        return self.x + self.width, self.y + self.height

    def grown(self, by: float) -> "Box":
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: "Box") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.x <= other.x
            and other.x + other.width <= self.x + self.width
            and self.y <= other.y
            and other.y + other.height <= self.y + self.height
        )

    def moved(self, axis: int, by: float) -> "Box":
        return self._replace(x=self.x + by) if axis == 0 else self._replace(y=self.y + by)

    def longer(self, axis: int, by: float) -> "Box":
        return self._replace(width=self.width + by) if axis == 0 else self._replace(height=self.height + by)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """`holds_others`: a pool, lane or open part, which grows where what is in it is moved apart."""

    id: str  # of the element
    node: Node | None  # None: not in the file yet
    box: Box
    label: Box | None = None
    kind: str = ""
    holds_others: bool = False
    host: str = ""  # of a boundary event

    def moved(self, axis: int, by: float) -> "Shape":
        """Return it with its label in another place."""
        label = None if self.label is None else self.label.moved(axis, by)
        return replace(self, box=self.box.moved(axis, by), label=label)


@dataclass(frozen=True, kw_only=True)
class Line:
    id: str
    node: Node | None  # None: not in the file yet
    source: str
    target: str
    points: tuple[Point, ...]
    label: Box | None = None

    @cached_property
    def pieces(self) -> tuple[Box, ...]:
        return pieces_of(self.points)

    @cached_property
    def bounds(self) -> Box:
        return bounds_of(self.points)


@dataclass(frozen=True, kw_only=True)
class Plane:
    node: Node
    shapes: tuple[Shape, ...] = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)

    def shape(self, id_: str) -> Shape | None:
        return next((shape for shape in self.shapes if shape.id == id_), None)

    def line(self, id_: str) -> Line | None:
        return next((line for line in self.lines if line.id == id_), None)

    def with_line(self, line: Line) -> "Plane":
        """Return the plane with the line in the place of the one of its id, or beside the others."""
        others = [each if each.id != line.id else line for each in self.lines]
        return replace(self, lines=tuple(others if line in others else [*others, line]))

    def with_shape(self, shape: Shape) -> "Plane":
        """Return the plane with the shape in the place of the one of its id, or beside the others."""
        others = [each if each.id != shape.id else shape for each in self.shapes]
        return replace(self, shapes=tuple(others if shape in others else [*others, shape]))

    def around(self, box: Box) -> Iterator[Shape]:
        """Yield what holds the box, the innermost first."""
        holders = (each for each in self.shapes if each.holds_others and each.box.holds(box))
        yield from sorted(holders, key=lambda each: each.box.width * each.box.height)

    def apart(self, axis: int, cut: float, by: float) -> "Plane":
        """Return the plane with everything behind the cut moved, and what lies across it wider (axis 0) or higher."""
        if by <= 0:
            return self
        moving = {shape.id for shape in self.shapes if not shape.host and _is_behind(shape, axis, cut)}
        moving |= {
            shape.id for shape in self.shapes if shape.host and self._goes_along(shape, moving, axis=axis, cut=cut)
        }
        shapes = tuple(
            _shape_apart(shape, axis, cut, by=by if shape.id in moving else 0, gap=by) for shape in self.shapes
        )
        fixed = {shape.id: shape.id in moving for shape in self.shapes if not shape.holds_others}
        lines = tuple(_line_apart(line, axis, cut, by=by, fixed=fixed) for line in self.lines)
        return replace(self, shapes=shapes, lines=lines)

    def _goes_along(self, event: Shape, moving: set[str], *, axis: int, cut: float) -> bool:
        host = self.shape(event.host)
        if host is None or host.holds_others:
            return event.box.centre[axis] >= cut
        return host.id in moving


def pieces_of(points: Sequence[Point]) -> tuple[Box, ...]:
    """Return the pieces of a line as very thin boxes."""
    return tuple(
        Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]) or THIN, abs(a[1] - b[1]) or THIN)
        for a, b in pairwise(points)
    )


def bounds_of(points: Sequence[Point]) -> Box:
    """Return the box around a line, at least as thick as its pieces."""
    return hull(pieces_of(points))


def hull(boxes: Iterable[Box]) -> Box:
    """Return the box around several."""
    lows, highs = zip(*((box.low, box.high) for box in boxes), strict=True)
    (x, y), (right, bottom) = map(min, zip(*lows, strict=True)), map(max, zip(*highs, strict=True))
    return Box(x, y, right - x, bottom - y)


def plane_of(drawing: Drawing, id_: str) -> Plane | None:
    """Return the plane on which the element is drawn; None when it is not drawn."""
    node = drawing.shape(id_)
    while node is not None and node.kind != "BPMNPlane":
        node = node.parent
    if node is None:
        return None
    shapes = tuple(shape for each in node.children if (shape := _shape(drawing, each)) is not None)
    lines = tuple(line for each in node.children if (line := _line(drawing, each)) is not None)
    return Plane(node=node, shapes=shapes, lines=lines)


def write_plane(drawing: Drawing, before: Plane, after: Plane) -> None:
    """Write what was moved, and draw what is new; nothing that was there has gone."""
    new: list[New] = []
    for shape in after.shapes:
        if shape.node is None:
            new.append(_new_shape(shape))
        elif (old := before.shape(shape.id)) is not None:
            _write_box(drawing, shape.node, before=old.box, after=shape.box)
            _write_label(drawing, shape.node, before=old.label, after=shape.label)
    for line in after.lines:
        if line.node is None:
            new.append(_new_line(line))
        elif (was := before.line(line.id)) is not None:
            write_points(drawing, line.node, line.points)
            _write_label(drawing, line.node, before=was.label, after=line.label)
    drawing.source.add_all(tuple(new), within=after.node, after=after.node.children[-1])


def write_points(drawing: Drawing, line: Node, after: Sequence[Point]) -> None:
    """Let the line run through other points; those that stay keep their place in the file."""
    nodes, before = list(line.of(f"{{{DI}}}waypoint")), points_of(line)
    for node, was, is_now in zip(nodes, before, after, strict=False):
        for side, old, new in zip("xy", was, is_now, strict=True):
            if old != new:
                drawing.source.set(node, side, number(new))
    for node in nodes[len(after) :]:
        drawing.source.remove(node)
    drawing.source.add_all(tuple(map(_new_point, after[len(before) :])), within=line, after=nodes[-1])


def points_of(line: Node) -> tuple[Point, ...]:
    """Return the points that a line in the file runs through."""
    return tuple(_point(each) for each in line.of(f"{{{DI}}}waypoint"))


def _new_point(point: Point) -> New:
    return New(tag=f"{{{DI}}}waypoint", attributes={"x": number(point[0]), "y": number(point[1])})


def _new_bounds(box: Box) -> New:
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    return New(tag=f"{{{DC}}}Bounds", attributes={side: number(value) for side, value in sides.items()})


def _new_label(label: Box | None) -> tuple[New, ...]:
    return () if label is None else (New(tag=f"{{{BPMNDI}}}BPMNLabel", children=(_new_bounds(label),)),)


def _new_shape(shape: Shape) -> New:
    names = {"id": f"{shape.id}_di", "bpmnElement": shape.id}
    if shape.kind == "exclusiveGateway":
        names["isMarkerVisible"] = "true"
    children = (_new_bounds(shape.box), *_new_label(shape.label))
    return New(tag=f"{{{BPMNDI}}}BPMNShape", attributes=names, children=children)


def _new_line(line: Line) -> New:
    children = (*map(_new_point, line.points), *_new_label(line.label))
    return New(
        tag=f"{{{BPMNDI}}}BPMNEdge",
        attributes={"id": f"{line.id}_di", "bpmnElement": line.id},
        children=children,
    )


def number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.2f}".rstrip("0").rstrip(".")


def _shape(drawing: Drawing, node: Node) -> Shape | None:
    box = _box(node)
    if node.kind != "BPMNShape" or box is None:
        return None
    id_ = node.get("bpmnElement").rpartition(":")[2]
    element = drawing.by_id.get(id_)
    kind = element.kind if element is not None else ""
    is_open = kind in SUBPROCESSES and node.get("isExpanded") != "false"
    return Shape(
        id=id_,
        node=node,
        box=box,
        label=_label(node),
        kind=kind,
        holds_others=is_open or kind in POOLS or kind == "group",
        host=element.get("attachedToRef") if element is not None else "",
    )


def _line(drawing: Drawing, node: Node) -> Line | None:
    points = points_of(node)
    element = drawing.by_id.get(node.get("bpmnElement").rpartition(":")[2])
    if node.kind != "BPMNEdge" or len(points) < 2 or element is None:  # noqa: PLR2004 - from one point to another
        return None
    ends = element.get("sourceRef"), element.get("targetRef")
    return Line(id=element.id, node=node, source=ends[0], target=ends[1], points=points, label=_label(node))


def _label(node: Node) -> Box | None:
    label = node.first(f"{{{BPMNDI}}}BPMNLabel")
    return None if label is None else _box(label)


def _box(node: Node) -> Box | None:
    bounds = node.first(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    x, y, width, height = (_float(bounds.get(side)) for side in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _point(node: Node) -> Point:
    return _float(node.get("x")), _float(node.get("y"))


def _float(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e6 else 0.0  # noqa: PLR2004 - no drawing is a kilometre wide


def _is_behind(shape: Shape, axis: int, cut: float) -> bool:
    return shape.box.low[axis] >= cut if shape.holds_others else shape.box.centre[axis] >= cut


def _shape_apart(shape: Shape, axis: int, cut: float, *, by: float, gap: float) -> Shape:
    if by:
        return shape.moved(axis, by)
    is_cut = shape.box.low[axis] < cut < shape.box.high[axis]
    if (shape.holds_others and is_cut) or (shape.kind == "lane" and cut == shape.box.high[axis]):
        return replace(shape, box=shape.box.longer(axis, gap))
    return shape


def _line_apart(line: Line, axis: int, cut: float, *, by: float, fixed: dict[str, bool]) -> Line:
    moves = [point[axis] >= cut for point in line.points]
    moves[0], moves[-1] = fixed.get(line.source, moves[0]), fixed.get(line.target, moves[-1])
    last = len(moves) - 1
    _carry(line.points, moves, axis=axis, places=range(last))
    _carry(line.points, moves, axis=axis, places=range(last, 0, -1))
    if not any(moves):
        return line
    points = tuple(
        _moved(point, axis, by) if moving else point for point, moving in zip(line.points, moves, strict=True)
    )
    label = line.label
    if label is not None and label.centre[axis] >= cut:
        label = label.moved(axis, by)
    return replace(line, points=points, label=label)


def _carry(points: Sequence[Point], moves: list[bool], *, axis: int, places: range) -> None:
    """Let the points next to an end go along with it as long as the line runs across."""
    for place in places:
        beyond = place + places.step
        if points[place][axis] != points[beyond][axis] or beyond in (0, len(points) - 1):
            return
        moves[beyond] = moves[place]


def _moved(point: Point, axis: int, by: float) -> Point:
    return (point[0] + by, point[1]) if axis == 0 else (point[0], point[1] + by)


def _write_box(drawing: Drawing, holder: Node, *, before: Box, after: Box) -> None:
    bounds = holder.first(f"{{{DC}}}Bounds")
    if bounds is None:
        return
    for side in ("x", "y", "width", "height"):
        was, is_now = getattr(before, side), getattr(after, side)
        if was != is_now:
            drawing.source.set(bounds, side, number(is_now))


def _write_label(drawing: Drawing, node: Node, *, before: Box | None, after: Box | None) -> None:
    label = node.first(f"{{{BPMNDI}}}BPMNLabel")
    if label is not None and before is not None and after is not None:
        _write_box(drawing, label, before=before, after=after)
