"""The values of FEEL that Python lacks, and the kind of every value."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import total_ordering

Number = int | Decimal
Temporal = dt.date | dt.time | dt.datetime
NoneType = type(None)
_MOST_MONTHS = 999_999_999 * 12 + 11


@total_ordering
@dataclass(frozen=True)
class YearsMonths:
    """A years and months duration, as months (P1Y2M is 14); negative when it points back.

    :raises OverflowError: beyond 999,999,999 years, the most that can be written and read.
    """

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > _MOST_MONTHS:
            raise OverflowError("The duration is out of range.")

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, YearsMonths):
            return NotImplemented
        return self.months < other.months


@dataclass(frozen=True)
class Range:
    """An interval; a bound of None that is not included is open towards that side: (< 10) is Range(None, 10, …)."""

    start: object
    end: object
    start_included: bool
    end_included: bool


@dataclass(frozen=True, eq=False)
class Function:
    """A callable value: `call` takes positional FEEL values; `parameters` are the names for named arguments."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[..., object]


class Kind(StrEnum):
    NULL = "null"
    BOOLEAN = "boolean"
    NUMBER = "number"
    STRING = "string"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date and time"
    DAYS = "days and time duration"
    MONTHS = "years and months duration"
    LIST = "list"
    CONTEXT = "context"
    RANGE = "range"
    FUNCTION = "function"
    UNKNOWN = "unknown"


_KINDS: dict[type, Kind] = {
    NoneType: Kind.NULL,
    bool: Kind.BOOLEAN,
    int: Kind.NUMBER,
    Decimal: Kind.NUMBER,
    str: Kind.STRING,
    dt.date: Kind.DATE,
    dt.time: Kind.TIME,
    dt.datetime: Kind.DATE_TIME,
    dt.timedelta: Kind.DAYS,
    YearsMonths: Kind.MONTHS,
    list: Kind.LIST,
    tuple: Kind.LIST,
    dict: Kind.CONTEXT,
    Range: Kind.RANGE,
    Function: Kind.FUNCTION,
}
_BASES: tuple[tuple[type, Kind], ...] = (
    (str, Kind.STRING),
    (int, Kind.NUMBER),
    (Decimal, Kind.NUMBER),
    (dt.datetime, Kind.DATE_TIME),
    (dt.date, Kind.DATE),
    (dt.timedelta, Kind.DAYS),
    (Mapping, Kind.CONTEXT),
    (list, Kind.LIST),
)


def kind_of(value: object) -> Kind:
    """The FEEL kind of a Python value; UNKNOWN for what is no FEEL value (floats among them)."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    return next((kind for base, kind in _BASES if isinstance(value, base)), Kind.UNKNOWN)


def is_number(value: object) -> bool:
    return kind_of(value) is Kind.NUMBER
