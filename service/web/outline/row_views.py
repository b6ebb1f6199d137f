"""The decision tables of a draft: read, and changed row by row."""

from functools import partial
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, NotFoundError
from service.library.tables import (
    AddRow,
    DecisionTable,
    MoveRow,
    RemoveRow,
    RowChange,
    SetRow,
    TableRow,
    Towards,
    apply_to_table,
)
from service.pathways.queries.drafts import get_draft
from service.pathways.queries.outlines import TablesOfFile, draft_tables
from service.web.drafts.frame import frame_of
from service.web.guards import signed_in
from service.web.outline.area import area
from service.web.outline.changing import changed, sent_form, store
from service.web.outline.pages import Asked, Target, closed_text, draft_links, form_page
from service.web.outline.row_form import cells_sent, row_fields
from service.web.outline.tables import row_name, table_page, table_title
from service.web.pages import NO_ERRORS, Errors, render, saved
from service.web.requests import actor


@area.get("/drafts/<uuid:draft_id>/table/<path:path>")
@signed_in
def table(draft_id: UUID, path: str) -> Response:
    return _page(draft_id, path, NO_ERRORS)


@area.get("/drafts/<uuid:draft_id>/table/<path:path>/row")
@signed_in
def row(draft_id: UUID, path: str) -> Response:
    return _row_form(draft_id, path)


@area.post("/drafts/<uuid:draft_id>/table/<path:path>/row")
@signed_in
def save_row(draft_id: UUID, path: str) -> Response:
    shown = draft_tables(draft_id=draft_id, path=path, actor=actor())
    found, there = _table(shown), _row(_table(shown), request.args.get("row", ""))
    try:
        cells = cells_sent(found, there, sent_form())
        new = AddRow(table=found.id, cells=cells, after=request.args.get("after", ""))
        wanted = new if there is None else SetRow(table=found.id, row=there.id, cells=cells)
        return _store(draft_id, shown, wanted, fragment=found.id if there is None else there.id)
    except InvalidInputError as error:
        return _row_form(draft_id, path, errors=error.errors)


@area.get("/drafts/<uuid:draft_id>/table/<path:path>/row-removal")
@signed_in
def removing_row(draft_id: UUID, path: str) -> Response:
    return _removal(draft_id, path, NO_ERRORS)


@area.post("/drafts/<uuid:draft_id>/table/<path:path>/row-removal")
@signed_in
def remove_row(draft_id: UUID, path: str) -> Response:
    shown = draft_tables(draft_id=draft_id, path=path, actor=actor())
    found = _table(shown)
    try:
        wanted = RemoveRow(table=found.id, row=_existing(found, request.args.get("row", "")).id)
        return _store(draft_id, shown, wanted, fragment=found.id)
    except InvalidInputError as error:
        return _removal(draft_id, path, error.errors)


@area.post("/drafts/<uuid:draft_id>/table/<path:path>/row-move")
@signed_in
def move_row(draft_id: UUID, path: str) -> Response:
    shown = draft_tables(draft_id=draft_id, path=path, actor=actor())
    found, there = _table(shown), _existing(_table(shown), request.args.get("row", ""))
    towards = Towards.UP if request.form.get("towards") == Towards.UP else Towards.DOWN
    try:
        return _store(draft_id, shown, MoveRow(table=found.id, row=there.id, towards=towards), fragment=there.id)
    except InvalidInputError as error:
        return _page(draft_id, path, error.errors)


def _store(draft_id: UUID, shown: TablesOfFile, wanted: RowChange, *, fragment: str) -> Response:
    content = changed(shown.content, (wanted,), partial(apply_to_table, file=shown.path))
    done = store(draft_id, shown.path, content, seen=shown.sha256)
    to = url_for("outline.table", draft_id=draft_id, path=shown.path) + f"#{fragment}"
    return saved("Your change is saved." if done.changed else "Nothing was changed.", to=to)


def _page(draft_id: UUID, path: str, errors: Errors) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    shown = draft_tables(draft_id=draft_id, path=path, actor=actor())
    page = table_page(
        shown,
        frame=frame_of(draft, ""),
        caption="Decision table",
        links=draft_links(draft_id, path),
        closed=closed_text(draft, path),
    )
    about = {"tables": [sentence for sentences in errors.values() for sentence in sentences]} if errors else NO_ERRORS
    return render("outline/table.html", title=table_title(shown), page=page, errors=about, wide=True)


def _row_form(draft_id: UUID, path: str, *, errors: Errors = NO_ERRORS) -> Response:
    shown = draft_tables(draft_id=draft_id, path=path, actor=actor())
    found, there = _table(shown), _row(_table(shown), request.args.get("row", ""))
    asked = Asked(
        title="Add a row" if there is None else "Change a row",
        about=found.title if there is None else f"{found.title}: {row_name(found, there)}.",
        fields=[*row_fields(found, there, shown.events)],
        submit="Add the row" if there is None else "Save",
    )
    return form_page(asked, _target("outline.row", draft_id, shown, there), shown, errors=errors)


def _removal(draft_id: UUID, path: str, errors: Errors) -> Response:
    shown = draft_tables(draft_id=draft_id, path=path, actor=actor())
    found = _table(shown)
    there = _existing(found, request.args.get("row", ""))
    about = f"{row_name(found, there)} is taken out of {found.title}."
    asked = Asked(title="Remove a row", about=about, fields=(), submit="Remove this row", warning=True)
    return form_page(asked, _target("outline.removing_row", draft_id, shown, there), shown, errors=errors)


def _target(endpoint: str, draft_id: UUID, shown: TablesOfFile, there: TableRow | None) -> Target:  # noqa: PLR0917 - an address
    asked = ("table", "row", "after")
    return Target(
        endpoint=endpoint,
        back_endpoint="outline.table",
        draft_id=draft_id,
        path=shown.path,
        query={name: request.args[name] for name in asked if request.args.get(name)},
        fragment=there.id if there is not None else request.args.get("table", ""),
    )


def _table(shown: TablesOfFile) -> DecisionTable:
    """:raises NotFoundError: the file has no such table."""
    id_ = request.args.get("table", "")
    found = shown.tables.table(id_) if shown.tables is not None else None
    if found is None:
        raise NotFoundError("table", id_)
    return found


def _row(found: DecisionTable, id_: str) -> TableRow | None:
    return _existing(found, id_) if id_ else None


def _existing(found: DecisionTable, id_: str) -> TableRow:
    """:raises NotFoundError: the table has no such row."""
    there = found.row(id_)
    if there is None:
        raise NotFoundError("row", id_)
    return there
