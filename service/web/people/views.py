"""The people of a case."""

from uuid import UUID

from flask import Blueprint, Response

from service.pathways.person_details import today_of
from service.pathways.queries.people_of_case import read_nhs_number, read_people
from service.web.cases.area import area as cases
from service.web.cases.frame import Tab, open_frame
from service.web.guards import signed_in
from service.web.pages import render
from service.web.people.present import people_page
from service.web.requests import actor, clock

area = Blueprint("people", __name__)


@cases.get("/cases/<uuid:case_id>/people")
@signed_in
def people(case_id: UUID) -> Response:
    return show(case_id)


@area.post("/cases/<uuid:case_id>/people/<uuid:person_id>/nhs-number")
@signed_in
def show_number(case_id: UUID, person_id: UUID) -> Response:
    """The whole number, on this answer only: who asked is written down."""
    number = read_nhs_number(case_id=case_id, person_id=person_id, actor=actor(), clock=clock())
    return show(case_id, {person_id: number} if number else None)


def show(case_id: UUID, shown: dict[UUID, str] | None = None) -> Response:
    found = read_people(case_id=case_id, actor=actor(), clock=clock())
    page = people_page(found, open_frame(case_id, Tab.PEOPLE), today=today_of(clock()), shown=shown or {})
    return render("people/show.html", title="People", page=page)
