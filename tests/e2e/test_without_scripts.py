"""What workers do every day goes without JavaScript, too."""

from datetime import UTC, datetime

import pytest

from tests.e2e.both_ways import WITHOUT_SCRIPTS
from tests.e2e.pages.work import WorkPage
from tests.e2e.story import Story

pytestmark = WITHOUT_SCRIPTS

FAMILY = "Test Family Cedar"
STARTS = datetime(2027, 1, 18, 9, 0, tzinfo=UTC)


@pytest.mark.timeout(300)
def test_a_day_without_scripts(council, office):
    story = Story(council, office, "whole_case_christmas_to_easter").begin(before="Hold the initial TAF", family=FAMILY)
    desk = office.desk("fsw.west")

    WorkPage.mine(desk).open("Hold the initial TAF", family=FAMILY).complete(story.answers("Hold the initial TAF"))
    desk.sees("What happens next")

    desk.open("/work?text=cedar").sees(FAMILY)
    desk.open(f"/cases/{council.case_id(story.reference)}/pathway").sees("Steps that were reached")
    desk.open("/concerns/new").sees("Which family?")
    desk.press("Sign out", inside=desk.page.locator("header")).sees("You have signed out")
