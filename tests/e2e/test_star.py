"""The Star: its scores are read on the case, and stand before the worker when the family comes to the next one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Desk
from tests.e2e.pages.record import RecordPage
from tests.e2e.pages.work import WorkPage
from tests.e2e.story import Story

SCENARIO = "whole_case_christmas_to_easter"
STARTS = datetime(2027, 3, 8, 11, 0, tzinfo=UTC)
FIRST, REVIEW = "Complete the first Star", "Revisit the Star"
AREAS = range(1, 11)


@pytest.mark.timeout(180)
def test_scores_of_the_first_star_are_read_on_the_case(council, office):
    story = Story(council, office, SCENARIO).begin(before=FIRST, family="Test Family Maple")
    worker, given = office.desk("fsw.west"), story.answers(FIRST)

    WorkPage.mine(worker).open(FIRST, family="Test Family Maple").complete(given)
    council.settle()

    answers = RecordPage(worker).open(records(council, story), "First Star").answers()
    assert scores(answers) == scores_given(given)
    assert answers["7. Boundaries and behaviour: the family's own score"] == "7"


@pytest.mark.timeout(180)
def test_a_review_begins_with_the_scores_before_and_keeps_both(council, office):
    first = Story(council, office, SCENARIO).answers(FIRST)
    story = Story(council, office, SCENARIO).begin(before=REVIEW, family="Test Family Willow")
    worker, given = office.desk("fsw.west"), story.answers(REVIEW)

    review = WorkPage.mine(worker).open(REVIEW, family="Test Family Willow")
    review.answer(given).go_on()
    worker.sees("From “First Star”, 12 January 2027")
    for area, score in zip(AREAS, scores_given(first), strict=True):
        expect(box(worker, area)).to_have_value(score)
    review.complete(given)
    council.settle()

    assert scores_given(first) != scores_given(given)
    for title, kept in (("First Star", first), ("Star review", given)):
        answers = RecordPage(worker).open(records(council, story), title).answers()
        assert scores(answers) == scores_given(kept)


def box(desk: Desk, area: int):
    return desk.page.locator(f"main [name='answer-area_{area}_score']")


def records(council, story) -> str:
    return f"/cases/{council.case_id(story.reference)}/records"


def scores(answers: Mapping[str, str]) -> list[str]:
    """The scores of the ten areas in their order, as they are read."""
    return [value for question, value in answers.items() if question.endswith(": score")]


def scores_given(answers: Mapping[str, Any]) -> list[str]:
    return [str(answers[f"area_{area}_score"]) for area in AREAS]
