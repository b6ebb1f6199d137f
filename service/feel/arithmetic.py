"""Addition, subtraction, multiplication, division, power and negation over all kinds (DMN 1.5, table 45 and 53)."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from service.feel.decimals import CONTEXT, fitted, whole
from service.feel.months import add_months
from service.feel.run import Run
from service.feel.temporal import Duration
from service.feel.values import Kind, Number, Temporal, YearsMonths, kind_of

Operation = Callable[..., object]  # (run, left, right); the table below gives each the kinds it is declared for
_MICROSECOND = dt.timedelta(microseconds=1)
_ANY_DAY = dt.date(2000, 1, 1)


def calculate(sign: str, run: Run, left: object, right: object) -> object:
    """`left sign right`; null with a reason where the kinds do not fit or the result is out of range."""
    if left is None or right is None:
        return run.null(f"{sign} with null")
    kinds = (kind_of(left), kind_of(right))
    operation = _OPERATIONS.get((sign, *kinds))
    if operation is None:
        return run.null(f"{kinds[0]} {sign} {kinds[1]} is not defined")
    try:
        return operation(run, left, right)
    except (ArithmeticError, ValueError) as error:
        return run.null(f"{sign} is out of range or undefined: {_cause(error)}")


def _cause(error: Exception) -> str:
    return "division by zero" if isinstance(error, ZeroDivisionError) else type(error).__name__


def negate(run: Run, value: object) -> object:
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    if isinstance(value, dt.timedelta):
        return calculate("*", run, value, -1)
    if isinstance(value, Decimal):
        return CONTEXT.minus(value)  # Python's own sign rounds to 28 digits
    if kind_of(value) is Kind.NUMBER and isinstance(value, int):
        return -value
    return run.null(f"- with {kind_of(value)}")


def _numbers(exact: Callable[[int, int], int], inexact: Callable[[Decimal, Decimal], Decimal]) -> Operation:
    def operation(_run: Run, left: Number, right: Number) -> Number:
        if isinstance(left, int) and isinstance(right, int):
            return fitted(exact(left, right))
        return inexact(Decimal(left), Decimal(right))

    return operation


def _divide(_run: Run, left: Number, right: Number) -> Number:
    return _settled(CONTEXT.divide(Decimal(left), Decimal(right)))


def _power(run: Run, left: Number, right: Number) -> object:
    if not -run.limits.exponent <= right <= run.limits.exponent:
        return run.null(f"an exponent beyond {run.limits.exponent}")
    return _settled(CONTEXT.power(Decimal(left), Decimal(right)))


def _settled(result: Decimal) -> Number:
    exact = whole(result)
    return result if exact is None else exact


def _strings(run: Run, left: str, right: str) -> str:
    return run.sized(left + right)


def _shift(direction: int) -> Operation:
    """A date, time or date-time and a duration."""

    def operation(_run: Run, moment: Temporal, span: Duration) -> Temporal:
        if isinstance(span, YearsMonths):
            return moment if isinstance(moment, dt.time) else add_months(moment, direction * span.months)
        return _moved(moment, direction * span)

    return operation


def _moved(moment: Temporal, span: dt.timedelta) -> Temporal:
    if isinstance(moment, dt.datetime):
        if moment.tzinfo is None:
            return moment + span
        # across a clock change the instant counts, not the wall clock
        return (moment.astimezone(dt.UTC) + span).astimezone(moment.tzinfo)
    if isinstance(moment, dt.date):
        return (dt.datetime.combine(moment, dt.time()) + span).date()
    start = dt.datetime.combine(_ANY_DAY, moment.replace(tzinfo=None))
    return (
        (start + dt.timedelta(seconds=span.seconds, microseconds=span.microseconds))
        .time()
        .replace(tzinfo=moment.tzinfo)
    )


def _flipped(operation: Operation) -> Operation:
    return lambda run, left, right: operation(run, right, left)


def _between_moments(run: Run, left: dt.date, right: dt.date) -> object:
    one, two = _as_date_time(left, beside=right), _as_date_time(right, beside=left)
    if (one.tzinfo is None) != (two.tzinfo is None):
        return run.null("a date-time with a zone minus one without")
    if one.tzinfo is None:
        return one - two
    return one.astimezone(dt.UTC) - two.astimezone(dt.UTC)


def _as_date_time(value: dt.date, *, beside: dt.date) -> dt.datetime:
    """A date is its midnight in UTC beside a date-time with a zone (10.3.2.3.6)."""
    if isinstance(value, dt.datetime):
        return value
    local = isinstance(beside, dt.datetime) and beside.tzinfo is None
    return dt.datetime.combine(value, dt.time(), None if local else dt.UTC)


def _between_times(run: Run, left: dt.time, right: dt.time) -> object:
    return _between_moments(run, dt.datetime.combine(_ANY_DAY, left), dt.datetime.combine(_ANY_DAY, right))


def _months_sum(direction: int) -> Operation:
    return lambda _run, left, right: YearsMonths(left.months + direction * right.months)


def _days_sum(direction: int) -> Operation:
    return lambda _run, left, right: left + direction * right


def _scale(_run: Run, span: Duration, factor: Number) -> Duration:
    return _resized(span, CONTEXT.multiply(_total(span), Decimal(factor)))


def _split(_run: Run, span: Duration, divisor: Number) -> Duration:
    return _resized(span, CONTEXT.divide(_total(span), Decimal(divisor)))


def _resized(span: Duration, total: Decimal) -> Duration:
    return YearsMonths(int(total)) if isinstance(span, YearsMonths) else dt.timedelta(microseconds=int(total))


def _ratio(run: Run, left: Duration, right: Duration) -> Number:
    return _divide(run, _total(left), _total(right))


def _total(span: Duration) -> Decimal:
    """Months, or microseconds."""
    return Decimal(span.months if isinstance(span, YearsMonths) else span // _MICROSECOND)


_N, _DT, _YM = Kind.NUMBER, Kind.DAYS, Kind.MONTHS
_OPERATIONS: dict[tuple[str, Kind, Kind], Operation] = {
    ("+", _N, _N): _numbers(int.__add__, CONTEXT.add),
    ("-", _N, _N): _numbers(int.__sub__, CONTEXT.subtract),
    ("*", _N, _N): _numbers(int.__mul__, CONTEXT.multiply),
    ("/", _N, _N): _divide,
    ("**", _N, _N): _power,
    ("+", Kind.STRING, Kind.STRING): _strings,
    ("-", Kind.TIME, Kind.TIME): _between_times,
    ("/", _DT, _DT): _ratio,
    ("/", _YM, _YM): _ratio,
}
for _direction, _sign in ((1, "+"), (-1, "-")):
    _OPERATIONS[(_sign, _DT, _DT)] = _days_sum(_direction)
    _OPERATIONS[(_sign, _YM, _YM)] = _months_sum(_direction)
for _span in (_DT, _YM):
    _OPERATIONS[("*", _span, _N)] = _scale
    _OPERATIONS[("*", _N, _span)] = _flipped(_scale)
    _OPERATIONS[("/", _span, _N)] = _split
for _moment in (Kind.DATE, Kind.DATE_TIME):
    _OPERATIONS[("-", _moment, Kind.DATE)] = _between_moments
    _OPERATIONS[("-", _moment, Kind.DATE_TIME)] = _between_moments
    for _span in (_DT, _YM):
        _OPERATIONS[("+", _moment, _span)] = _shift(1)
        _OPERATIONS[("+", _span, _moment)] = _flipped(_shift(1))
        _OPERATIONS[("-", _moment, _span)] = _shift(-1)
_OPERATIONS[("+", Kind.TIME, _DT)] = _shift(1)
_OPERATIONS[("+", _DT, Kind.TIME)] = _flipped(_shift(1))
_OPERATIONS[("-", Kind.TIME, _DT)] = _shift(-1)
