"""The papers of a sitting: to be printed from the browser, and as PDF."""

import base64
from html import escape
from uuid import UUID

from flask import Response, render_template, request, url_for

from service.errors import NoPdfError, NotFoundError
from service.pathways.queries.packs import Pack, read_pack
from service.pathways.read_signed_pack import read_signed_pack
from service.web.guards import signed_in
from service.web.pages import Link, render
from service.web.panels.area import area
from service.web.panels.papers import MOST_COPIES, Wanted, file_name, papers_of
from service.web.pdf import as_file, make_pdf, style_sheet
from service.web.requests import actor, clock
from service.web.site import site

WATERMARK = """<svg xmlns="http://www.w3.org/2000/svg" width="600" height="840" viewBox="0 0 600 840">
<text x="300" y="420" font-family="Arial, Liberation Sans, sans-serif" font-size="44" fill="#0b0c0c" fill-opacity="0.07"
 text-anchor="middle" transform="rotate(-55 300 420)">{text}</text></svg>"""


@area.get("/panels/<uuid:sitting_id>/pack")
@signed_in
def pack(sitting_id: UUID) -> Response:
    papers = papers_of(read_pack(sitting_id=sitting_id, actor=actor(), clock=clock()), _wanted(), site())
    addresses = {
        "pdf": url_for("panels.pack_pdf", sitting_id=sitting_id),
        "here": url_for("panels.pack", sitting_id=sitting_id),
    }
    back = Link("The sitting", url_for("panels.sitting", sitting_id=sitting_id))
    return render(
        "panels/pack.html",
        title=papers.title,
        page=papers,
        wanted=_wanted(),
        addresses=addresses,
        back=back,
        most=MOST_COPIES,
    )


@area.get("/panels/<uuid:sitting_id>/pack.pdf")
@signed_in
def pack_pdf(sitting_id: UUID) -> Response:
    """The same as a tagged PDF; where none can be made, say what is missing and offer the page that prints."""
    found = read_pack(sitting_id=sitting_id, actor=actor(), clock=clock())
    try:
        content = pdf_of(found, _wanted())
    except NoPdfError as error:
        back = Link("The papers", url_for("panels.pack", sitting_id=sitting_id))
        return render("panels/no_pdf.html", title="PDF cannot be made here", page=str(error), back=back, status=503)
    return as_file(content, file_name(found.sitting.at, site()))


@area.get("/panels/<uuid:sitting_id>/signed-pack")
@signed_in
def signed_pack(sitting_id: UUID) -> Response:
    """The pack as it was signed off."""
    found = read_signed_pack(sitting_id=sitting_id, actor=actor(), clock=clock())
    if found is None:
        raise NotFoundError("signed pack of sitting", sitting_id)
    return as_file(found.content, found.file_name)


def pdf_of(pack: Pack, wanted: Wanted) -> bytes:
    """:raises NoPdfError: this machine cannot make PDF."""
    papers = papers_of(pack, wanted, site())
    html = render_template(
        "panels/pack_pdf.html", page=papers, styles=style_sheet("pack.css"), watermark=watermark(papers.reader)
    )
    return make_pdf(html, title=papers.title)


def watermark(reader: str) -> str:
    """The reader's name across every page, as a picture in an address."""
    picture = WATERMARK.format(text=escape(reader)).encode()
    return f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}"


def _wanted() -> Wanted:
    copies = request.args.get("copies", default=1, type=int)
    return Wanted(initials="initials" in request.args, copies=min(max(copies, 1), MOST_COPIES))
