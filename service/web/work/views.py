"""The six lists of work."""

from urllib.parse import parse_qsl

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.access import Capability
from service.pathways.calendar_address import has_calendar_address
from service.pathways.queries.case_waits import case_waits
from service.pathways.queries.caseload import caseloads
from service.pathways.queries.free_starts import free_starts
from service.pathways.queries.procedure import lately_changed
from service.pathways.queries.unallocated import unallocated_families
from service.pathways.queries.work_views import View
from service.pathways.queries.workers import workers
from service.pathways.queries.worklist import work_counts, worklist
from service.pathways.remember_view import remember_view, remembered_view
from service.web.guards import signed_in
from service.web.pages import Link, render
from service.web.requests import actor, clock
from service.web.site import site
from service.web.texts import moment_text
from service.web.work.area import area
from service.web.work.asked import Asked, asked_for
from service.web.work.pages import TITLES, Choice, ListPage, Parts, filters_of, list_page, tabs_of
from service.web.work.present import row_of
from service.web.work.sidelines import Sidelines, loads_of, news_of, unallocated_of, waits_of


@area.get("/work")
@signed_in
def mine() -> ResponseReturnValue:
    return _list(View.MINE)


@area.get("/work/team")
@signed_in
def team() -> ResponseReturnValue:
    return _list(View.TEAM)


@area.get("/work/unallocated")
@signed_in
def unallocated() -> ResponseReturnValue:
    return _list(View.UNALLOCATED)


@area.get("/work/waiting")
@signed_in
def waiting() -> ResponseReturnValue:
    return _list(View.WAITING)


@area.get("/work/coming-up")
@signed_in
def coming_up() -> ResponseReturnValue:
    return _list(View.COMING_UP)


@area.get("/work/done")
@signed_in
def done() -> ResponseReturnValue:
    return _list(View.DONE)


def _list(view: View) -> ResponseReturnValue:
    asked = asked_for(view, request.args)
    elsewhere = _remembered(asked)
    if elsewhere is not None:
        return redirect(elsewhere)
    if request.args.get("print"):
        return _printed(asked)
    page = _page(asked, printed=False)
    return render("work/list.html", title=TITLES[view], page=page, beside=_beside(asked), wide=True)


def _remembered(asked: Asked) -> str | None:
    """Where to go instead: the list as the person left it, or, once cleared, the plain one."""
    view = asked.view.value
    if request.args.get("clear"):
        remember_view(view=view, query="", actor=actor())
        return asked.path
    if request.args:
        if not asked.after and not request.args.get("print"):
            remember_view(view=view, query=asked.query, actor=actor())
        return None
    kept = asked_for(asked.view, dict(parse_qsl(remembered_view(view=view, actor=actor()))))
    return kept.href() if kept.query else None


def _printed(asked: Asked) -> Response:
    page = _page(asked, printed=True)
    printed_at = moment_text(clock().now(), site().calendar.zone)
    return render(
        "work/print.html",
        title=TITLES[asked.view],
        page=page,
        printed_at=printed_at,
        back=Link("Back to the list", asked.href()),
    )


def _page(asked: Asked, *, printed: bool) -> ListPage:
    now, here = clock().now(), site()
    found = worklist(
        actor=actor(), clock=clock(), view=asked.view, filters=asked.filters, page=asked.request(printed=printed)
    )
    counts = work_counts(actor=actor(), clock=clock())
    hrefs = {view: url_for(f"work.{view.value}") for view in View}
    people = [Choice(value=worker.user, text=worker.name) for worker in workers(actor=actor(), clock=clock())]
    parts = Parts(actor=actor(), tabs=tabs_of(asked.view, counts, hrefs), filters=filters_of(asked, here, people))
    return list_page(asked, found, rows=tuple(row_of(item, here, now=now) for item in found.items), parts=parts)


def _beside(asked: Asked) -> Sidelines:
    """What stands below the first page of some lists."""
    makers = {View.MINE: _calendar, View.WAITING: _waits, View.UNALLOCATED: _allocation}
    return Sidelines() if asked.after or asked.view not in makers else makers[asked.view]()


def _calendar() -> Sidelines:
    return Sidelines(
        calendar=True,
        has_calendar=has_calendar_address(actor=actor()),
        starts=bool(free_starts(actor())),
        news=news_of(lately_changed(actor=actor(), now=clock().now()), site()),
    )


def _waits() -> Sidelines:
    return Sidelines(waits=waits_of(case_waits(actor=actor()), site()))


def _allocation() -> Sidelines:
    """Families without a lead worker beside caseloads, for those who allocate."""
    if not actor().may(Capability.ASSIGN):
        return Sidelines()
    families = unallocated_families(actor=actor())
    loads = caseloads(actor=actor(), clock=clock())
    return Sidelines(families=unallocated_of(families, site()), loads=loads_of(loads, site()), allocation=True)
