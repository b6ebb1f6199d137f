"""The tab, adding a file, opening and removing one."""

from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, request, url_for

from service.context import current_settings
from service.errors import InvalidInputError, NotFoundError
from service.pathways.queries.documents import list_documents
from service.pathways.queries.letters import list_letters
from service.pathways.queries.paging import PageRequest
from service.pathways.read_document import OpenedDocument, read_document
from service.pathways.reading import read_document_entry
from service.pathways.remove_document import remove_document
from service.pathways.store_document import store_document
from service.web.cases.area import area as cases
from service.web.cases.frame import Tab, open_frame
from service.web.documents.present import DocumentsPage, document_line, letter_line
from service.web.documents.receive import allow_file, sent_file
from service.web.documents.removal import removal_page
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency, somebody
from service.web.texts import MEGABYTE

area = Blueprint("documents", __name__)

TITLE = "Documents and letters"
# Nothing in a file may run or fetch anything, whatever a browser makes of it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


@area.before_app_request  # ahead of the check of the form's token, which reads the form
def allow_files() -> None:
    if request.endpoint == "documents.add" and somebody() is not None:
        allow_file()


@cases.get("/cases/<uuid:case_id>/documents")
@signed_in
def documents(case_id: UUID) -> Response:
    return show(case_id)


@area.post("/cases/<uuid:case_id>/documents")
@signed_in
def add(case_id: UUID) -> Response:
    try:
        file = sent_file()
        store_document(
            case_id=case_id,
            file_name=file.name,
            content=file.content,
            media_type=file.media_type,
            title=request.form.get("title"),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return show(case_id, error.errors)
    return saved("The document is added.", to=url_for("cases.documents", case_id=case_id))


@area.get("/documents/<uuid:document_id>")
@signed_in
def download(document_id: UUID) -> Response:
    return _file(read_document(document_id=document_id, actor=actor(), clock=clock()), "attachment")


@area.get("/documents/<uuid:document_id>/look")
@signed_in
def look(document_id: UUID) -> Response:
    """A picture in the browser; of every other kind there is only the download."""
    opened = read_document(document_id=document_id, actor=actor(), clock=clock())
    if not opened.media_type.startswith("image/"):
        raise NotFoundError("picture", document_id)
    return _file(opened, "inline")


@area.get("/documents/<uuid:document_id>/remove")
@signed_in
def removal(document_id: UUID) -> Response:
    return _removal(document_id)


@area.post("/documents/<uuid:document_id>/remove")
@signed_in
def remove(document_id: UUID) -> Response:
    try:
        done = remove_document(
            document_id=document_id,
            reason=request.form.get("reason", ""),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _removal(document_id, error.errors)
    to = url_for("cases.documents", case_id=done.case_id) if done.case_id else url_for("work.mine")
    return saved("The document is removed.", to=to)


def show(case_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    asked = {"letters": request.args.get("letters"), "files": request.args.get("files")}
    letters = list_letters(case_id=case_id, actor=actor(), page=PageRequest(cursor=asked["letters"]))
    files = list_documents(case_id=case_id, actor=actor(), page=PageRequest(cursor=asked["files"]))
    here = url_for("cases.documents", case_id=case_id)
    page = DocumentsPage(
        frame=open_frame(case_id, Tab.DOCUMENTS),
        letters=tuple(letter_line(letter) for letter in letters.items),
        documents=tuple(document_line(view) for view in files.items),
        more_letters=f"{here}?letters={quote(letters.next_cursor)}" if letters.next_cursor else None,
        more_documents=f"{here}?files={quote(files.next_cursor)}" if files.next_cursor else None,
        first_href=here if any(asked.values()) else None,
        write_href=url_for("letters.new", case_id=case_id),
        add_href=url_for("documents.add", case_id=case_id),
        limit=f"{current_settings().largest_upload // MEGABYTE} MB",
    )
    return render("documents/tab.html", title=TITLE, page=page, errors=errors)


def _removal(document_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    view = read_document_entry(document_id=document_id, actor=actor(), clock=clock())
    page = removal_page(view)
    back = Link(TITLE, url_for("cases.documents", case_id=view.case_id)) if view.case_id else None
    return render("documents/remove.html", title="Remove a document", page=page, back=back, errors=errors)


def _file(opened: OpenedDocument, disposition: str) -> Response:
    response = Response(opened.content, mimetype=None, content_type=opened.media_type)
    response.headers.update(HEADERS)
    response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(opened.file_name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
