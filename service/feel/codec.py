"""FEEL values as JSON and back.

Numbers that JSON holds exactly (int), strings, booleans, null, lists and contexts stand for themselves; the rest is
tagged: {"@feel": "date", "value": "2026-12-14"}.  A context's own key that begins
with "@feel" gets one more "@" in front.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

from service.feel.decimals import number_text, read_number
from service.feel.temporal import (
    format_date_time,
    format_days,
    format_months,
    format_time,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from service.feel.values import Kind, Range, YearsMonths, kind_of

_TAG = "@feel"

# A number keeps its idle zeros here (1.50), unlike in to_text.
_WRITERS: dict[Kind, Callable[..., str]] = {
    Kind.NUMBER: lambda value: format(value, "f") if isinstance(value, Decimal) else number_text(value),
    Kind.DATE: lambda value: value.isoformat(),
    Kind.TIME: format_time,
    Kind.DATE_TIME: format_date_time,
    Kind.DAYS: format_days,
    Kind.MONTHS: format_months,
}


def to_json(value: object) -> object:
    """The value as what the json module writes.

    :raises TypeError: for functions, floats and whatever else is no value that can be stored.
    """
    if value is None or isinstance(value, str | bool) or type(value) is int:
        return value
    if isinstance(value, Mapping):
        return {_escaped(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, Range):
        return _range(value)
    kind = kind_of(value)
    if kind not in _WRITERS:
        raise TypeError(f"A {type(value).__name__} is no FEEL value that can be stored.")
    return {_TAG: str(kind), "value": _WRITERS[kind](value)}


def _range(value: Range) -> object:
    return {
        _TAG: str(Kind.RANGE),
        "start": to_json(value.start),
        "end": to_json(value.end),
        "start_included": value.start_included,
        "end_included": value.end_included,
    }


def _escaped(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"A key of a context is a string, not {key!r}.")
    return f"@{key}" if key.lstrip("@").startswith("feel") and key.startswith("@") else key


def _unescaped(key: str) -> str:
    return key[1:] if key.startswith("@@") and key.lstrip("@").startswith("feel") else key


def from_json(value: object) -> object:
    """The FEEL value that to_json wrote.  Floats become decimals by their shortest text.

    :raises ValueError: for a tag that is unknown or does not fit its value.
    """
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, list | tuple):
        return [from_json(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if _TAG in value:
        return _tagged(value)
    return {_unescaped(key): from_json(item) for key, item in value.items()}


def _tagged(value: Mapping[str, object]) -> object:
    tag, text = value[_TAG], value.get("value")
    if tag == Kind.RANGE:
        bounds = (from_json(value.get("start")), from_json(value.get("end")))
        return Range(*bounds, value.get("start_included") is True, value.get("end_included") is True)
    reader = _READERS.get(tag) if isinstance(tag, str) else None
    found = reader(text) if reader is not None and isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{text!r} is no stored value of the kind {tag!r}.")
    return found


def _days(text: str) -> dt.timedelta | None:
    found = parse_duration(text)
    return found if isinstance(found, dt.timedelta) else None


def _months(text: str) -> YearsMonths | None:
    found = parse_duration(text)
    return found if isinstance(found, YearsMonths) else None


def _number(text: str) -> Decimal | None:
    found = read_number(text)
    return None if found is None else Decimal(text)


_READERS: dict[str, Callable[[str], object]] = {
    Kind.NUMBER: _number,
    Kind.DATE: parse_date,
    Kind.TIME: parse_time,
    Kind.DATE_TIME: parse_date_time,
    Kind.DAYS: _days,
    Kind.MONTHS: _months,
}
