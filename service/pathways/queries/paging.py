"""Pages by cursor: stable while rows come and go, and as fast on the last page as on the first.

A cursor names the last row of a page by its sort value and its id.  It is opaque to callers, and useless to them: it
only ever narrows what they may see.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, DateTime, Integer, Row, Select, String, Uuid, and_, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from service.errors import InvalidInputError
from service.models import db

Item = TypeVar("Item")
AnySelect = Select[*tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]
Column = InstrumentedAttribute[Any] | ColumnElement[Any]

MOST = 200
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
FOREIGN: Mapping[str, Sequence[str]] = {"cursor": ["It was not made by this list."]}


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """`sort`: a name that the list knows, with "-" in front for descending."""

    limit: int = 25
    cursor: str | None = None
    sort: str | None = None


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Item]):
    items: tuple[Item, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class Order:
    """How a list can be sorted: columns by name, the default, and the unique column that decides between equals."""

    columns: Mapping[str, Column]
    default: str
    key: Column


def page_of(statement: AnySelect, order: Order, request: PageRequest, *, make: Callable[[AnyRow], Item]) -> Page[Item]:
    """Run the statement for one page.

    :raises InvalidInputError: the limit, the sort or the cursor cannot be used.
    """
    if not 1 <= request.limit <= MOST:
        raise InvalidInputError({"limit": [f"Ask for 1 to {MOST}."]})
    sort = request.sort or order.default
    column = order.columns.get(sort.removeprefix("-"))
    if column is None:
        raise InvalidInputError({"sort": [f"Sort by one of {', '.join(sorted(order.columns))}."]})
    descending = sort.startswith("-")
    chosen = statement.add_columns(column.label("sort_value"), order.key.label("sort_key"))
    if request.cursor is not None:
        last = _decoded(request.cursor, sort)
        _require_fit(last, column, order.key)
        chosen = chosen.where(_after(column, order.key, last, descending=descending))
    by = (column.desc().nulls_last(), order.key.desc()) if descending else (column.asc().nulls_last(), order.key.asc())
    rows: Sequence[AnyRow] = db.session.execute(chosen.order_by(*by).limit(request.limit + 1)).all()
    shown = rows[: request.limit]
    more = len(rows) > request.limit
    return Page(
        items=tuple(make(row) for row in shown),
        next_cursor=_encoded(sort, shown[-1].sort_value, shown[-1].sort_key) if more else None,
    )


def _after(column: Column, key: Column, last: tuple[object, object], *, descending: bool) -> ColumnElement[bool]:
    value, last_key = last
    beyond_key = key < last_key if descending else key > last_key
    if value is None:
        return and_(column.is_(None), beyond_key)
    beyond = column < value if descending else column > value
    return or_(beyond, and_(column == value, beyond_key), column.is_(None))


def _encoded(sort: str, value: object, key: object) -> str:
    text = json.dumps([sort, _tagged(value), _tagged(key)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(cursor: str, sort: str) -> tuple[object, object]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        made_for, value, key = json.loads(base64.urlsafe_b64decode(padded))
        if made_for != sort:
            raise InvalidInputError({"cursor": ["It belongs to a list in another order."]})
        return _untagged(value), _untagged(key)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InvalidInputError(FOREIGN) from error


def _require_fit(last: tuple[object, object], column: Column, key: Column) -> None:
    """:raises InvalidInputError: PostgreSQL could not compare these values with the columns."""
    value, last_key = last
    if not (value is None or _fits(value, column)) or not _fits(last_key, key):
        raise InvalidInputError(FOREIGN)


def _fits(value: object, column: Column) -> bool:
    match value:
        case datetime():
            fits = isinstance(column.type, DateTime) and value.tzinfo is not None
        case UUID():
            fits = isinstance(column.type, Uuid)
        case str():
            fits = isinstance(column.type, String) and not _UNSTORABLE.search(value)
        case int() if not isinstance(value, bool):
            bits = 63 if isinstance(column.type, BigInteger) else 31
            fits = isinstance(column.type, Integer) and abs(value) < 1 << bits
        case _:
            fits = False
    return fits


def _tagged(value: object) -> object:
    if isinstance(value, datetime):
        return ["at", value.isoformat()]
    if isinstance(value, UUID):
        return ["id", str(value)]
    return ["is", value]


def _untagged(pair: list[Any]) -> object:
    tag, value = pair
    if tag == "at":
        return datetime.fromisoformat(value)
    return UUID(value) if tag == "id" else value


def containing(text: str, *columns: Column) -> ColumnElement[bool]:
    """Every word of the text is found in one of the columns, whatever its case."""
    words = text.split()
    if not words:
        return true()
    return and_(*(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))
