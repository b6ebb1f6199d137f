"""Sample values of a table's column: one for each group of values that all its cells treat alike."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key
from itertools import pairwise

from service import feel
from service.engine.decisions.types import local
from service.feel import nodes, trees
from service.feel.evaluation import constant_value

_WHOLE = frozenset({"integer", "long"})
_STEPS: dict[feel.Kind, object] = {
    feel.Kind.NUMBER: 1,
    feel.Kind.DATE: dt.timedelta(days=1),
    feel.Kind.DATE_TIME: dt.timedelta(seconds=1),
    feel.Kind.DAYS: dt.timedelta(seconds=1),
    feel.Kind.MONTHS: feel.YearsMonths(1),
}


@dataclass(frozen=True, kw_only=True)
class Samples:
    values: Sequence[object]
    complete: bool


def column_samples(cells: Sequence[str], kind: str | None, allowed: str | None) -> Samples:
    """The samples of a column from its cells, its type and its allowed values (a unary test)."""
    if local(kind) == "boolean":
        return Samples(values=(True, False), complete=True)
    literals = _distinct(value for cell in (*cells, allowed or "") for value in _literals(cell))
    if allowed is not None:
        within = [value for value in _around(literals, whole=local(kind) in _WHOLE) if _allows(allowed, value)]
        return Samples(values=tuple(within), complete=True)
    kinds = {feel.kind_of(value) for value in literals}
    if kinds == {feel.Kind.BOOLEAN}:
        return Samples(values=(True, False), complete=True)
    if len(kinds) == 1 and kinds <= _STEPS.keys() and any(map(_compares, cells)):
        return Samples(values=tuple(_around(literals, whole=local(kind) in _WHOLE)), complete=True)
    # cells that name single values (strings above all) do not say which others there are: only the named are judged
    return Samples(values=tuple(literals), complete=False)


def _compares(cell: str) -> bool:
    """Whether the cell speaks of more than single values: `< 5`, `[1..3]`, `? > 2`."""
    return bool(cell) and _has_order(feel.parse_unary_tests(cell).tree)


def _has_order(node: nodes.Node | nodes.Iterator) -> bool:
    if isinstance(node, nodes.CompareTest | nodes.Comparison):
        return node.sign not in {"=", "!="}
    return isinstance(node, nodes.RangeOf | nodes.Between) or any(map(_has_order, trees.children(node)))


def _allows(allowed: str, value: object) -> bool:
    return feel.unary_test(allowed, value) is True


def _literals(cell: str) -> Iterator[object]:
    """The values that stand in a cell as literals, dates in calls of date() among them."""
    if cell:
        yield from _values(feel.parse_unary_tests(cell).tree)


def _values(node: nodes.Node | nodes.Iterator) -> Iterator[object]:
    if isinstance(node, nodes.Literal):
        if node.value is not None:
            yield node.value
    elif isinstance(node, nodes.Call) and trees.is_constant(node) and (value := constant_value(node)) is not None:
        yield value
    else:
        for child in trees.children(node):
            yield from _values(child)


def _distinct(values: Iterator[object]) -> list[object]:
    found = feel.evaluate("distinct values(values)", {"values": list(values)})
    return found if isinstance(found, list) else []


def _around(literals: list[object], *, whole: bool) -> Iterator[object]:
    """The literals in order, with a value below, between and above where the kind has an order."""
    kinds = {feel.kind_of(value) for value in literals}
    if len(kinds) != 1 or not kinds <= _STEPS.keys():
        yield from literals
        return
    step = _STEPS[kinds.pop()]
    ordered = sorted(literals, key=cmp_to_key(_order))
    yield _moved("a - b", ordered[0], step)
    for low, high in pairwise(ordered):
        yield low
        yield from _between(low, high, step, whole=whole)
    yield ordered[-1]
    yield _moved("a + b", ordered[-1], step)


def _between(low: object, high: object, step: object, *, whole: bool) -> Iterator[object]:
    if isinstance(low, int | Decimal) and isinstance(high, int | Decimal) and not whole:
        yield feel.evaluate("(a + b) / 2", {"a": low, "b": high})
        return
    following = _moved("a + b", low, step)
    if feel.evaluate("a < b", {"a": following, "b": high}) is True:
        yield following


def _moved(text: str, value: object, step: object) -> object:
    return feel.evaluate(text, {"a": value, "b": step})


def _order(left: object, right: object) -> int:
    return -1 if feel.evaluate("a < b", {"a": left, "b": right}) is True else 1
