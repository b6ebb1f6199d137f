"""The list of processes, and beginning one thing with many of them."""

from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from service.errors import InvalidInputError
from service.models import BulkKind
from service.pathways.begin_bulk_action import begin_bulk_action
from service.pathways.queries.operated import (
    count_operated,
    operated_choices,
    operated_ids,
    operated_named,
    operated_processes,
    require_operator,
)
from service.pathways.queries.paging import PageRequest
from service.web.cases.asked import Query, href_after, href_with, text_in
from service.web.guards import signed_in
from service.web.operations.area import area
from service.web.operations.frame import Tab, tabs_of
from service.web.operations.index import (
    ACTIONS,
    FILTERS,
    SHOWN,
    SORTS,
    ConfirmPage,
    ProcessesPage,
    SortHead,
    all_text,
    confirm_page,
    filter_in,
    process_row,
    processes_text,
    selects_of,
    sort_in,
)
from service.web.operations.returning import query_of, way_back
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency
from service.web.work.pages import Choice

NOTHING_CHOSEN = {"chosen": ["Choose at least one process."]}


@area.get("/operations")
@signed_in
def index() -> Response:
    return _list(request.args)


def _list(query: Query, *, errors: Errors = NO_ERRORS) -> Response:
    return render("operations/index.html", title="Operations", page=_page(query), errors=errors, wide=True)


def _page(query: Query) -> ProcessesPage:
    path, now = url_for("operations.index"), clock().now()
    asked = PageRequest(limit=50, cursor=text_in(query, "after"), sort=sort_in(query))
    filters = filter_in(query, now)
    found = operated_processes(actor=actor(), filters=filters, page=asked, clock=clock())
    number = count_operated(actor=actor(), filters=filters, clock=clock())
    return ProcessesPage(
        tabs=tabs_of(Tab.PROCESSES, actor()),
        rows=tuple(process_row(each, now=now) for each in found.items),
        reference=filters.reference or "",
        selects=selects_of(operated_choices(actor=actor()), query),
        heads={name: _head(path, query, name) for name in SORTS},
        filtered=any(text_in(query, name) for name in FILTERS),
        number=processes_text(number),
        all_text=all_text(number, len(found.items)),
        query=query_of(query, FILTERS),
        actions=tuple(Choice(value=kind, text=words) for kind, (words, _) in ACTIONS.items()),
        next_href=href_after(path, found.next_cursor),
        first_href=href_with(path) if asked.cursor else None,
    )


def _head(path: str, query: Query, name: str) -> SortHead:
    """Sorts by the column; by the one that it is sorted by already, the other way."""
    sort = sort_in(query) or "-started_at"
    directions = {name: "ascending", f"-{name}": "descending"}
    other = f"-{name}" if sort == name else name
    return SortHead(text=SORTS[name], href=href_with(path, sort=other), direction=directions.get(sort))


@area.post("/operations/chosen")
@signed_in
def chosen() -> Response:
    """Ask once more, with what is about to be done to which processes."""
    require_operator(actor())
    kind, ids = _asked_kind(), _asked_ids()
    if not ids:
        return _list(way_back(request.form.get("query", "")), errors=NOTHING_CHOSEN)
    return _confirm(kind, ids)


@area.post("/operations/begin")
@signed_in
def begin() -> ResponseReturnValue:
    require_operator(actor())
    kind, ids = _asked_kind(), _ids_in(request.form.getlist("process"))
    try:
        begun = begin_bulk_action(
            kind=kind,
            instance_ids=ids,
            reason=request.form.get("reason", ""),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _confirm(kind, ids, errors=error.errors)
    done = f"{processes_text(begun.total)} will be {ACTIONS[kind][1]}."
    return saved(done, to=url_for("operations.bulk", bulk_id=begun.bulk_id))


def _confirm(kind: BulkKind, ids: tuple[UUID, ...], *, errors: Errors = NO_ERRORS) -> Response:
    query = query_of(way_back(request.form.get("query", "")), FILTERS)
    path = url_for("operations.index")
    back = Link("Back to the list", f"{path}?{query}" if query else path)
    page = confirmed(kind, ids, query=query)
    return render("operations/confirm.html", title=ACTIONS[kind][0], page=page, errors=errors, back=back, wide=True)


def confirmed(kind: BulkKind, ids: tuple[UUID, ...], *, query: str = "") -> ConfirmPage:
    shown = operated_named(actor=actor(), instance_ids=ids[:SHOWN])
    return confirm_page(kind, shown, ids=ids, back=query, now=clock().now())


def _asked_kind() -> BulkKind:
    kinds = {kind.value: kind for kind in ACTIONS}
    asked = request.form.get("kind", "")
    if asked not in kinds:
        raise InvalidInputError({"kind": ["Choose what is to be done."]})
    return kinds[asked]


def _asked_ids() -> tuple[UUID, ...]:
    if request.form.get("all"):
        filters = filter_in(way_back(request.form.get("query", "")), clock().now())
        return operated_ids(actor=actor(), filters=filters, clock=clock())
    return tuple(
        each.id for each in operated_named(actor=actor(), instance_ids=_ids_in(request.form.getlist("process")))
    )


def _ids_in(texts: list[str]) -> tuple[UUID, ...]:
    """:raises InvalidInputError: one of them is no id."""
    try:
        return tuple(dict.fromkeys(map(UUID, texts)))
    except ValueError as error:
        raise InvalidInputError({"process": ["Go back and choose the processes again."]}) from error
