"""The pages about one process."""

from uuid import UUID

from flask import Response, request, url_for

from service.pathways.queries.instances import HistoryView, InstanceDetail, get_instance
from service.pathways.queries.operated import require_operator
from service.pathways.queries.operated_process import deeds, moves_of
from service.pathways.queries.paging import Page, PageRequest
from service.pathways.queries.user_names import user_names
from service.pathways.read_process import (
    is_restricted,
    read_data,
    read_decisions,
    read_history,
    read_process,
    read_process_diagram,
)
from service.web.cases.asked import href_after, href_with, text_in
from service.web.guards import signed_in
from service.web.operations.area import area
from service.web.operations.data import RESTRICTED, DataPage, DecisionsPage, block_of, decision_block, hrefs_of
from service.web.operations.process import (
    HistoryPage,
    ProcessFrame,
    deed_row,
    frame_of,
    history_row,
    move_row,
    standing_page,
)
from service.web.pages import Link, render
from service.web.requests import actor, clock

XML = "application/xml"
LATEST_FIRST = "-id"


def opened(instance_id: UUID, current: str) -> ProcessFrame:
    """What stands on top of every page about the process; `current`: the tab that is open.

    :raises NotFoundError: there is none that the person may see.
    :raises NotAllowedError: the person does not operate.
    """
    require_operator(actor())
    return framed(get_instance(instance_id=instance_id, actor=actor()), current)


def framed(instance: InstanceDetail, current: str = "") -> ProcessFrame:
    return frame_of(
        instance,
        current,
        restricted=is_restricted(instance_id=instance.id, actor=actor()),
        names=user_names([instance.started_by]),
    )


def to_the_list() -> Link:
    return Link("Back to operations", url_for("operations.index"))


@area.get("/operations/<uuid:instance_id>")
@signed_in
def show(instance_id: UUID) -> Response:
    part = text_in(request.args, "part")
    found = read_process(instance_id=instance_id, part=part, actor=actor(), clock=clock())
    page = standing_page(found, opened(instance_id, "show"))
    return render("operations/standing.html", title=page.frame.name, page=page, back=to_the_list(), wide=True)


@area.get("/operations/<uuid:instance_id>/diagram")
@signed_in
def diagram(instance_id: UUID) -> Response:
    part = text_in(request.args, "part")
    xml = read_process_diagram(instance_id=instance_id, part=part, actor=actor(), clock=clock())
    return Response(xml, mimetype=XML)


@area.get("/operations/<uuid:instance_id>/data")
@signed_in
def data(instance_id: UUID) -> Response:
    shown = _values()
    found = read_data(instance_id=instance_id, values=shown, actor=actor(), clock=clock())
    page = DataPage(
        frame=opened(instance_id, "data"),
        blocks=tuple(map(block_of, found.parts)),
        shown=shown,
        refusal=RESTRICTED if found.restricted else "",
        **hrefs_of("operations.data", instance_id),
    )
    return render("operations/data.html", title=page.frame.name, page=page, back=to_the_list(), wide=True)


@area.get("/operations/<uuid:instance_id>/decisions")
@signed_in
def decisions(instance_id: UUID) -> Response:
    shown, cursor = _values(), text_in(request.args, "after")
    asked = PageRequest(cursor=cursor, sort=LATEST_FIRST)
    found = read_decisions(instance_id=instance_id, values=shown, page=asked, actor=actor(), clock=clock())
    frame, path = opened(instance_id, "decisions"), url_for("operations.decisions", instance_id=instance_id)
    page = DecisionsPage(
        frame=frame,
        blocks=tuple(decision_block(each, shown=shown) for each in found.items),
        shown=shown,
        refusal=RESTRICTED if frame.restricted else "",
        next_href=href_after(path, found.next_cursor),
        first_href=href_with(path) if cursor else None,
        **hrefs_of("operations.decisions", instance_id),
    )
    return render("operations/decisions.html", title=frame.name, page=page, back=to_the_list(), wide=True)


@area.get("/operations/<uuid:instance_id>/history")
@signed_in
def history(instance_id: UUID) -> Response:
    cursor = text_in(request.args, "after")
    asked = PageRequest(limit=100, cursor=cursor, sort=LATEST_FIRST)
    found = read_history(instance_id=instance_id, page=asked, actor=actor(), clock=clock())
    page = _history_page(instance_id, found, is_first=cursor is None)
    return render("operations/history.html", title=page.frame.name, page=page, back=to_the_list(), wide=True)


def _history_page(instance_id: UUID, found: Page[HistoryView], *, is_first: bool) -> HistoryPage:
    """What was done to the process stands on the first page."""
    path = url_for("operations.history", instance_id=instance_id)
    done = deeds(instance_id=instance_id, actor=actor()) if is_first else ()
    moved = moves_of(instance_id) if is_first else ()
    did = [*(each.actor for each in found.items), *(each.by for each in done), *(each.by for each in moved)]
    names = user_names(did)
    return HistoryPage(
        frame=opened(instance_id, "history"),
        rows=tuple(history_row(each, names) for each in found.items),
        deeds=tuple(deed_row(each, names) for each in done),
        moves=tuple(move_row(each, names) for each in moved),
        next_href=href_after(path, found.next_cursor),
        first_href=None if is_first else href_with(path),
    )


def _values() -> bool:
    """Whether the values are asked for, too."""
    return request.args.get("values") == "yes"
