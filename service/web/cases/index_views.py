"""The list of cases, as the reader left it."""

from urllib.parse import parse_qsl, urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.pathways.queries.case_list import case_choices, listed_cases
from service.pathways.queries.paging import PageRequest
from service.pathways.remember_view import remember_view, remembered_view
from service.web.cases.area import area
from service.web.cases.asked import href_after, href_with, text_in
from service.web.cases.index import SORTS, CasesPage, SortHead, case_row, closed_in, filter_in, selects_of, sort_in
from service.web.guards import signed_in
from service.web.pages import render
from service.web.requests import actor, clock
from service.web.site import site

VIEW = "cases"
KEPT = ("text", "stage", "team", "lead", "status", "sort")


@area.get("/cases")
@signed_in
def index() -> ResponseReturnValue:
    elsewhere = _remembered()
    if elsewhere is not None:
        return redirect(elsewhere)
    return render("cases/index.html", title="Cases", page=_page(), wide=True)


def _remembered() -> str | None:
    """Where to go instead: the list as the person left it, or, once cleared, the plain one."""
    path = url_for("cases.index")
    if "clear" in request.args:
        remember_view(view=VIEW, query="", actor=actor())
        return path
    if request.args:
        if "after" not in request.args:
            remember_view(view=VIEW, query=_query(), actor=actor())
        return None
    kept = remembered_view(view=VIEW, actor=actor())
    known = [(name, value) for name, value in parse_qsl(kept) if name in KEPT]
    return f"{path}?{urlencode(known)}" if known else None


def _query() -> str:
    return urlencode([(name, value) for name in KEPT if (value := text_in(request.args, name))])


def _page() -> CasesPage:
    path, query = url_for("cases.index"), request.args
    asked = PageRequest(cursor=text_in(query, "after"), sort=sort_in(query))
    filters, now = filter_in(query), clock().now()
    found = listed_cases(actor=actor(), filters=filters, page=asked, closed=closed_in(query))
    return CasesPage(
        rows=tuple(case_row(case, site(), now=now) for case in found.items),
        text=filters.text or "",
        selects=selects_of(case_choices(actor=actor()), query),
        heads={name: _head(path, name) for name in SORTS},
        filtered=any(text_in(query, name) for name in KEPT if name != "sort"),
        next_href=href_after(path, found.next_cursor),
        first_href=href_with(path) if asked.cursor else None,
    )


def _head(path: str, name: str) -> SortHead:
    """Sorts by the column; by the one that it is sorted by already, the other way."""
    sort = sort_in(request.args) or "-opened_at"
    directions = {name: "ascending", f"-{name}": "descending"}
    other = f"-{name}" if sort == name else name
    return SortHead(text=SORTS[name], href=href_with(path, sort=other), direction=directions.get(sort))
