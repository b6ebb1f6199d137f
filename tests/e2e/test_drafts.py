"""Nothing typed is lost: drafts outlive the session; two people in one task see each other and overwrite nothing."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.task import TaskPage
from tests.e2e.story import Story

SCENARIO = "whole_case_christmas_to_easter"
STARTS = datetime(2027, 3, 8, 12, 0, tzinfo=UTC)
SAVED = re.compile(r"Saved at \d+:\d\d(am|pm)")


@pytest.fixture(scope="module")
def story_of(council):
    def begin(office, family):
        return Story(council, office, SCENARIO).begin(before="Decide the next step", family=family)

    return begin


def status(desk):
    return desk.page.locator("[data-draft-status]")


def first_box(desk):
    return desk.page.locator("#answers textarea, #answers input[type='text']").first


@pytest.mark.timeout(300)
def test_a_draft_survives_the_end_of_the_session(council, office, story_of):
    story = story_of(office, "Test Family Ash")
    task = story.find("Decide the next step")
    desk = office.desk("fsw.west").open(f"/tasks/{task.id}")
    TaskPage(desk).answer(story.answers("Decide the next step"))
    expect(status(desk)).to_have_text(SAVED, timeout=15_000)

    desk.context.clear_cookies()
    TaskPage(desk).go_on()
    desk.sees("What you wrote is kept")
    desk.fill({"User name": "fsw.west", "Password": office.password("fsw.west")}).press("Sign in")
    desk.press("Send it now")

    desk.misses("Page not found")
    again = office.desk("fsw.west").open(f"/tasks/{task.id}")
    assert again.page.locator("#answers input:checked").count() + again.page.locator("main dl").count() > 0


@pytest.mark.timeout(300)
def test_two_people_in_one_task_see_each_other(council, office, story_of):
    story = story_of(office, "Test Family Birch")
    task = story.find("Decide the next step")
    worker = office.desk("fsw.west").open(f"/tasks/{task.id}")
    senior = office.desk("sfsw.west").open(f"/tasks/{task.id}")

    senior.sees("Family Support Worker West")
    TaskPage(worker).complete(story.answers("Decide the next step"))
    council.settle()

    senior.open(f"/tasks/{task.id}").misses("Page not found")
