"""People are told what is theirs to do; they clear it, or it goes by itself when it is done."""

from datetime import UTC, datetime

import pytest

from tests.e2e.pages.task import TaskPage
from tests.e2e.story import Story

SCENARIO = "whole_case_christmas_to_easter"
STARTS = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
ALLOCATE = "Allocate the family"
RISK, PAPERS = "Assess home visit risk", "Check lone working documents"


@pytest.mark.timeout(180)
def test_notifications_arrive_are_cleared_and_vanish_with_their_cause(council, office):
    story = Story(council, office, SCENARIO).begin(before=ALLOCATE, family="Test Family Larch")
    worker = office.desk("fsw.west").open("/notifications").sees("There is nothing new for you.")

    TaskPage(story.open(ALLOCATE)).complete(story.answers(ALLOCATE))
    council.settle()
    assert told(worker) == {RISK, PAPERS}
    worker.sees("Notifications 2 new")

    worker.page.get_by_role("row", name=RISK).get_by_role("checkbox").check()
    worker.press("Clear the chosen ones").sees("1 notification cleared.")
    assert told(worker) == {PAPERS}
    assert "Cleared by Family Support Worker West" in past(worker, RISK)

    TaskPage(story.open(PAPERS)).complete(story.answers(PAPERS))
    council.settle()
    assert told(worker) == set()
    assert "Done, passed on or over" in past(worker, PAPERS)
    worker.open("/work").sees(RISK)


def told(desk) -> set[str]:
    """The tasks that the person is told of and has not cleared."""
    rows = desk.open("/notifications").page.locator("tr", has=desk.page.locator("input[name='notification']"))
    return {text.partition(",")[0] for text in rows.get_by_role("link").all_inner_texts()}


def past(desk, task) -> str:
    table = desk.page.get_by_role("table", name="Cleared, done or over in the last seven days")
    return table.locator("tr", has_text=task).inner_text()
