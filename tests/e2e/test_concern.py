"""An urgent concern goes from every page, for a closed case as well, and its answering is timed."""

from datetime import UTC, datetime

import pytest

from tests.e2e.both_ways import BOTH_WAYS
from tests.e2e.pages.work import WorkPage
from tests.e2e.story import Story

pytestmark = BOTH_WAYS

FAMILY = "Test Family Rowan"
SCENARIO = "whole_case_christmas_to_easter"
STARTS = datetime(2027, 4, 7, 8, 0, tzinfo=UTC)


@pytest.mark.timeout(400)
def test_an_urgent_concern_about_a_closed_case(council, office):
    story = Story(council, office, SCENARIO).begin(before="Close the case", family=FAMILY)
    story.play()
    case = f"/cases/{council.case_id(story.reference)}"
    worker = office.desk("fsw.west").open(case)

    worker.follow("Worried about a child?").press("Alert the managers now")
    assert worker.errors == ["Enter what worries you"]
    worker.fill({"What worries you?": "Seen with bruises on both arms at the school gate"}).press(
        "Alert the managers now"
    )
    worker.sees("who has been alerted", "Not answered yet")
    council.settle()

    assert any("urgent" in mail.lower() for mail in council.mails())
    assert not any("bruises" in mail or "Rowan" in mail for mail in council.mails())
    manager = office.desk("manager.west").open("/work/unallocated").sees(story.reference)
    task = WorkPage(manager).open("Acknowledge the concern", family=FAMILY)
    manager.sees("Seen with bruises on both arms")
    council.later(minutes=4)
    task.complete({"safe_now": "no", "action": "999"})
    council.settle()
    worker.open(worker.path).sees("Done by Team Manager West on 7 April 2027 at 10:04am")
