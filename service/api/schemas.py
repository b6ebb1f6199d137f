"""Schemas of answers, made from the dataclasses that the use cases and queries hand out.

So the published description cannot drift from what is sent: there is one list of fields, the dataclass.
"""

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import marshmallow as ma

from service import feel

AnyField = ma.fields.Field[Any]


class Seconds(ma.fields.Integer):
    """A span of time, in whole seconds."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else super()._serialize(int(value.total_seconds()), attr, obj, **kwargs)


SIMPLE: Mapping[object, type[AnyField]] = {
    str: ma.fields.String,
    int: ma.fields.Integer,
    bool: ma.fields.Boolean,
    datetime: ma.fields.AwareDateTime,
    date: ma.fields.Date,
    timedelta: Seconds,
    UUID: ma.fields.UUID,
    Decimal: ma.fields.Float,
}


class FeelValue(ma.fields.Field[Any]):
    """Any value of a process: JSON, with dates and numbers that JSON lacks as tagged objects."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:  # noqa: ARG002 - marshmallow's
        return feel.to_json(value, size=None)


@cache
def answer_schema(cls: type) -> type[ma.Schema]:
    """The schema of what a view answers with."""
    hints = get_type_hints(cls)
    fields = {field.name: field_for(hints[field.name]) for field in dataclasses.fields(cls)}
    return ma.Schema.from_dict(fields, name=f"{cls.__name__}Schema")


@cache
def page_schema(cls: type) -> type[ma.Schema]:
    """The schema of one page of such things."""
    fields: dict[str, AnyField] = {
        "items": ma.fields.List(ma.fields.Nested(answer_schema(cls)), required=True),
        "next": ma.fields.String(
            attribute="next_cursor", allow_none=True, metadata={"description": "Cursor of the next page, or null."}
        ),
    }
    return ma.Schema.from_dict(fields, name=f"{cls.__name__}PageSchema")


@cache
def filter_schema(cls: type, base: type[ma.Schema]) -> type[ma.Schema]:
    """The query parameters of a list: the filter's fields beside the paging of `base`; unknown ones are refused."""
    hints = get_type_hints(cls)
    fields = {field.name: field_for(hints[field.name]) for field in dataclasses.fields(cls)}
    for field in dataclasses.fields(cls):
        fields[field.name].required = field.default is dataclasses.MISSING
    return type(f"{cls.__name__}Schema", (base,), fields)


def field_for(hint: object) -> AnyField:
    """The marshmallow field for a type hint."""
    inner = [arg for arg in get_args(hint) if arg is not type(None)]
    optional = _is_union(hint) and len(inner) < len(get_args(hint))
    if _is_union(hint):
        return _plain(inner[0], allow_none=optional) if len(inner) == 1 else FeelValue(allow_none=True)
    return _plain(hint, allow_none=False)


def _is_union(hint: object) -> bool:
    return get_origin(hint) in {Union, types.UnionType}


def _plain(hint: object, *, allow_none: bool) -> AnyField:
    if get_origin(hint) in {tuple, list, frozenset}:
        return ma.fields.List(field_for(get_args(hint)[0]), allow_none=allow_none)
    if hint in SIMPLE:
        return SIMPLE[hint](allow_none=allow_none)
    return _own(hint, allow_none=allow_none) if isinstance(hint, type) else FeelValue(allow_none=True)


def _own(cls: type, *, allow_none: bool) -> AnyField:
    """The field for one of our own enums or dataclasses; anything else is a value of a process."""
    if issubclass(cls, StrEnum):
        return ma.fields.Enum(cls, by_value=True, allow_none=allow_none)
    if dataclasses.is_dataclass(cls):
        return ma.fields.Nested(answer_schema(cls), allow_none=allow_none)
    return FeelValue(allow_none=True)
