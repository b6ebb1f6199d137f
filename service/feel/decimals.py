"""Numbers: 34 digits, half to even, as decimal128 (DMN 1.5, 10.3.2.3.1).  Whole numbers stay int while they fit."""

import decimal
from decimal import Decimal

from service.feel.values import Number

DIGITS = 34
_INT_LIMIT = 10**DIGITS
CONTEXT = decimal.Context(
    prec=DIGITS,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
_QUANTIZE = decimal.Context(prec=7000, Emin=-6143, Emax=7000, traps=[decimal.InvalidOperation])


def fitted(value: Number) -> Number:
    """The number with at most 34 digits."""
    if isinstance(value, int):
        return value if -_INT_LIMIT < value < _INT_LIMIT else CONTEXT.create_decimal(value)
    return CONTEXT.plus(value)


def whole(value: Number) -> int | None:
    """The number as int; None when it has a fraction or is beyond all use as an index."""
    if isinstance(value, int):
        return int(value)
    if abs(value) < _INT_LIMIT and value == value.to_integral_value():
        return int(value)
    return None


def read_number(text: str) -> Number | None:
    """Read a FEEL numeric literal, with a sign or without; None when it is none."""
    try:
        value = CONTEXT.create_decimal(text)
    except (decimal.InvalidOperation, decimal.Overflow):
        return None
    if not value.is_finite():
        return None
    return int(value) if value.as_tuple().exponent == 0 and abs(value) < _INT_LIMIT else value


def rounded(value: Number, scale: int, mode: str) -> Number:
    """Round to `scale` digits behind the point (before it, when negative)."""
    exact = Decimal(value)
    if scale >= -_exponent(exact):
        return value
    result = exact.quantize(Decimal(1).scaleb(-scale), rounding=mode, context=_QUANTIZE)
    return int(result) if scale <= 0 and abs(result) < _INT_LIMIT else CONTEXT.plus(result)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def number_text(value: Number) -> str:
    """The number in digits, without exponent and without idle zeros: 1.50 is 1.5."""
    if isinstance(value, int):
        return str(value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
