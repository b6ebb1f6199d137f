"""Decisions of tables in words."""

import pytest

from service.pathways.queries.case_decisions import Fired
from service.web.cases.decisions import condition_text, fired_text, value_text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        ("", "nothing"),
        ([], "nothing"),
        (True, "Yes"),
        (False, "No"),
        (2, "2"),
        ("locality_team", "Locality team"),
        (["attendance", "sleep"], "Attendance, Sleep"),
        ({"@feel": "date", "value": "2026-12-15"}, "2026-12-15"),
        ({"risk_level": "high", "visits": 2}, "Risk level: High; Visits: 2"),
    ],
)
def test_values_are_told_in_words(value: object, words: str):
    assert value_text(value) == words


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ('"medium","high"', "medium or high"),
        ("< 3", "below 3"),
        (">= 16", "at least 16"),
        ("true", "yes"),
        ('list contains(?, "attendance")', ""),
        ("[1..3]", ""),
    ],
)
def test_conditions_are_told_as_far_as_they_can_be(test: str, words: str):
    assert condition_text(test) == words


def test_a_row_says_what_its_author_says():
    row = Fired(number=2, remark="Level 2 with more than a single issue", tests=(("Level", "2"),))

    assert fired_text(row) == "Row 2: Level 2 with more than a single issue"


def test_a_row_without_a_remark_says_what_it_asks():
    row = Fired(number=3, remark="", tests=(("Level", "< 3"), ("Goals reached?", "true")))

    assert fired_text(row) == "Row 3: Level: below 3; Goals reached?: yes"


def test_a_row_of_which_nothing_can_be_said_is_named():
    assert fired_text(Fired(number=1, remark="", tests=(("Criteria", "count(?) > 1"),))) == "Row 1 of the table"
