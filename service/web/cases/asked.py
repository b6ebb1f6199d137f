"""What the address of a list asks for, and the addresses of its neighbours."""

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from flask import request

from service.clocks import WorkingCalendar
from service.clocks.moments import start_of_day

Query = Mapping[str, str]


def text_in(query: Query, name: str) -> str | None:
    return query.get(name, "").strip() or None


def id_in(query: Query, name: str) -> UUID | None:
    """What is no id is no filter: the page then shows everything."""
    try:
        return UUID(query.get(name, ""))
    except ValueError:
        return None


def begin_of(day: date | None, calendar: WorkingCalendar) -> datetime | None:
    return None if day is None else start_of_day(day, calendar.zone)


def href_with(path: str, **changes: str | None) -> str:
    """The address of this list with some parts changed; None takes a part away.  It begins at the first page."""
    parts = [(name, value) for name, value in request.args.items(multi=True) if name not in changes and name != "after"]
    parts += [(name, value) for name, value in changes.items() if value]
    kept = [(name, value) for name, value in parts if value]
    return f"{path}?{urlencode(kept)}" if kept else path


def href_after(path: str, cursor: str | None) -> str | None:
    """The address of the next page; None: there is none."""
    return None if cursor is None else href_with(path, after=cursor)
