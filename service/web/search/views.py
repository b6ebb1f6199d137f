"""One box: names, dates of birth, references, postcodes, pupil and NHS numbers."""

from flask import Blueprint, Response, request

from service.pathways.queries.search import search_families
from service.web.guards import signed_in
from service.web.pages import render
from service.web.requests import actor, clock
from service.web.search.present import EVERY, search_page
from service.web.site import site

area = Blueprint("search", __name__)


@area.get("/search")
@signed_in
def results() -> Response:
    text, status = request.args.get("q", ""), request.args.get("status") or EVERY
    found = search_families(text=text, status=None if status == EVERY else status, actor=actor(), clock=clock())
    page = search_page(found, text=text, status=status, site=site(), now=clock().now())
    return render("search/results.html", title="Search", page=page)
