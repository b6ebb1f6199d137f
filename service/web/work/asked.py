"""What the address of a list asks for: which view, narrowed how, in which order, from where on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import url_for

from service.pathways.priority import Priority
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.work_filters import DueIn, WorkFilter
from service.pathways.queries.work_views import View
from service.pathways.queries.worklist import SORTS

ROWS = 50
PRINTED_ROWS = 200
LONGEST = 100
_UNREADABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`after`: where the page begins; empty: at the first row."""

    view: View
    filters: WorkFilter
    sort: str = ""
    after: str = ""

    @property
    def query(self) -> str:
        """Filters and order as a query, which is what is remembered."""
        return urlencode(self._parts())

    @property
    def filtered(self) -> bool:
        return self.filters != WorkFilter()

    def href(self, *, after: str = "", printed: bool = False) -> str:
        """The address of this list."""
        more = {name: value for name, value in (("after", after), ("print", "yes" if printed else "")) if value}
        return _with(self.path, {**self._parts(), **more})

    def without(self, field: str) -> str:
        return replace(self, filters=replace(self.filters, **{field: None}), after="").href()

    def sorted_by(self, sort: str) -> str:
        return replace(self, sort=sort, after="").href()

    def request(self, *, printed: bool = False) -> PageRequest:
        return PageRequest(limit=PRINTED_ROWS if printed else ROWS, cursor=self.after or None, sort=self.sort or None)

    @property
    def path(self) -> str:
        return url_for(f"work.{self.view.value}")

    @property
    def clear_href(self) -> str:
        return _with(self.path, {"clear": "yes"})

    def _parts(self) -> dict[str, str]:
        chosen = {field.name: getattr(self.filters, field.name) for field in fields(self.filters)}
        return {name: value for name, value in {**chosen, "sort": self.sort}.items() if value}


def asked_for(view: View, query: Mapping[str, str]) -> Asked:
    """Read the query of an address; what it cannot mean is left out."""
    filters = WorkFilter(
        text=_text(query, "text"),
        team=_text(query, "team"),
        stage=_text(query, "stage"),
        process=_text(query, "process"),
        role=_text(query, "role"),
        assignee=_text(query, "assignee"),
        due=_choice(DueIn, query.get("due")),
        priority=_choice(Priority, query.get("priority")),
    )
    sort = query.get("sort", "")
    known = sort.removeprefix("-") in SORTS
    return Asked(view=view, filters=filters, sort=sort if known else "", after=query.get("after", ""))


def _text(query: Mapping[str, str], name: str) -> str | None:
    return _UNREADABLE.sub(" ", query.get(name, "")).strip()[:LONGEST] or None


def _choice(kind: type[_Choice], value: str | None) -> _Choice | None:
    return kind(value) if value in list(kind) else None


def _with(path: str, parts: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(parts)}" if parts else path
