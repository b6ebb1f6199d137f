"""How points and ranges lie to each other (DMN 1.5, table 78), and range() from a text.

Every bound becomes an edge: its value, and a step inwards when it is not included.  Then (1..5) ends just below 5, and
all relations are plain comparisons of edges.
"""

from collections.abc import Callable
from dataclasses import dataclass

from service.feel import nodes
from service.feel.builtins.registry import BUILT_INS, built_in, built_in_of_run
from service.feel.compare import less, same
from service.feel.errors import FeelSyntaxError
from service.feel.forms import read_expression
from service.feel.run import Run
from service.feel.values import Kind, Range, kind_of

_LITERAL_CALLS = frozenset({"date", "time", "date and time", "duration"})


@dataclass(frozen=True)
class Edge:
    value: object
    inwards: int  # 0 included, +1 just above, -1 just below
    infinite: int = 0  # -1 before everything, +1 behind everything

    def before(self, other: "Edge") -> bool:
        """Whether this edge lies before the other.

        :raises ValueError: when the values have no common order.
        """
        if self.infinite or other.infinite:
            return self.infinite < other.infinite
        if same(self.value, other.value):
            return self.inwards < other.inwards
        verdict = less(self.value, other.value)
        if verdict is None:
            raise ValueError("the values have no common order")
        return verdict

    def at(self, other: "Edge") -> bool:
        return not self.before(other) and not other.before(self)

    def not_behind(self, other: "Edge") -> bool:
        return not other.before(self)


@dataclass(frozen=True)
class Span:
    low: Edge
    high: Edge


def span(value: object) -> Span:
    """A point or a range by its edges."""
    if not isinstance(value, Range):
        return Span(Edge(value, 0), Edge(value, 0))
    low = Edge(None, 0, -1) if value.start is None else Edge(value.start, 0 if value.start_included else 1)
    high = Edge(None, 0, 1) if value.end is None else Edge(value.end, 0 if value.end_included else -1)
    return Span(low, high)


_Relation = Callable[[Span, Span], bool]
_POINTS = ("point1: point, point2: point",)
_POINT_RANGE = ("point: point, range: range",)
_RANGE_POINT = ("range: range, point: point",)
_RANGES = ("range1: range, range2: range",)


def _before(one: Span, two: Span) -> bool:
    return one.high.before(two.low)


def _meets(one: Span, two: Span) -> bool:
    return one.high.at(two.low)


def _overlaps(one: Span, two: Span) -> bool:
    return one.low.not_behind(two.high) and two.low.not_behind(one.high)


def _overlaps_before(one: Span, two: Span) -> bool:
    return one.low.before(two.low) and two.low.not_behind(one.high) and one.high.not_behind(two.high)


def _finishes(one: Span, two: Span) -> bool:
    return one.high.at(two.high) and two.low.not_behind(one.low)


def _includes(one: Span, two: Span) -> bool:
    return one.low.not_behind(two.low) and two.high.not_behind(one.high)


def _starts(one: Span, two: Span) -> bool:
    return one.low.at(two.low) and one.high.not_behind(two.high)


def _coincides(one: Span, two: Span) -> bool:
    return one.low.at(two.low) and one.high.at(two.high)


def _mirrored(relation: _Relation) -> _Relation:
    return lambda one, two: relation(two, one)


def _declare(name: str, relation: _Relation, parameters: tuple[str, ...]) -> None:
    def function(one: object, two: object) -> bool:
        return relation(span(one), span(two))

    built_in(*(f"{name}({each})" for each in parameters))(function)


_declare("before", _before, _POINTS + _POINT_RANGE + _RANGE_POINT + _RANGES)
_declare("after", _mirrored(_before), _POINTS + _POINT_RANGE + _RANGE_POINT + _RANGES)
_declare("meets", _meets, _RANGES)
_declare("met by", _mirrored(_meets), _RANGES)
_declare("overlaps", _overlaps, _RANGES)
_declare("overlaps before", _overlaps_before, _RANGES)
_declare("overlaps after", _mirrored(_overlaps_before), _RANGES)
_declare("finishes", _finishes, _POINT_RANGE + _RANGES)
_declare("finished by", _mirrored(_finishes), _RANGE_POINT + _RANGES)
_declare("includes", _includes, _RANGE_POINT + _RANGES)
_declare("during", _mirrored(_includes), _POINT_RANGE + _RANGES)
_declare("starts", _starts, _POINT_RANGE + _RANGES)
_declare("started by", _mirrored(_starts), _RANGE_POINT + _RANGES)
_declare("coincides", _coincides, _POINTS + _RANGES)


@built_in_of_run("range(from: string)")
def range_of_text(run: Run, text: str) -> object:
    """A range written as a literal, its bounds literals too: range("[18..25)")."""
    try:
        tree = read_expression(text)
    except FeelSyntaxError:
        return run.null(f'"{text}" is no range')
    if not isinstance(tree, nodes.RangeOf):
        return run.null(f'"{text}" is no range')
    low, high = _bound(run, tree.start), _bound(run, tree.end)
    if kind_of(low) is not kind_of(high) and not (tree.start is None or tree.end is None):
        return run.null(f'"{text}" has bounds of two kinds')
    if (low is None and high is None) or (low is not None and high is not None and less(high, low) is not False):
        return run.null(f'"{text}" is no range')
    return Range(low, high, tree.start_included, tree.end_included)


def _bound(run: Run, node: nodes.Node | None) -> object:
    if isinstance(node, nodes.Literal) and kind_of(node.value) is not Kind.BOOLEAN:
        return node.value
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and node.function.name in _LITERAL_CALLS:
        arguments = [argument.value for argument in node.arguments if isinstance(argument, nodes.Literal)]
        return BUILT_INS[node.function.name].call(run, arguments)
    return None
