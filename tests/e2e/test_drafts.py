"""Nothing typed is lost: not when the session ends, and not when two people write in one task."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.record import RecordPage
from tests.e2e.pages.task import TaskPage
from tests.e2e.story import Story

SCENARIO = "whole_case_christmas_to_easter"
STARTS = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
SAVED = re.compile(r"Saved at \d+:\d\d(am|pm)")
MINE = "Agreed with both children, who asked for the plan on the fridge."
THEIRS = "The mother asks for four more weeks."
TASK, RECORD, KEY = "Discuss the case together", "Allocation discussion", "case_task"


@pytest.fixture
def begun(council, office):
    """Make a case where the task is offered to two people; return its story and the address of the task."""

    def begin(family):
        story = Story(council, office, SCENARIO).begin(before=TASK, family=family)
        return story, f"/tasks/{story.find(TASK).id}"

    return begin


@pytest.mark.timeout(120)
def test_a_draft_is_there_in_the_next_session(office, begun):
    _, address = begun("Test Family Rowan")
    desk = office.desk("manager.west").open(address)
    words(desk).fill(MINE)
    expect(status(desk)).to_have_text(SAVED, timeout=15_000)

    desk.context.clear_cookies()
    sign_in(desk.open(address).page, office)

    expect(words(desk)).to_have_value(MINE)
    assert desk.path == address


@pytest.mark.timeout(120)
def test_what_is_sent_after_the_session_ended_goes_through_signing_in(council, office, begun):
    story, address = begun("Test Family Ash")
    desk = office.desk("manager.west").open(address)
    TaskPage(desk).answer({**story.answers(TASK), KEY: MINE})

    desk.context.clear_cookies()  # what the browser does when their time is over
    TaskPage(desk).go_on()
    sign_in(desk.sees("What you wrote is kept").page, office)
    desk.audited().press("Send it now")

    assert desk.path == f"{address}/done"
    council.settle()
    assert MINE in recorded(council, story, desk)


@pytest.mark.timeout(120)
def test_a_warning_comes_before_the_session_ends(council, office, begun):
    _, address = begun("Test Family Elm")
    desk = office.desk("manager.west")
    desk.page.clock.install()
    words(desk.open(address)).fill(MINE)

    pass_time(desk, session_of(council) - timedelta(minutes=6))
    expect(warning(desk)).to_be_hidden()
    pass_time(desk, timedelta(minutes=2))
    expect(warning(desk)).to_contain_text("You will be signed out in 4 minutes.")
    desk.audited().press("Stay signed in", inside=warning(desk))

    expect(warning(desk)).to_be_hidden()
    expect(words(desk)).to_have_value(MINE)
    pass_time(desk, session_of(council) - timedelta(minutes=6))
    expect(warning(desk)).to_be_hidden()


@pytest.mark.timeout(120)
def test_signing_in_beside_the_page_keeps_what_is_typed(council, office, begun):
    _, address = begun("Test Family Hazel")
    desk = office.desk("manager.west")
    desk.page.clock.install()
    words(desk.open(address)).fill(MINE)

    desk.context.clear_cookies()
    pass_time(desk, session_of(council))
    expect(warning(desk)).to_contain_text("You have been signed out")
    with desk.context.expect_page() as tab:
        desk.follow("Sign in again", inside=warning(desk))
    sign_in(tab.value, office)

    expect(warning(desk)).to_be_hidden()
    expect(words(desk)).to_have_value(MINE)
    expect(status(desk)).to_have_text(SAVED, timeout=15_000)


@pytest.mark.timeout(120)
def test_two_people_in_one_task_see_each_other_and_overwrite_nothing(council, office, begun):
    story, address = begun("Test Family Birch")
    manager, senior = office.desk("manager.west").open(address), office.desk("sfsw.west").open(address)

    expect(others(senior)).to_contain_text("Also open by Team Manager West")
    for desk, text in ((manager, MINE), (senior, THEIRS)):
        words(desk).fill(text)
        expect(status(desk)).to_have_text(SAVED, timeout=15_000)
    expect(others(manager)).to_contain_text("Also open by Senior Family Support Worker West")
    expect(words(manager.open(address))).to_have_value(MINE)
    expect(words(senior.open(address))).to_have_value(THEIRS)

    TaskPage(manager).complete({**story.answers(TASK), KEY: MINE})
    council.settle()
    TaskPage(senior).go_on()

    senior.sees("This task is already completed", "Team Manager West completed it")
    answered, written = senior.page.locator("main").inner_text().split("What you wrote")
    assert MINE in answered
    assert THEIRS in written
    assert MINE in recorded(council, story, senior)
    assert THEIRS not in recorded(council, story, senior)


def words(desk):
    return desk.page.locator(f"#answers [name='answer-{KEY}']")


def status(desk):
    return desk.page.locator("[data-draft-status]")


def others(desk):
    return desk.page.locator("[data-draft-others]")


def warning(desk):
    return desk.page.get_by_role("dialog", name="Are you still there?")


def session_of(council):
    return council.app.config["PERMANENT_SESSION_LIFETIME"]


def pass_time(desk, span):
    """Move the clock of the browser; that of the council stands still."""
    desk.page.clock.fast_forward(span // timedelta(milliseconds=1))


def sign_in(page, office):
    page.get_by_label("User name").fill("manager.west")
    page.get_by_label("Password", exact=True).fill(office.password("manager.west"))
    page.get_by_role("button", name="Sign in", exact=True).click()


def recorded(council, story, desk):
    """The answers of the task that the case keeps."""
    records = f"/cases/{council.case_id(story.reference)}/records"
    return set(RecordPage(desk).open(records, RECORD).answers().values())
