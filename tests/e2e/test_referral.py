"""A request for help comes in, is looked at, and reaches a worker."""

from datetime import date

import pytest

from tests.e2e.both_ways import BOTH_WAYS
from tests.e2e.pages.referral import ReferralPages
from tests.e2e.story import Story

pytestmark = BOTH_WAYS

SCENARIO = "whole_case_christmas_to_easter"
FAMILY, KNOWN = "Test Family Alder", "Test Family Hazel"
CHILDREN = (("Child One", date(2015, 5, 1)), ("Child Two", date(2018, 9, 12)))


@pytest.mark.timeout(500)
def test_a_request_reaches_a_worker(council, office):
    story = Story(council, office, SCENARIO)
    door = office.desk("spa.one")

    request = ReferralPages(door).begin("Request for help").family(FAMILY, *CHILDREN)
    request.choose("A new family").answer(story.starting_answers())
    request.desk.page.locator("main form .govuk-button").last.click()
    door.audited()
    council.settle()
    story.reference = council.reference_of(FAMILY)

    story.play(until="Discuss the case together")
    worker = office.desk("fsw.west").open("/cases").sees(FAMILY)
    worker.open(f"/cases/{council.case_id(story.reference)}").sees("Family Support Worker West")


@pytest.mark.timeout(300)
def test_a_second_request_shows_the_family_that_is_known(council, office):
    known = council.case(SCENARIO, until="Rate the request", family=KNOWN)
    door = office.desk("spa.one")

    ReferralPages(door).begin("Request for help").family(KNOWN, *CHILDREN)

    door.sees("What shall become of this request?", known)
