"""Literals, lists, contexts and ranges."""

from collections.abc import Callable

from service.feel import nodes
from service.feel.compare import less
from service.feel.run import Code, Scope
from service.feel.values import Kind, Range, kind_of

Build = Callable[[nodes.Node], Code]
_BOUNDS = frozenset({Kind.NUMBER, Kind.STRING, Kind.DATE, Kind.TIME, Kind.DATE_TIME, Kind.DAYS, Kind.MONTHS})


def literal(node: nodes.Literal, _build: Build) -> Code:
    value = node.value
    return lambda _scope: value


def list_of(node: nodes.ListOf, build: Build) -> Code:
    items = [build(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


def context_of(node: nodes.ContextOf, build: Build) -> Code:
    """Later entries see the earlier ones."""
    entries = [(key, build(value)) for key, value in node.entries]

    def run(scope: Scope) -> object:
        values: dict[str, object] = {}
        inner = scope.inner(values)
        for key, value in entries:
            values[key] = value(inner)
        return values

    return run


def range_of(node: nodes.RangeOf, build: Build) -> Code:
    start = build(node.start or nodes.Literal(None))
    end = build(node.end or nodes.Literal(None))
    is_open = node.start is None or node.end is None

    def run(scope: Scope) -> object:
        low, high = start(scope), end(scope)
        reason = _open_fault(low, high) if is_open else _fault(low, high)
        if reason is not None:
            return scope.run.null(reason)
        return Range(low, high, node.start_included, node.end_included)

    return run


def _open_fault(low: object, high: object) -> str | None:
    return None if kind_of(high if low is None else low) in _BOUNDS else "a range of values without order"


def _fault(low: object, high: object) -> str | None:
    if kind_of(low) not in _BOUNDS or kind_of(low) is not kind_of(high):
        return f"no range from {kind_of(low)} to {kind_of(high)}"
    return "a range that ends before it starts" if less(high, low) else None
