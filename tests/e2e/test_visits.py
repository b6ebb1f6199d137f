"""A visit that did not take place is an ordinary outcome: it is noted, arranged again, and then it takes place."""

from datetime import UTC, datetime

import pytest

from tests.e2e.both_ways import BOTH_WAYS
from tests.e2e.pages.task import TaskPage
from tests.e2e.pages.work import WorkPage
from tests.e2e.story import Story

pytestmark = BOTH_WAYS

FAMILY = "Test Family Elm"
STARTS = datetime(2027, 1, 14, 9, 0, tzinfo=UTC)
TOOK_PLACE = {
    "took_place": "yes",
    "visited_on": "2027-01-15",
    "place": "home",
    "note": "Introduced Early Help and listened to everyone.",
    "child_voice": "Child One wants quieter evenings; Child Two drew a house.",
    "interventions": ["conversation_for_change_and_planning"],
}


@pytest.mark.timeout(400)
def test_a_visit_did_not_take_place_and_then_took_place(council, office):
    story = Story(council, office, "first_visit_did_not_take_place").begin(before="Make the first visit", family=FAMILY)
    worker = office.desk("fsw.west")

    task = WorkPage.mine(worker).open("Make the first visit", family=FAMILY)
    task.answer({"took_place": "no"}).go_on()
    assert worker.errors
    task.complete(story.answers("Make the first visit"))
    worker.sees("did not take place", "What happens next", "Arrange the next attempt")

    story.skip(through="Make the first visit")
    story.play(until="Make the first visit")
    WorkPage.mine(worker).open("Make the first visit", family=FAMILY)
    worker.sees("Attempts")
    TaskPage(worker).complete(TOOK_PLACE)

    worker.open(f"/cases/{council.case_id(story.reference)}/timeline").sees("First visit recorded", "unsuccessful")
