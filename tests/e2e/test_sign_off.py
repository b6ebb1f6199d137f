"""A closure comes back once with what is outstanding, and is then signed off."""

from datetime import UTC, datetime

import pytest

from tests.e2e.both_ways import BOTH_WAYS
from tests.e2e.pages.task import TaskPage
from tests.e2e.pages.work import WorkPage
from tests.e2e.story import Story

pytestmark = BOTH_WAYS

FAMILY = "Test Family Rowan"
STARTS = datetime(2027, 5, 19, 8, 0, tzinfo=UTC)


@pytest.mark.timeout(400)
def test_a_sign_off_is_returned_once(council, office):
    story = Story(council, office, "returned_sign_off").begin(before="Sign off the closure", family=FAMILY)
    manager, worker = office.desk("manager.west"), office.desk("fsw.west")

    task = WorkPage.unallocated(manager).open("Sign off the closure", family=FAMILY)
    task.complete(story.answers("Sign off the closure"))
    council.settle()

    WorkPage.mine(worker).open("Finish outstanding actions", family=FAMILY)
    worker.sees("The health visitor has not been told.")
    TaskPage(worker).complete({"done": "Health visitor told."})

    story.skip(through="Finish outstanding actions")
    story.play()
    manager.open(f"/cases/{council.case_id(story.reference)}").sees("Closed")
