"""The allocations meeting: families without a worker beside caseloads."""

from flask import Response, render_template, request, url_for

from service.errors import NoPdfError
from service.pathways.queries.allocations import allocations as find_allocations
from service.web.guards import signed_in
from service.web.pages import Link, render
from service.web.panels.allocations import AllocationsPage, allocations_page
from service.web.panels.area import area
from service.web.panels.pack_views import watermark
from service.web.pdf import as_file, make_pdf, style_sheet
from service.web.requests import actor, clock
from service.web.site import site

TITLE = "Allocations meeting"


@area.get("/panels/allocations")
@signed_in
def allocations() -> Response:
    crumbs = (Link("Panels and meetings", url_for("panels.diary")),)
    return render("panels/allocations.html", title=TITLE, page=_page(), crumbs=crumbs, wide=True)


@area.get("/panels/allocations/pack")
@signed_in
def allocations_pack() -> Response:
    page = _page()
    back = Link(TITLE, url_for("panels.allocations", team=page.team or None))
    return render("panels/allocations_pack.html", title=TITLE, page=page, back=back)


@area.get("/panels/allocations/pack.pdf")
@signed_in
def allocations_pdf() -> Response:
    page = _page()
    html = render_template(
        "panels/allocations_pdf.html", page=page, styles=style_sheet("pack.css"), watermark=watermark(page.reader)
    )
    try:
        content = make_pdf(html, title=f"{TITLE}: {page.team_name}")
    except NoPdfError as error:
        back = Link("The papers", url_for("panels.allocations_pack", team=page.team or None))
        return render("panels/no_pdf.html", title="PDF cannot be made here", page=str(error), back=back, status=503)
    return as_file(content, f"allocations-{clock().now():%Y-%m-%d}.pdf")


def _page() -> AllocationsPage:
    found = find_allocations(actor=actor(), clock=clock(), team=request.args.get("team") or None)
    return allocations_page(found, site(), reader=actor().display_name, now=clock().now())
