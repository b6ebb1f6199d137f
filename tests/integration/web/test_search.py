"""The search page."""

import logging
from uuid import UUID

import pytest
from sqlalchemy import select

from service.models import Case, User, db
from tests.integration.pathways.test_search import opened, restrict
from tests.integration.web.conftest import Visit


@pytest.fixture
def case(visit: Visit):
    with visit.app.app_context():
        return opened(visit.clock)


def test_nothing_is_looked_for_before_somebody_asks(visit: Visit):
    page = visit.as_("worker.west").get("/search")

    assert page.h1 == "Search"
    assert not page.find("//*[@id='found']")


def test_a_family_is_shown_with_its_children_and_cases(visit: Visit, case):
    page = visit.as_("worker.west").get("/search", q="Sampel Larche")

    assert "1 family found" in page.text
    assert "Sample Test-Larch (known as Sam), born 14 March 2019, 7 years" in page.text
    assert page.find(f"//a[@href='/cases/{case.case_id}']")


def test_the_lead_worker_is_shown_by_name(visit: Visit, case):
    with visit.app.app_context():
        db.session.get(Case, UUID(case.case_id)).lead = "worker.west"
        db.session.commit()
        name = db.session.scalar(select(User.display_name).where(User.name == "worker.west"))

    assert f"Lead worker: {name}." in visit.as_("worker.west").get("/search", q="Sample").text


def test_what_was_typed_stays_in_the_box_and_nowhere_in_the_title(visit: Visit, case):
    page = visit.as_("worker.west").get("/search", q="Sample")

    assert page.find("//input[@name='q']")[0].get("value") == "Sample"
    assert "Sample" not in page.find("//title")[0].text


def test_when_nobody_is_found_it_says_what_to_try(visit: Visit, case):
    page = visit.as_("worker.west").get("/search", q="Okafor")

    assert "No family was found" in page.text


def test_a_restricted_case_is_neither_shown_nor_counted(visit: Visit, case):
    with visit.app.app_context():
        restrict(case, "worker.west.two")

    for name in ("worker.west", "manager.west", "director.one", "admin.one", "door.one"):
        page = visit.as_(name).get("/search", q="Sample")
        assert "No family was found" in page.text
        assert case.reference not in page.text
    assert "1 family found" in visit.as_("worker.west.two").get("/search", q="Sample").text


def test_hostile_text_is_only_text(visit: Visit, case):
    page = visit.as_("worker.west").get("/search?status=nonsense&q=%3Cscript%3Ealert(1)%3C%2Fscript%3E+Sample")

    assert not page.find("//main//script")


def test_names_do_not_reach_the_log(visit: Visit, case, caplog):
    browser = visit.as_("worker.west")

    with caplog.at_level(logging.DEBUG):
        browser.get("/search", q="Sample Larch")

    said = " ".join(str(record.__dict__) for record in caplog.records)
    assert "Sample" not in said
    assert "/search" in said


def test_a_stranger_is_asked_to_sign_in(visit: Visit):
    answer = visit.stranger().get("/search", q="Sample", status=303)

    assert "/sign-in" in answer.answer.headers["Location"]
