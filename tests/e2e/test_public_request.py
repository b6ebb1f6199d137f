"""Somebody without an account asks for help; who reads it makes a case of it."""

from datetime import date

import pytest

from tests.e2e.both_ways import BOTH_WAYS
from tests.e2e.council import AUTHORITY
from tests.e2e.pages.referral import ReferralPages
from tests.e2e.story import Story

pytestmark = BOTH_WAYS

SCENARIO = "whole_case_christmas_to_easter"
FAMILY = "Test Family Juniper"
CHILD = "Test Child Juniper"
PHONE, EMAIL = "01632 960001", "sender@example.org"


@pytest.mark.timeout(180)
def test_a_request_from_outside_becomes_a_case(council, office):
    story = Story(council, office, SCENARIO)
    stranger = office.stranger()

    request = ReferralPages(stranger).begin_outside(AUTHORITY)
    stranger.fill({"Your phone number": PHONE, "Your email address": EMAIL})
    request.family(FAMILY, (CHILD, date(2015, 5, 1))).answer(story.starting_answers())
    stranger.sees("Check what you wrote", CHILD).press("Send")
    reference = stranger.page.locator(".govuk-panel__body strong").inner_text()
    stranger.sees("Your request was sent").misses("Juniper")
    council.settle()
    assert [mail for mail in council.mails() if reference in mail and f"To: {EMAIL}" in mail and "Juniper" not in mail]

    door = office.desk("spa.one").open("/notifications").follow("A request for help was received")
    door.sees(FAMILY, CHILD, PHONE, "Attendance has fallen and the mother asks for help at home.")
    door.open("/referrals").follow(reference).press("Look for matches and start a case")
    ReferralPages(door).choose("A new family")
    door.sees("Check the request", "A new case for a new family").press("Start the case")
    door.sees("The case is started.", FAMILY)
    council.settle()

    story.reference = council.reference_of(FAMILY)
    story.open("Rate the request").sees(FAMILY)
    handled = door.open("/referrals").page.get_by_role("table", name="Handled lately")
    assert reference in handled.inner_text()
    door.sees("No request waits.")
