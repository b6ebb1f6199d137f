"""Properties of dates, times, durations and ranges: d.year, t.time offset, p.months, r.start (DMN 1.5, 10.3.2.11)."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from zoneinfo import ZoneInfo

from service.feel.decimals import CONTEXT
from service.feel.run import Run
from service.feel.values import Number, Range, YearsMonths

_DATE: dict[str, Callable[[dt.date], object]] = {
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "day": lambda value: value.day,
    "weekday": lambda value: value.isoweekday(),
}


def _zone_name(value: dt.time | dt.datetime) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _second(value: dt.time | dt.datetime) -> Number:
    return (
        CONTEXT.plus(Decimal(value.second * 1_000_000 + value.microsecond) / 1_000_000)
        if value.microsecond
        else value.second
    )


_TIME: dict[str, Callable[[dt.time | dt.datetime], object]] = {
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": _second,
    "time offset": lambda value: value.utcoffset(),
    "timezone": _zone_name,
}
_DATE_TIME: dict[str, Callable[[dt.datetime], object]] = {**_DATE, **_TIME}


def _part(unit: int, upper: int) -> Callable[[dt.timedelta], int]:
    """Whole units of a duration, below the next larger unit, with the duration's sign."""

    def part(span: dt.timedelta) -> int:
        seconds = int(abs(span).total_seconds()) // unit
        value = seconds % upper if upper else seconds
        return -value if span < dt.timedelta() else value

    return part


_DAYS: dict[str, Callable[[dt.timedelta], object]] = {
    "days": _part(86400, 0),
    "hours": _part(3600, 24),
    "minutes": _part(60, 60),
    "seconds": _part(1, 60),
}
_MONTHS: dict[str, Callable[[YearsMonths], object]] = {
    "years": lambda value: int(value.months / 12),
    "months": lambda value: abs(value.months) % 12 * (-1 if value.months < 0 else 1),
}
_RANGE: dict[str, Callable[[Range], object]] = {
    "start": lambda value: value.start,
    "end": lambda value: value.end,
    "start included": lambda value: value.start_included,
    "end included": lambda value: value.end_included,
}
_TABLES: tuple[tuple[type, dict[str, Callable[..., object]]], ...] = (
    (dt.datetime, dict(_DATE_TIME)),
    (dt.date, dict(_DATE)),
    (dt.time, dict(_TIME)),
    (dt.timedelta, dict(_DAYS)),
    (YearsMonths, dict(_MONTHS)),
    (Range, dict(_RANGE)),
)
MEMBERS = frozenset(name for _, table in _TABLES for name in table)


def member_of(run: Run, value: object, name: str) -> object:
    """The property, or null with a reason when the value's kind has none of that name."""
    table = next(table for kind, table in _TABLES if isinstance(value, kind))
    return table[name](value) if name in table else run.null(f'{type(value).__name__} has no "{name}"')
