"""What was decided on a case, who signed, who watched over it, and by which rules."""

from datetime import timedelta
from uuid import UUID

from flask import Response, request, url_for

from service.pathways.queries.case_decisions import governance, rules_in_force, table_decisions
from service.pathways.queries.paging import PageRequest
from service.web.cases.area import area
from service.web.cases.asked import begin_of, href_after, href_with, text_in
from service.web.cases.decisions import DecisionsPage, panel_row, rules_row, signature_line, table_row
from service.web.cases.frame import Tab, open_frame
from service.web.days import ADVICE, day_in, is_no_day
from service.web.guards import signed_in
from service.web.pages import Errors, render
from service.web.requests import actor
from service.web.site import site
from service.web.texts import day_text

LAST_MOMENT = timedelta(days=1) - timedelta(microseconds=1)


@area.get("/cases/<uuid:case_id>/decisions")
@signed_in
def decisions(case_id: UUID) -> Response:
    errors: Errors = {"on": [ADVICE]} if is_no_day(request.args, "on") else {}
    return render("cases/decisions.html", title="Decisions and oversight", page=_page(case_id), errors=errors)


def _page(case_id: UUID) -> DecisionsPage:
    who, path = actor(), url_for("cases.decisions", case_id=case_id)
    frame = open_frame(case_id, Tab.DECISIONS)
    day, after = day_in(request.args, "on"), text_in(request.args, "after")
    begin = begin_of(day, site().calendar)
    made = governance(case_id=case_id, actor=who)
    tables = table_decisions(case_id=case_id, actor=who, page=PageRequest(limit=20, cursor=after))
    rules = rules_in_force(case_id=case_id, actor=who, at=begin + LAST_MOMENT if begin else None)
    return DecisionsPage(
        frame=frame,
        tables=tuple(table_row(each) for each in tables.items),
        panels=tuple(panel_row(each) for each in made.panels),
        sign_offs=tuple(signature_line(each, case_id) for each in made.sign_offs),
        oversight=tuple(signature_line(each, case_id) for each in made.oversight),
        rules=tuple(rules_row(each) for each in rules),
        on=day_text(day) if day else "",
        next_href=href_after(path, tables.next_cursor),
        first_href=href_with(path) if after else None,
    )
