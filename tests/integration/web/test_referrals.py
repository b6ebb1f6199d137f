"""Requests for help: written by staff, received from outside, and what becomes of them."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from service.models import Case, Family, Referral, ReferralStatus, db
from tests.integration.pathways.test_referrals import from_outside
from tests.integration.pathways.test_search import opened, restrict
from tests.integration.web.conftest import Browser, Page, Visit

CHILD = {
    "family": "Test-Larch",
    "people-0-kind": "child",
    "people-0-name": "Sample Test-Larche",
    "people-0-date_of_birth-day": "14",
    "people-0-date_of_birth-month": "3",
    "people-0-date_of_birth-year": "2019",
}


@pytest.fixture
def door(visit: Visit) -> Browser:
    return visit.as_("door.one")


def matched(browser: Browser) -> Page:
    """A new request of staff, up to the page with the matches."""
    browser.get("/referrals/new")
    browser.after(browser.submit({"event": "Event_Referred"}))
    return browser.after(browser.submit(CHILD))


def count(visit: Visit, model: type) -> int:
    with visit.app.app_context():
        return db.session.scalars(select(func.count()).select_from(model)).one()


def test_staff_write_a_request_and_start_a_case(visit: Visit, door: Browser):
    page = matched(door)
    assert page.h1 == "Possible matches"
    door.after(door.submit({"choice": "new"}))
    check = door.after(door.submit({"answer-reason": "Tired"}))
    assert "A new case for a new family" in check.text

    door.submit({})

    assert (count(visit, Case), count(visit, Family)) == (1, 1)
    with visit.app.app_context():
        assert db.session.scalars(select(Referral.status)).one() is ReferralStatus.STARTED


def test_sending_twice_starts_one_case(visit: Visit, door: Browser):
    matched(door)
    door.after(door.submit({"choice": "new"}))
    door.after(door.submit({"answer-reason": "Tired"}))
    form, place = dict(door.page.form()), door.address

    for _ in range(2):
        door.post(place, form, token=False)

    assert count(visit, Case) == 1


def test_a_match_is_shown_with_its_reason_before_a_case_is_made(visit: Visit):
    with visit.app.app_context():
        case = opened(visit.clock)
    manager = visit.as_("door.one")

    page = matched(manager)

    assert (
        "Sample Test-Larche may be Sample Test-Larch, born 14 March 2019: a similar name and date of birth" in page.text
    )
    assert "Open case" in page.text
    assert page.find(f"//a[@href='/cases/{case.case_id}']")


def test_a_request_is_linked_to_the_open_case(visit: Visit):
    with visit.app.app_context():
        case = opened(visit.clock)
    manager = visit.as_("door.one")
    matched(manager)
    manager.after(manager.submit({"choice": f"case:{case.case_id}"}))
    manager.after(manager.submit({"answer-reason": "Tired"}))

    answer = manager.submit({})

    assert answer.answer.headers["Location"].startswith(f"/cases/{case.case_id}")
    assert count(visit, Case) == 1
    assert "written by staff" in manager.get(f"/cases/{case.case_id}/people").text


def test_a_closed_case_of_this_year_is_flagged_as_a_re_referral_with_its_outcome(visit: Visit):
    with visit.app.app_context():
        case = opened(visit.clock)
        row = db.session.get(Case, UUID(case.case_id))
        row.status, row.closed_at, row.outcome = "closed", visit.clock.now(), "needs_met"
        db.session.commit()

    page = matched(visit.as_("door.one"))

    assert "Re-referral: closed less than 12 months ago" in page.text
    assert "outcome: Needs met" in page.text


@pytest.mark.parametrize("name", ["door.one", "admin.one", "manager.west"])
def test_of_a_restricted_case_it_says_only_that_there_may_be_one(visit: Visit, name):
    with visit.app.app_context():
        case = opened(visit.clock)
        restrict(case, "worker.west")
        family = db.session.get(Case, UUID(case.case_id)).family_id
    browser = visit.as_(name)
    if name != "door.one":
        browser.get("/referrals/new", status=403)
        return

    page = matched(browser)

    assert "A possible match exists that you cannot see: ask the" in page.text
    for told in ("Sample Test-Larch,", case.reference, case.family_reference, str(family), "N17 6XY"):
        assert told not in page.text
    assert not page.find(f"//input[contains(@value, '{family}')]")


def test_without_a_choice_it_does_not_go_on(visit: Visit):
    with visit.app.app_context():
        opened(visit.clock)
    manager = visit.as_("door.one")
    matched(manager)

    page = manager.submit({}, status=422)

    assert "choice" in page.errors


def test_a_draft_is_found_again(door: Browser):
    matched(door)

    page = door.get("/referrals")

    assert "Test-Larch" in page.text
    assert "Test-Larch" in door.get("/referrals/new").text


def test_the_oldest_request_comes_first_and_says_how_long_it_waits(visit: Visit, door: Browser):
    with visit.app.app_context():
        from_outside(visit.clock)
        visit.clock.move_to(visit.clock.now().replace(hour=15))
        from_outside(visit.clock)

    page = door.get("/referrals")

    assert "Waiting for somebody to look (2)" in page.text
    assert page.text.index("5 hours") < page.text.index("less than an hour")


def test_what_was_sent_is_read_and_becomes_a_case(visit: Visit, door: Browser):
    with visit.app.app_context():
        referral, _ = from_outside(visit.clock)
    page = door.get(f"/referrals/{referral}")
    assert "Ben Test-Child" in page.text
    assert "We need help" in page.text
    door.follow("Look for matches and start a case")
    door.after(door.submit({"choice": "new"}))

    door.submit({})

    assert count(visit, Case) == 1
    assert "Became a case" in door.get(f"/referrals/{referral}").text


def test_a_request_is_closed_with_a_reason(visit: Visit, door: Browser):
    with visit.app.app_context():
        referral, _ = from_outside(visit.clock)
    door.get(f"/referrals/{referral}")
    assert "reason" in door.submit({"reason": ""}, status=422).errors

    door.submit({"reason": "Lives in another council; told the school"})

    page = door.get(f"/referrals/{referral}")
    assert "Not for early help" in page.text
    assert "Lives in another council" in page.text
    assert "by Door One" in page.text


def test_handled_twice_it_says_so(visit: Visit, door: Browser):
    with visit.app.app_context():
        referral, _ = from_outside(visit.clock)
    door.get(f"/referrals/{referral}")
    form = dict(door.page.form())
    door.post(f"/referrals/{referral}/refuse", {**form, "reason": "No"}, token=False)

    page = door.post(f"/referrals/{referral}/refuse", {"reason": "Again"}, status=409)

    assert "closed already" in page.text


def test_those_who_may_not_start_cases_see_no_request(visit: Visit):
    with visit.app.app_context():
        referral, _ = from_outside(visit.clock)
    worker = visit.as_("worker.west")

    worker.get("/referrals/new", status=403)
    for part in ("", "/matches", "/check", "/questions/x"):
        worker.get(f"/referrals/{referral}{part}", status=404)
    assert "Waiting for somebody" not in worker.get("/referrals").text


def menu(page: Page) -> list[str]:
    return [text for text in page.links() if text.startswith("Referrals")]


def test_the_menu_counts_the_requests_that_wait_for_those_who_may_handle_them(visit: Visit, door: Browser):
    assert menu(door.get("/work")) == ["Referrals"]
    with visit.app.app_context():
        for _ in range(2):
            referral, _ = from_outside(visit.clock)
        from_outside(visit.clock, send=False)

    assert menu(door.get("/work")) == ["Referrals 2 waiting"]
    assert menu(visit.as_("worker.west").get("/work")) == []

    door.get(f"/referrals/{referral}")
    door.submit({"reason": "Lives elsewhere"}, action=f"/referrals/{referral}/refuse")
    assert menu(door.get("/work")) == ["Referrals 1 waiting"]
