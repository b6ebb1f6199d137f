"""Actions on many processes: their list, their progress, what came of each process, and stopping one."""

from collections.abc import Iterator
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from service.models import BulkKind, BulkStatus, ItemResult
from service.pathways.queries.bulk import BulkItemView, BulkView, bulk_items, get_bulk_action, list_bulk_actions
from service.pathways.queries.paging import MOST, PageRequest
from service.pathways.queries.user_names import user_names
from service.pathways.stop_bulk_action import stop_bulk_action
from service.web.cases.asked import href_after, href_with, text_in
from service.web.guards import signed_in
from service.web.operations.area import area
from service.web.operations.bulk import (
    REFRESH_SECONDS,
    STATES,
    BulkListPage,
    BulkPage,
    bulk_row,
    counts_of,
    facts_of,
    item_row,
    may_stop,
    progress_text,
    result_words,
    results_of,
    shows_replays,
    table_of,
    title_of,
)
from service.web.operations.frame import Tab, tabs_of
from service.web.operations.index import processes_text
from service.web.pages import Link, render, saved
from service.web.requests import actor, clock, idempotency
from service.web.work.pages import Choice


@area.get("/operations/bulk")
@signed_in
def bulk_list() -> Response:
    path, cursor = url_for("operations.bulk_list"), text_in(request.args, "after")
    found = list_bulk_actions(actor=actor(), page=PageRequest(cursor=cursor))
    names = user_names(each.begun_by for each in found.items)
    page = BulkListPage(
        tabs=tabs_of(Tab.BULK, actor()),
        rows=tuple(bulk_row(each, names) for each in found.items),
        next_href=href_after(path, found.next_cursor),
        first_href=href_with(path) if cursor else None,
    )
    return render("operations/bulk_list.html", title="Actions on many processes", page=page, wide=True)


@area.get("/operations/bulk/<uuid:bulk_id>")
@signed_in
def bulk(bulk_id: UUID) -> Response:
    action = get_bulk_action(bulk_id=bulk_id, actor=actor())
    back = _back(action)
    page = _page(action)
    return render("operations/bulk.html", title=title_of(action), page=page, back=back, wide=True)


def _back(action: BulkView) -> Link:
    if shows_replays(action, actor()):
        return Link("Replay", url_for("tryouts.replays", draft_id=action.draft_id))
    return Link("Back to all actions", url_for("operations.bulk_list"))


def _page(action: BulkView) -> BulkPage:
    path, cursor = url_for("operations.bulk", bulk_id=action.id), text_in(request.args, "after")
    result = _result()
    asked = PageRequest(limit=50, cursor=cursor)
    found = bulk_items(bulk_id=action.id, actor=actor(), page=asked, result=result)
    state, tone = STATES[action.status]
    return BulkPage(
        id=str(action.id),
        state=state,
        tone=tone,
        facts=tuple(facts_of(action, user_names([action.begun_by]))),
        ended=action.ended,
        total=action.total,
        progress=progress_text(action),
        runs=action.status is BulkStatus.RUNNING and action.counts[ItemResult.PENDING] > 0,
        may_stop=may_stop(action, actor()),
        counts=counts_of(action),
        rows=tuple(item_row(each, action, actor()) for each in found.items),
        results=tuple(Choice(value=each, text=result_words(action.kind, each)[0]) for each in results_of(action.kind)),
        result=result or "",
        refresh=REFRESH_SECONDS,
        download_href=url_for("operations.bulk_table", bulk_id=action.id),
        next_href=href_after(path, found.next_cursor),
        first_href=href_with(path) if cursor else None,
        why="Why, and what differs" if action.kind is BulkKind.REPLAY else "Why, and what changes",
    )


def _result() -> ItemResult | None:
    """What is no result filters nothing."""
    asked = text_in(request.args, "result")
    return ItemResult(asked) if asked in set(ItemResult) else None


@area.get("/operations/bulk/<uuid:bulk_id>.csv")
@signed_in
def bulk_table(bulk_id: UUID) -> Response:
    action = get_bulk_action(bulk_id=bulk_id, actor=actor())
    headers = {"Content-Disposition": f"attachment; filename=action-{bulk_id}.csv"}
    table = table_of(_every(bulk_id), action, actor())
    return Response(table, content_type="text/csv; charset=utf-8", headers=headers)


def _every(bulk_id: UUID) -> Iterator[BulkItemView]:
    cursor: str | None = None
    while True:
        found = bulk_items(bulk_id=bulk_id, actor=actor(), page=PageRequest(limit=MOST, cursor=cursor))
        yield from found.items
        cursor = found.next_cursor
        if cursor is None:
            return


@area.post("/operations/bulk/<uuid:bulk_id>/stop")
@signed_in
def stop(bulk_id: UUID) -> ResponseReturnValue:
    stopped = stop_bulk_action(bulk_id=bulk_id, actor=actor(), clock=clock(), idempotency=idempotency())
    done = f"The action is stopped. {processes_text(stopped.not_begun)} stay as they are."
    return saved(done, to=url_for("operations.bulk", bulk_id=bulk_id))
