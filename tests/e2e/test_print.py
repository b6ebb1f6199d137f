"""What a process owner prints: the list holds everything, and nothing that only a screen needs."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.draft import DraftPages

REVIEWS = "processes/haringey/review_cycle.bpmn"
HIDDEN = "button:visible, nav:visible, .govuk-button:visible, .app-header:visible, .app-footer:visible"
CHANGES = re.compile("^(Change|Rename|Remove|Add a task here|Add a choice here) ")


@pytest.fixture
def printed(office):
    """The list of the reviews as a printer gets it."""
    desk = office.desk("owner.one")
    draft = DraftPages.begin(desk, "A list to take to a meeting")
    desk.open(f"{draft.address}/outline/{REVIEWS}")
    desk.page.emulate_media(media="print")
    return desk.page


@pytest.mark.timeout(300)
def test_the_printed_list_has_conditions_and_what_stands_behind_details(printed):
    expect(printed.get_by_text('another_visit = "yes"', exact=True)).to_be_visible()
    assert printed.locator("details").count() > 1
    for detail in printed.locator("details > .govuk-details__text").all():
        assert detail.evaluate("element => element.checkVisibility({contentVisibilityAuto: true})")
        assert (detail.bounding_box() or {"height": 0})["height"] > 0


@pytest.mark.timeout(300)
def test_the_printed_list_has_no_buttons_and_no_navigation(printed):
    expect(printed.get_by_role("heading", level=1)).to_be_visible()
    expect(printed.locator(".app-print-line")).to_be_visible()
    expect(printed.locator(HIDDEN)).to_have_count(0)
    expect(printed.get_by_role("link", name=CHANGES).locator("visible=true")).to_have_count(0)
