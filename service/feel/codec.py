"""FEEL values as JSON and back.

Numbers that JSON holds exactly (int), strings, booleans, null, lists and contexts stand for themselves; the rest is
tagged: {"@feel": "date", "value": "2026-12-14"}.  A context's own key that begins
with "@feel" gets one more "@" in front.

What to_json lets through, from_json can read: numbers within decimal128's range, text that UTF-8 can hold, and nothing
nested deeper than `depth`.  A value that could be written but not read again would lock up whatever holds it; and so
would one that is small in memory, where lists may hold the same list again and again, and endless when it is written.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import cast

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
MAX_DEPTH = 100  # contexts and lists inside each other, unless the caller says otherwise
MAX_SIZE = 5_000_000  # characters of what is written, roughly, unless the caller says otherwise
_VALUE_SIZE = 20  # of each value in a list or context, besides its text
_MOST_BITS = 14_000  # of a whole number; Python itself writes and reads at most 4,300 digits
_EXPONENTS = range(-6176, 6145)  # decimal128

# A number keeps its idle zeros here (1.50), unlike in to_text.
_WRITERS: dict[Kind, Callable[..., str]] = {
    Kind.NUMBER: lambda value: format(value, "f") if isinstance(value, Decimal) else number_text(value),
    Kind.DATE: lambda value: value.isoformat(),
    Kind.TIME: format_time,
    Kind.DATE_TIME: format_date_time,
    Kind.DAYS: format_days,
    Kind.MONTHS: format_months,
}


def to_json(value: object, *, depth: int = MAX_DEPTH, size: int | None = MAX_SIZE) -> object:
    """The value as what the json module writes.  `size`: None for values that were let in before.

    :raises TypeError: for functions, floats and whatever else is no value that can be stored and read again.
    """
    return _Writer(size).written(value, depth)


class _Writer:
    def __init__(self, size: int | None) -> None:
        self._left = size

    def written(self, value: object, depth: int) -> object:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._text(value)
        if type(value) is int:
            return _whole(value)
        if isinstance(value, Mapping | list | tuple | Range):
            return self._compound(value, _inner(depth, TypeError))
        return _scalar(value)

    def _compound(self, value: object, depth: int) -> object:
        if isinstance(value, Mapping):
            self._take(_VALUE_SIZE * len(value))
            return {self._escaped(key): self.written(item, depth) for key, item in value.items()}
        if isinstance(value, Range):
            return self._range(value, depth)
        items = cast("list[object]", value)
        self._take(_VALUE_SIZE * len(items))
        return [self.written(item, depth) for item in items]

    def _range(self, value: Range, depth: int) -> object:
        return {
            _TAG: str(Kind.RANGE),
            "start": self.written(value.start, depth),
            "end": self.written(value.end, depth),
            "start_included": value.start_included,
            "end_included": value.end_included,
        }

    def _escaped(self, key: object) -> str:
        if not isinstance(key, str):
            raise TypeError(f"A key of a context is a string, not {key!r}.")
        text = self._text(key)
        return f"@{text}" if key.lstrip("@").startswith("feel") and key.startswith("@") else text

    def _text(self, value: str) -> str:
        self._take(len(value))
        return _text(value)

    def _take(self, size: int) -> None:
        if self._left is None:
            return
        self._left -= size
        if self._left < 0:
            raise TypeError("A value of millions of characters cannot be stored.")


def _scalar(value: object) -> object:
    kind = kind_of(value)
    if kind not in _WRITERS or (isinstance(value, Decimal) and not _in_range(value)):
        raise TypeError(f"{_named(value)} is no FEEL value that can be stored.")
    return {_TAG: str(kind), "value": _WRITERS[kind](value)}


def _named(value: object) -> str:
    return f"The number {value:.5}" if isinstance(value, Decimal) else f"A {type(value).__name__}"


def _in_range(value: Decimal) -> bool:
    return value.is_finite() and value.adjusted() in _EXPONENTS


def _text(value: str) -> str:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise TypeError(f"A text with half a character (at {error.start + 1}) cannot be stored.") from error
    return value


def _whole(value: int) -> int:
    if value.bit_length() > _MOST_BITS:
        raise TypeError("A whole number of thousands of digits cannot be stored.")
    return value


def _inner(depth: int, refused: type[Exception]) -> int:
    if depth == 0:
        raise refused("Too many lists and contexts stand inside each other.")
    return depth - 1


def _unescaped(key: str) -> str:
    return key[1:] if key.startswith("@@") and key.lstrip("@").startswith("feel") else key


def from_json(value: object, *, depth: int = MAX_DEPTH) -> object:
    """The FEEL value that to_json wrote.  Floats become decimals by their shortest text.

    :raises ValueError: for a tag that is unknown or does not fit its value, a number that is none (1e400 becomes
        infinity in Python), half a character, or values nested too deeply.
    """
    return _read(value, depth)


def _read(value: object, depth: int) -> object:
    if isinstance(value, Mapping | list | tuple):
        return _read_compound(value, _inner(depth, ValueError))
    if isinstance(value, float):
        return _fraction(value)
    if isinstance(value, str):
        return _readable(value)
    return value


def _read_compound(value: Mapping[str, object] | list[object] | tuple[object, ...], depth: int) -> object:
    if not isinstance(value, Mapping):
        return [_read(item, depth) for item in value]
    if _TAG in value:
        return _tagged(value, depth)
    return {_unescaped(_readable(key)): _read(item, depth) for key, item in value.items()}


def _readable(text: str) -> str:
    try:
        return _text(text)
    except TypeError as error:
        raise ValueError(str(error)) from error


def _fraction(value: float) -> Decimal:
    if not isfinite(value):
        raise ValueError(f"{value} is no number.")
    return Decimal(repr(value))


def _tagged(value: Mapping[str, object], depth: int) -> object:
    tag, text = value[_TAG], value.get("value")
    if tag == Kind.RANGE:
        bounds = (_read(value.get("start"), depth), _read(value.get("end"), depth))
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
