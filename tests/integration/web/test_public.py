"""Asking for help without an account."""

import io

import pytest
from sqlalchemy import func, select, update

from service.models import Notification, Referral, ReferralStatus, Release, db
from service.pathways.referral_drafts import MOST_BEGUN
from tests.integration.web.conftest import Browser, Page, Visit

HOME = "/request-help/test"
CHILD = {
    "family": "Testling",
    "people-0-kind": "child",
    "people-0-name": "Ben Testling",
    "people-0-date_of_birth-day": "1",
    "people-0-date_of_birth-month": "5",
    "people-0-date_of_birth-year": "2020",
    "sender-phone": "01632 960001",
}


@pytest.fixture
def stranger(visit: Visit) -> Browser:
    return visit.stranger()


def referrals(visit: Visit) -> list[Referral]:
    with visit.app.app_context():
        return list(db.session.scalars(select(Referral).order_by(Referral.created_at)))


def written(stranger: Browser) -> Page:
    """Up to the page on which everything is checked."""
    stranger.get(HOME)
    stranger.follow("Start now")
    stranger.after(stranger.submit(CHILD))
    return stranger.after(stranger.submit({"answer-reason": "We are tired"}))


def sent(stranger: Browser) -> Page:
    written(stranger)
    return stranger.after(stranger.submit({}))


def test_somebody_without_an_account_asks_for_help(visit: Visit, stranger: Browser):
    check = written(stranger)
    assert "Ben Testling" in check.text
    assert "We are tired" in check.text

    page = stranger.after(stranger.submit({}))

    (referral,) = referrals(visit)
    assert referral.status is ReferralStatus.RECEIVED
    assert referral.reference in page.text


def test_no_name_stands_in_titles_and_confirmations(visit: Visit, stranger: Browser):
    for page in (written(stranger), stranger.after(stranger.submit({}))):
        assert "Testling" not in page.find("//title")[0].text
    assert "Testling" not in stranger.get(f"{HOME}/sent").text


def test_every_page_can_be_left_at_once_and_warns_of_danger(stranger: Browser):
    page = stranger.get(HOME)

    assert page.find("//*[@data-module='govuk-exit-this-page']")
    assert "ring 999" in page.text


def test_nothing_is_kept_before_something_is_typed(visit: Visit, stranger: Browser):
    stranger.get(HOME)
    stranger.get(f"{HOME}/family")

    assert referrals(visit) == []


def test_what_was_typed_is_there_when_one_comes_back(stranger: Browser):
    stranger.get(f"{HOME}/family")
    stranger.submit(CHILD)

    assert "You have begun a request" in stranger.get(HOME).text
    assert stranger.get(f"{HOME}/family").form()["people-0-name"] == "Ben Testling"


def test_another_browser_sees_nothing_of_it(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")
    stranger.submit(CHILD)

    other = visit.stranger()
    assert "You have begun" not in other.get(HOME).text
    assert other.get(f"{HOME}/family").form()["people-0-name"] == ""
    assert "Testling" not in other.get(f"{HOME}/check").text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")

    page = stranger.submit({**CHILD, "family": "", "people-0-name": ""}, status=422)

    assert set(page.errors) == {"family", "people-0-name"}
    assert page.form()["people-0-date_of_birth-year"] == "2020"
    assert len(referrals(visit)) == 1


def test_a_request_that_nobody_could_answer_is_not_taken(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")

    page = stranger.submit({**CHILD, "sender-phone": ""}, status=422)

    assert page.errors == {
        "sender-phone": "Enter a phone number, an email address or an address, or select that nobody can be contacted"
    }
    assert page.form()["people-0-name"] == "Ben Testling"


@pytest.mark.parametrize(
    "way", ["sender-phone", "sender-address", "people-0-phone", "people-0-address", "sender-unreachable"]
)
def test_one_way_to_contact_somebody_or_saying_that_there_is_none_is_enough(visit: Visit, stranger: Browser, way: str):
    stranger.get(f"{HOME}/family")

    page = stranger.after(stranger.submit({**CHILD, "sender-phone": "", way: "yes"}))

    assert "answer-reason" in page.form()


def test_how_to_contact_the_sender_is_shown_to_whoever_reads_the_request(visit: Visit, stranger: Browser):
    sent(stranger)
    (referral,) = referrals(visit)

    page = visit.as_("door.one").get(f"/referrals/{referral.id}")

    assert "How to contact the sender" in page.text
    assert "01632 960001" in page.text


def test_a_date_that_is_none_is_said_and_kept_on_the_page(stranger: Browser):
    stranger.get(f"{HOME}/family")

    page = stranger.submit({**CHILD, "people-0-date_of_birth-month": "13"}, status=422)

    assert set(page.errors) == {"people-0-date_of_birth"}
    assert page.form()["people-0-date_of_birth-month"] == "13"


def test_people_are_added_and_taken_out_again(stranger: Browser):
    stranger.get(f"{HOME}/family")
    page = stranger.after(stranger.submit({**CHILD, "_action": "add"}))
    assert page.form()["people-0-name"] == "Ben Testling"
    assert page.form()["people-1-name"] == ""

    page = stranger.after(stranger.submit({"people-1-name": "Mo Testling", "_action": "remove:0"}))

    assert page.form()["people-0-name"] == "Mo Testling"
    assert "people-1-name" not in page.form()


def test_a_child_who_is_not_yet_born_needs_no_name(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")

    stranger.submit(
        {
            "family": "Testling",
            "people-0-kind": "unborn",
            "people-0-expected_on-day": "1",
            "people-0-expected_on-month": "3",
            "people-0-expected_on-year": "2027",
            "sender-phone": "01632 960001",
        }
    )

    (referral,) = referrals(visit)
    assert referral.family["people"] == [{"name": "Unborn child", "kind": "child", "expected_on": "2027-03-01"}]


def test_sending_twice_is_received_once(visit: Visit, stranger: Browser):
    written(stranger)
    form = dict(stranger.page.form())

    for _ in range(2):
        stranger.post(f"{HOME}/check", form, token=False)

    assert [each.status for each in referrals(visit)] == [ReferralStatus.RECEIVED]


def test_the_number_can_be_seen_again_by_reloading(visit: Visit, stranger: Browser):
    sent(stranger)

    assert referrals(visit)[0].reference in stranger.get(f"{HOME}/sent").text


def test_who_gave_an_email_address_is_told_that_the_number_comes_by_mail(stranger: Browser):
    stranger.get(HOME)
    stranger.follow("Start now")
    stranger.after(stranger.submit({**CHILD, "sender-email": "parent@example.com"}))
    stranger.after(stranger.submit({"answer-reason": "We are tired"}))

    page = stranger.after(stranger.submit({}))

    assert "We send the number to the email address that you gave" in page.text
    assert "parent@example.com" not in page.text


def test_after_sending_another_request_can_be_written(visit: Visit, stranger: Browser):
    sent(stranger)
    page = stranger.get(f"{HOME}/family")
    assert page.form()["people-0-name"] == ""

    sent(stranger)

    assert [each.status for each in referrals(visit)] == [ReferralStatus.RECEIVED] * 2


def test_an_incomplete_request_says_what_is_missing(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")
    stranger.submit(CHILD)
    stranger.get(f"{HOME}/check")

    page = stranger.submit({}, status=422)

    assert "wrong-answers-reason" in page.errors
    assert referrals(visit)[0].status is ReferralStatus.DRAFT


def test_programs_that_fill_in_everything_are_stopped_and_people_lose_nothing(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")

    page = stranger.submit({**CHILD, "website": "http://spam.example"}, status=422)

    assert page.form()["people-0-name"] == "Ben Testling"
    assert referrals(visit) == []


def test_too_many_from_one_network_are_asked_to_wait_and_lose_nothing(visit: Visit):
    for _ in range(MOST_BEGUN):
        browser = visit.stranger()
        browser.get(f"{HOME}/family")
        browser.submit(CHILD)
    late = visit.stranger()
    late.get(f"{HOME}/family")

    page = late.submit(CHILD, status=422)

    assert "Too many requests" in page.text
    assert page.form()["people-0-name"] == "Ben Testling"


def test_somebody_can_delete_what_they_wrote(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")
    stranger.submit(CHILD)
    stranger.get(HOME)

    stranger.submit({}, action=f"{HOME}/delete")

    assert referrals(visit) == []
    assert "You have begun" not in stranger.get(HOME).text


def test_other_councils_and_pages_are_not_there(stranger: Browser):
    for path in ("/request-help/nowhere", "/request-help/nowhere/family", "/request-help/nowhere/sent"):
        stranger.get(path, status=404)


def test_much_too_much_is_refused_before_it_is_read(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")

    stranger.submit({**CHILD, "people-0-address": "x" * 300_000}, status=413)

    assert referrals(visit) == []


def test_files_are_not_taken(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")

    stranger.submit({**CHILD, "upload": (io.BytesIO(b"virus"), "virus.exe")})

    with visit.app.app_context():
        assert db.session.scalars(select(func.count()).select_from(Referral)).one() == 1


def test_when_the_browser_lost_its_session_what_was_typed_is_shown_again(visit: Visit, stranger: Browser):
    stranger.get(f"{HOME}/family")
    form = {**stranger.page.form(), **CHILD}
    forgetful = visit.stranger()

    page = forgetful.post(f"{HOME}/family", form, token=False, status=400)

    assert "What you wrote is still here" in page.text
    forgetful.submit({})
    assert referrals(visit)[0].family["name"] == "Testling"


def test_those_who_may_start_cases_are_told(visit: Visit, stranger: Browser):
    sent(stranger)

    with visit.app.app_context():
        told = db.session.scalars(select(Notification).where(Notification.cause.startswith("referral:"))).all()
    assert "door.one" in {each.user_name for each in told}
    assert not [each for each in told if "Testling" in each.title]


@pytest.mark.parametrize("path", ["/sign-in", "/help", "/nothing-here"])
def test_who_comes_to_the_service_without_an_account_finds_the_way_to_ask_for_help(stranger: Browser, path: str):
    stranger.get(path, status=404 if path == "/nothing-here" else 200)

    page = stranger.follow("Ask for help for a child or family")

    assert "You do not need an account" in page.text


def test_nobody_is_led_to_a_form_that_is_not_there(visit: Visit, stranger: Browser):
    with visit.app.app_context():
        db.session.execute(update(Release).values(is_current=False))
        db.session.commit()

    assert "Ask for help for a child" not in stranger.get("/sign-in").text


def test_who_works_here_is_not_told_to_ask_for_help(visit: Visit):
    assert "Ask for help for a child" not in visit.as_("door.one").get("/work").text
