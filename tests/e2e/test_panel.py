"""A family steps down through a panel whose sitting is moved: everything follows, and nobody's standard moves."""

from datetime import UTC, date, datetime

import pytest

from tests.e2e.both_ways import BOTH_WAYS
from tests.e2e.pages.task import TaskPage
from tests.e2e.story import Story

pytestmark = BOTH_WAYS

SCENARIO = "step_down_one_child_agreed"
FAMILY = "Test Family Ash"
STARTS = datetime(2027, 4, 27, 8, 0, tzinfo=UTC)  # the sitting of the week after opens at one
MOVED_TO = datetime(2027, 5, 5, 9, 0, tzinfo=UTC)  # ten in the morning of British summer time


@pytest.mark.timeout(600)
def test_a_panel_decides_on_the_day_it_was_moved_to(council, office):
    story = Story(council, office, SCENARIO).begin(before="Hand the request over", family=FAMILY)
    story.play(until="Screen each request")
    lead = office.desk("business.lead").open("/panels")

    lead.follow("4 May 2027")
    sitting = lead.path
    lead.press("Move this sitting")
    reason = "The chair is at court"
    lead.fill({"New day": date(2027, 5, 3), "New time": "10am", "Why is it moved?": reason}).press("Move the sitting")
    lead.sees("May Day").press("No, choose another date")
    lead.fill({"New day": date(2027, 5, 5), "New time": "10am", "Why is it moved?": reason}).press("Move the sitting")
    if "all the same" in lead.h1:
        lead.press("Yes, move it")
    lead.sees("moved to", "5 May 2027")

    story.play(until="Decide on each child")
    council.move_to(MOVED_TO)
    chair = office.desk("service.manager")
    for child, decision in (("Child One", "agreed"), ("Child Two", "not_agreed")):
        chair.open(sitting).follow(f"Record the decision on {child}")
        TaskPage(chair).complete({"decision": decision, "reasons": "Weighed against the thresholds."})
        council.settle()

    lead.open(sitting).sees("Step-down agreed", "Not agreed")
    lead.fill({"Chair": "Service Manager", "Minutes": "Both children were talked about."}).press("Save the minutes")
    lead.press("Freeze this sitting").press("Freeze it").sees("is frozen")
    chair.open(sitting).press("Sign off this sitting").press("Sign off")
    chair.sees("Signed off")
