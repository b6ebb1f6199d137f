"""The standards of a case: which run, which were met, which were missed and why."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.pathways.queries.case_deadlines import case_deadlines
from service.pathways.queries.paging import MOST, PageRequest
from service.web.cases.area import area
from service.web.cases.asked import href_after, href_with, text_in
from service.web.cases.frame import Frame, Tab, open_frame
from service.web.cases.standards import StandardRow, standard_row
from service.web.guards import signed_in
from service.web.pages import render
from service.web.requests import actor, clock
from service.web.site import site

ALL_RUNNING = PageRequest(limit=MOST)


@dataclass(frozen=True, kw_only=True)
class DeadlinesPage:
    frame: Frame
    running: tuple[StandardRow, ...]
    over: tuple[StandardRow, ...]
    next_href: str | None
    first_href: str | None


@area.get("/cases/<uuid:case_id>/deadlines")
@signed_in
def deadlines(case_id: UUID) -> Response:
    return render("cases/deadlines.html", title="Deadlines", page=_deadlines(case_id), wide=True)


def _deadlines(case_id: UUID) -> DeadlinesPage:
    who, now, here = actor(), clock().now(), site()
    frame = open_frame(case_id, Tab.DEADLINES)
    after = text_in(request.args, "after")
    past = PageRequest(cursor=after, sort="-due_at")
    running = case_deadlines(case_id=case_id, actor=who, page=ALL_RUNNING, still_open=True)
    over = case_deadlines(case_id=case_id, actor=who, page=past, still_open=False)
    path = url_for("cases.deadlines", case_id=case_id)
    return DeadlinesPage(
        frame=frame,
        running=tuple(standard_row(each, here, now=now) for each in running.items),
        over=tuple(standard_row(each, here, now=now) for each in over.items),
        next_href=href_after(path, over.next_cursor),
        first_href=href_with(path) if after else None,
    )
