"""The people of a case, and what they agreed to."""

from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import Case, Person, db
from service.pathways.add_person import add_person
from service.pathways.person_details import PersonDetails
from tests.integration.builders import person, task_of, triaged
from tests.integration.web.conftest import Visit

DETAILS = PersonDetails(
    name="Parent One",
    kind="adult",
    phone="020 7946 0000",
    safe_contact="Only text on Tuesdays",
    language="Polish",
    nhs_number="9990000018",
    postcode="N17 6XY",
)


@pytest.fixture
def case(visit: Visit):
    with visit.app.app_context():
        return triaged(visit.clock)


def add(visit: Visit, case, details: PersonDetails = DETAILS) -> str:
    with visit.app.app_context():
        added = add_person(case_id=UUID(case.case_id), details=details, actor=person("worker.west"), clock=visit.clock)
        return added.person_id


def test_safe_contact_stands_before_every_way_to_reach_somebody(visit: Visit, case):
    add(visit, case)

    page = visit.as_("worker.west").get(f"/cases/{case.case_id}/people")

    assert page.h1 == "People"
    assert page.text.index("Safe contact: Only text on Tuesdays") < page.text.index("020 7946 0000")
    assert "Needed: Polish" in page.text
    assert "N17 6XY" in page.text


def test_the_nhs_number_is_masked_until_somebody_asks(visit: Visit, case):
    parent = add(visit, case)
    worker = visit.as_("worker.west")
    page = worker.get(f"/cases/{case.case_id}/people")
    assert "999 000 0018" not in page.text

    shown = worker.submit({}, action=f"/cases/{case.case_id}/people/{parent}/nhs-number", status=200)

    assert "999 000 0018" in shown.text


def test_somebody_is_added_and_found_on_the_page(visit: Visit, case):
    worker = visit.as_("worker.west")
    worker.get(f"/cases/{case.case_id}/people/new")

    answer = worker.submit(
        {"kind": "unborn", "expected_on-day": "1", "expected_on-month": "3", "expected_on-year": "2027"}
    )

    page = worker.after(answer)
    assert "Unborn child" in page.text
    assert "1 March 2027" in page.text


def test_what_was_typed_wrongly_is_kept_and_said(visit: Visit, case):
    worker = visit.as_("worker.west")
    worker.get(f"/cases/{case.case_id}/people/new")

    page = worker.submit(
        {
            "name": "",
            "kind": "child",
            "date_of_birth-day": "31",
            "date_of_birth-month": "2",
            "date_of_birth-year": "2019",
            "nhs_number": "123",
            "safe_contact": "Never by post",
        },
        status=422,
    )

    assert set(page.errors) == {"date_of_birth"}
    assert page.form()["date_of_birth-day"] == "31"
    assert page.form()["safe_contact"] == "Never by post"


def test_two_people_who_change_the_same_details_do_not_overwrite_each_other(visit: Visit, case):
    parent = add(visit, case)
    one, two = visit.as_("worker.west"), visit.as_("worker.west.two")
    for browser in (one, two):
        browser.get(f"/cases/{case.case_id}/people/{parent}/change")
    one.submit({"phone": "1"})

    page = two.submit({"phone": "2"}, status=412)

    assert "changed by somebody else" in page.text
    with visit.app.app_context():
        assert db.session.scalars(select(Person.phone).where(Person.id == UUID(parent))).one() == "1"


def test_a_relationship_is_shown_from_both_sides(visit: Visit, case):
    parent = add(visit, case)
    worker = visit.as_("worker.west")
    page = worker.get(f"/cases/{case.case_id}/people/{parent}/relationship")
    child = page.find("//input[@name='other']")[0].get("value")

    answer = worker.submit({"kind": "mother", "other": child})

    page = worker.after(answer)
    assert "Parent One is the mother of Child One" in page.text
    assert "Child One is the child of Parent One" in page.text


def test_a_child_gets_a_status_of_its_own(visit: Visit, case):
    parent = add(visit, case)
    worker = visit.as_("worker.west")
    worker.get(f"/cases/{case.case_id}/people/{parent}/status")

    answer = worker.submit({"status": "Lives elsewhere"})

    assert "Lives elsewhere" in worker.after(answer).text


def test_people_of_a_case_one_may_not_see_are_not_there(visit: Visit, case):
    parent = add(visit, case)
    stranger = visit.as_("worker.east")

    for path in ("people", "people/new", f"people/{parent}/change", f"people/{parent}/status", "consent"):
        stranger.get(f"/cases/{case.case_id}/{path}", status=404)


def test_what_the_family_said_becomes_the_state_of_the_case(visit: Visit, case):
    worker = visit.as_("worker.west")
    worker.get(f"/cases/{case.case_id}/consent")
    worker.follow("The family withdraws its agreement")

    answer = worker.submit({"given_by": "Parent One", "how": "On the phone"})

    page = worker.after(answer)
    assert "Agreement to the service: Withdrawn" in page.text
    assert "Do not contact them about this service" in page.text
    assert "worker.west" not in page.text
    with visit.app.app_context():
        assert db.session.scalars(select(Case.consent).where(Case.id == UUID(case.case_id))).one() == "withdrawn"


def test_going_on_without_agreement_needs_reason_and_basis(visit: Visit, case):
    worker = visit.as_("worker.west")
    worker.get(f"/cases/{case.case_id}/consent/new")

    page = worker.submit({"kind": "disclosure", "status": "overridden", "agency": "Police"}, status=422)

    assert set(page.errors) == {"reason", "lawful_basis"}
    assert page.form()["agency"] == "Police"


def test_as_long_as_the_family_does_not_want_it_every_task_says_not_to_contact_them(visit: Visit, case):
    worker = visit.as_("worker.west")
    worker.get(f"/cases/{case.case_id}/consent/new?status=withdrawn")
    worker.submit({"given_by": "Parent One"})

    with visit.app.app_context():
        task = task_of(case.case_id, "Task_Visit")

    assert "Do not contact them about this service" in worker.get(f"/tasks/{task}").text
