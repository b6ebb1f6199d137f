"""The words of the panels' pages."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from service.errors import InvalidInputError
from service.web.panels.allocations import waiting_text
from service.web.panels.moving import day_off_text
from service.web.panels.pack_views import watermark
from service.web.panels.papers import initials_of, is_old
from service.web.panels.present import fact_text, moved_text, unseen_text, when_text
from service.web.panels.typed import typed_moment, typed_time
from service.web.site import Site

LONDON = ZoneInfo("Europe/London")
SITS = datetime(2026, 12, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10", time(10)),
        ("10am", time(10)),
        ("2.30pm", time(14, 30)),
        ("2:30 PM", time(14, 30)),
        ("14:30", time(14, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("13pm", None),
        ("25", None),
        ("10:75", None),
        ("", None),
        ("noon", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, expected: time | None):
    assert typed_time(typed) == expected


def test_a_day_and_a_time_become_a_local_moment():
    form = {"day-day": "22", "day-month": "6", "day-year": "2027", "time": "10am"}

    assert typed_moment(form, LONDON) == datetime(2027, 6, 22, 9, 0, tzinfo=UTC)


def test_every_part_that_is_wrong_is_named():
    with pytest.raises(InvalidInputError) as refused:
        typed_moment({"day-day": "31", "day-month": "2", "day-year": "2027", "time": "late"}, LONDON)

    assert set(refused.value.errors) == {"day", "time"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 5, 25), "25 May 2026"),
        ("2026-05-25", "25 May 2026"),
        (datetime(2026, 5, 25, 11, 0, tzinfo=UTC), "25 May 2026 at midday"),
        (True, "Yes"),
        (Decimal(2), "2"),
        ("west", "Team West"),
        ("westward", "westward"),
    ],
)
def test_a_line_of_the_papers_is_told_in_words(value: object, expected: str):
    assert fact_text(value, {"west": "Team West"}) == expected


def test_a_sitting_that_was_not_moved_says_nothing_of_it():
    assert moved_text(SITS, SITS, reason="x", site=Site()) == ""


def test_a_moved_sitting_says_from_when_and_why():
    moved = moved_text(SITS.replace(day=23), SITS, reason="The room is taken", site=Site())

    assert moved == "Moved from Tuesday 22 December 2026 at 10am: The room is taken"
    assert when_text(SITS, Site()) == "Tuesday 22 December 2026 at 10am"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (25, "Friday 25 December 2026 is a bank holiday: Christmas Day."),
        (26, "Saturday 26 December 2026"),
    ],
)
def test_a_day_off_says_why(day: int, expected: str):
    assert day_off_text(SITS.replace(day=day), Site()).startswith(expected)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, ""), (1, "1 item on this agenda that you may not see"), (2, "2 items on this agenda that you may not see")],
)
def test_items_that_may_not_be_seen_are_counted_without_names(count: int, expected: str):
    assert unseen_text(count) == expected


def test_initials_stand_for_names():
    assert initials_of("Test Family Ash") == "T F A"
    assert initials_of("") == ""


@pytest.mark.parametrize(("assessed", "expected"), [(date(2026, 6, 22), False), (date(2026, 6, 21), True)])
def test_an_assessment_is_old_after_six_months(assessed: date, expected: bool):
    assert is_old(assessed, on=date(2026, 12, 22)) is expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [(date(2026, 12, 22), "since today"), (date(2026, 12, 9), "13 days"), (date(2026, 12, 1), "3 weeks")],
)
def test_waiting_is_told_in_days_and_then_in_weeks(received: date, expected: str):
    assert waiting_text(received, date(2026, 12, 22)) == expected


def test_a_name_cannot_break_out_of_the_watermark():
    assert "<" not in watermark("</text><script>")
    assert '"' not in watermark('a" b')
