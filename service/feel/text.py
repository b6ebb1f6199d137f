"""FEEL values as text: the function string(), for people and for texts put together in FEEL."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping

from service.feel.decimals import number_text
from service.feel.errors import LimitReachedError
from service.feel.limits import DEFAULT
from service.feel.temporal import format_date_time, format_days, format_months, format_time
from service.feel.values import Kind, Range, kind_of


def to_text(value: object) -> str:
    """The value as FEEL's string() writes it; strings as they are, null as "null".

    A list or context of more than a million characters is only named, since nobody can read it.
    """
    try:
        return written(value)
    except LimitReachedError:
        return f"(a {kind_of(value)} too long to write)"


def written(value: object) -> str:
    """As to_text, inside an evaluation.

    :raises LimitReachedError: for more than a million characters.
    """
    return str(value) if isinstance(value, str) else _Writer().write(value)


class _Writer:
    def __init__(self) -> None:
        self.written = 0

    def write(self, value: object) -> str:
        text = self._write(value)
        self.written += len(text)
        if self.written > DEFAULT.characters:
            raise LimitReachedError(f"a string of more than {DEFAULT.characters} characters")
        return text

    def _write(self, value: object) -> str:
        if isinstance(value, Mapping):
            entries = (f"{_key(str(key))}: {self.write(item)}" for key, item in value.items())
            return "{" + ", ".join(entries) + "}"
        if isinstance(value, list | tuple):
            return self._list(value)
        if isinstance(value, Range):
            return self._range(value)
        scalar = _SCALARS.get(kind_of(value))
        return scalar(value) if scalar is not None else str(value)

    def _list(self, items: Iterable[object]) -> str:
        return "[" + ", ".join(self.write(item) for item in items) + "]"

    def _range(self, value: Range) -> str:
        opening = "[" if value.start_included else "("
        closing = "]" if value.end_included else ")"
        if value.start is None and not value.start_included:
            return f"({'<=' if value.end_included else '<'} {self.write(value.end)})"
        if value.end is None and not value.end_included:
            return f"({'>=' if value.start_included else '>'} {self.write(value.start)})"
        return f"{opening}{self.write(value.start)}..{self.write(value.end)}{closing}"


def quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if all(part.isidentifier() for part in key.split()) and key else quoted(key)


def _date(value: dt.date) -> str:
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


_SCALARS: dict[Kind, Callable[..., str]] = {
    Kind.NULL: lambda _: "null",
    Kind.BOOLEAN: lambda value: "true" if value else "false",
    Kind.NUMBER: number_text,
    Kind.STRING: quoted,
    Kind.DATE: _date,
    Kind.TIME: format_time,
    Kind.DATE_TIME: format_date_time,
    Kind.DAYS: format_days,
    Kind.MONTHS: format_months,
    Kind.FUNCTION: lambda value: f"function {value.name}",
}
