"""Which part of a preview an address asks for, and reading it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request

from service.engine.migration import Place
from service.models import ItemResult
from service.pathways.queries.bulk import BulkItemView, BulkView, bulk_items
from service.pathways.queries.paging import MOST, Page, PageRequest
from service.web.requests import actor

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`at`: with no element any step of the process.  `after`: cursor of the page before."""

    result: ItemResult | None
    at: Place | None
    after: str | None


def asked() -> Asked:
    """What cannot be understood is no filter: the page then shows everything."""
    result = request.args.get("result", "")
    process, _, element = request.args.get("step", "").partition("/")
    return Asked(
        result=ItemResult(result) if result in set(ItemResult) else None,
        at=Place(process, element) if process else None,
        after=request.args.get("after") or None,
    )


def items_of(preview: BulkView, wanted: Asked) -> Page[BulkItemView]:
    return bulk_items(
        bulk_id=preview.id,
        actor=actor(),
        page=PageRequest(limit=SHOWN, cursor=wanted.after),
        result=wanted.result,
        at=wanted.at,
    )


def all_items(preview: BulkView, wanted: Asked) -> Iterator[BulkItemView]:
    cursor = None
    while True:
        page = PageRequest(limit=MOST, cursor=cursor)
        found = bulk_items(bulk_id=preview.id, actor=actor(), page=page, result=wanted.result, at=wanted.at)
        yield from found.items
        cursor = found.next_cursor
        if cursor is None:
            return
