"""Numeric functions (DMN 1.5, table 77)."""

import decimal
from collections.abc import Callable
from decimal import Decimal

from service.feel.builtins.registry import built_in
from service.feel.decimals import CONTEXT, rounded, whole
from service.feel.temporal import Duration
from service.feel.values import Number, YearsMonths

_SCALES = range(-6111, 6177)
_LARGEST_EXPONENT = 10_000


def _scale(scale: Number) -> int:
    digits = whole(scale)
    if digits is None or digits not in _SCALES:
        raise ValueError("the scale is out of range")
    return digits


def _declare_rounding(name: str, mode: str, *, optional: bool) -> None:
    def function(number: Number, scale: Number = 0) -> Number:
        return rounded(number, _scale(scale), mode)

    built_in(f"{name}(n: number, scale{'?' if optional else ''}: number)")(function)


for _name, _mode, _optional in (
    ("decimal", decimal.ROUND_HALF_EVEN, False),
    ("floor", decimal.ROUND_FLOOR, True),
    ("ceiling", decimal.ROUND_CEILING, True),
    ("round up", decimal.ROUND_UP, False),
    ("round down", decimal.ROUND_DOWN, False),
    ("round half up", decimal.ROUND_HALF_UP, False),
    ("round half down", decimal.ROUND_HALF_DOWN, False),
):
    _declare_rounding(_name, _mode, optional=_optional)


@built_in("abs(n: number)")
def absolute(number: Number) -> Number:
    return abs(number) if isinstance(number, int) else CONTEXT.abs(number)


@built_in("abs(n: duration)")
def absolute_duration(span: Duration) -> Duration:
    return YearsMonths(abs(span.months)) if isinstance(span, YearsMonths) else abs(span)


@built_in("modulo(dividend: number, divisor: number)")
def modulo(dividend: Number, divisor: Number) -> Number:
    """Dividend - divisor * floor(dividend / divisor): the sign is the divisor's."""
    if isinstance(dividend, int) and isinstance(divisor, int):
        return dividend % divisor
    rest = CONTEXT.remainder(Decimal(dividend), Decimal(divisor))
    return CONTEXT.add(rest, Decimal(divisor)) if rest and (rest < 0) != (divisor < 0) else rest


def _of_decimal(function: Callable[[Decimal], Decimal]) -> Callable[[Number], Number]:
    def run(number: Number) -> Number:
        result = function(Decimal(number))
        exact = whole(result)
        return result if exact is None else exact

    return run


def _exp(number: Decimal) -> Decimal:
    if abs(number) > _LARGEST_EXPONENT:
        raise ValueError("the number is out of range")
    return CONTEXT.exp(number)


def _ln(number: Decimal) -> Decimal:
    if number <= 0:
        raise ValueError("the number is not positive")
    return CONTEXT.ln(number)


built_in("sqrt(number: number)")(_of_decimal(CONTEXT.sqrt))
built_in("log(number: number)")(_of_decimal(_ln))
built_in("exp(number: number)")(_of_decimal(_exp))


@built_in("odd(number: number)")
def odd(number: Number) -> bool:
    value = whole(number)
    return value is not None and value % 2 == 1


@built_in("even(number: number)")
def even(number: Number) -> bool:
    value = whole(number)
    return value is not None and value % 2 == 0
