"""Arithmetic, comparison and three-valued logic."""

from collections.abc import Callable

from service.feel import nodes
from service.feel.arithmetic import calculate, negate
from service.feel.compare import at_most, contains, equal, less
from service.feel.compiler.literals import Build
from service.feel.run import Code, Run, Scope
from service.feel.values import Range, kind_of

_SMALL = 10**16  # sums, differences and products of such whole numbers need no rounding
_FAST: dict[str, Callable[[int, int], int]] = {"+": int.__add__, "-": int.__sub__, "*": int.__mul__}


def negation(node: nodes.Negation, build: Build) -> Code:
    operand = build(node.operand)
    return lambda scope: negate(scope.run, operand(scope))


def arithmetic(node: nodes.Arithmetic, build: Build) -> Code:
    sign, left, right = node.sign, build(node.left), build(node.right)
    fast = _FAST.get(sign)
    if fast is None:
        return lambda scope: calculate(sign, scope.run, left(scope), right(scope))

    def run(scope: Scope) -> object:
        one, two = left(scope), right(scope)
        if type(one) is int and type(two) is int and -_SMALL < one < _SMALL and -_SMALL < two < _SMALL:
            return fast(one, two)
        return calculate(sign, scope.run, one, two)

    return run


def comparison(node: nodes.Comparison, build: Build) -> Code:
    compare, left, right = COMPARE[node.sign], build(node.left), build(node.right)

    def run(scope: Scope) -> object:
        one, two = left(scope), right(scope)
        result = compare(scope.run, one, two)
        return _incomparable(scope.run, node.sign, one, two) if result is None else result

    return run


def _incomparable(run: Run, sign: str, left: object, right: object) -> object:
    return run.null(f"{kind_of(left)} {sign} {kind_of(right)} cannot be compared")


def _equal(run: Run, left: object, right: object) -> bool | None:
    return equal(left, right, run.tick)


def _unequal(run: Run, left: object, right: object) -> bool | None:
    result = _equal(run, left, right)
    return None if result is None else not result


COMPARE: dict[str, Callable[[Run, object, object], bool | None]] = {
    "=": _equal,
    "!=": _unequal,
    "<": lambda _, left, right: less(left, right),
    "<=": lambda _, left, right: at_most(left, right),
    ">": lambda _, left, right: less(right, left),
    ">=": lambda _, left, right: at_most(right, left),
}


def logic(node: nodes.Logic, build: Build) -> Code:
    """`and`, `or` over any number of operands: anything but true and false counts as null."""
    decisive = node.word == "or"
    operands = [build(operand) for operand in node.operands]

    def run(scope: Scope) -> object:
        result: bool | None = not decisive
        for operand in operands:
            value = operand(scope)
            if value is decisive:
                return decisive
            if value is not (not decisive):
                result = None
        return result

    return run


def between(node: nodes.Between, build: Build) -> Code:
    value, low, high = build(node.value), build(node.low), build(node.high)

    def run(scope: Scope) -> object:
        found = value(scope)
        inside = contains(Range(low(scope), high(scope), start_included=True, end_included=True), found)
        return scope.run.null(f"{kind_of(found)} between cannot be compared") if inside is None else inside

    return run
