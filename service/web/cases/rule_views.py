"""Which rules applied to a case on a day."""

from datetime import date
from uuid import UUID

from flask import Response, request, url_for

from service.access import Capability
from service.clocks import local_day
from service.errors import InvalidInputError
from service.pathways.reading import read_applied_rules
from service.web.cases.area import area
from service.web.cases.frame import Tab, open_frame
from service.web.cases.rules import RulesPage, rules_page
from service.web.days import ADVICE, boxes_in, day_in, is_no_day
from service.web.guards import signed_in
from service.web.pages import Link, render
from service.web.requests import actor, clock
from service.web.site import site

TITLE = "Which rules applied on a day"


@area.get("/cases/<uuid:case_id>/rules")
@signed_in
def rules(case_id: UUID) -> Response:
    back = Link("Back to the deadlines", url_for("cases.deadlines", case_id=case_id))
    try:
        page, errors = _rules_page(case_id, _asked()), {}
    except InvalidInputError as error:
        page, errors = _without_day(case_id), dict(error.errors)
    return render("cases/rules.html", title=TITLE, page=page, errors=errors, back=back, wide=True)


def _rules_page(case_id: UUID, on: date) -> RulesPage:
    frame = open_frame(case_id, Tab.DEADLINES)
    applied = read_applied_rules(case_id=case_id, on=on, actor=actor(), clock=clock())
    return rules_page(applied, frame, on=on, zone=site().calendar.zone, href=_release_href)


def _without_day(case_id: UUID) -> RulesPage:
    frame = open_frame(case_id, Tab.DEADLINES)
    boxes = boxes_in(_parts(), "on")
    return RulesPage(frame=frame, asked=boxes, day="", nothing="", processes=(), standards=())


def _asked() -> date:
    """The day that the address names, as 2027-03-03 or in three parts; today where it names none.

    :raises InvalidInputError: it is no day, or one to come.
    """
    today = local_day(clock().now(), site().calendar.zone)
    if is_no_day(_parts(), "on"):
        raise InvalidInputError({"on": [ADVICE]})
    day = day_in(_parts(), "on") or today
    if day > today:
        raise InvalidInputError({"on": ["Give today or a day before today: rules of days to come can still change."]})
    return day


def _parts() -> dict[str, str]:
    """The day as three parts, also where it is written as one."""
    year, month, day = (*request.args.get("on", "").split("-"), "", "", "")[:3]
    named = {"on-year": year, "on-month": month, "on-day": day}
    return {name: request.args.get(name, value) for name, value in named.items()}


def _release_href(release_id: UUID) -> str | None:
    if not actor().may(Capability.PUBLISH):
        return None
    return url_for("procedure.release", release_id=release_id)
