from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from service.clocks import ClockError
from tests.unit.clocks.builders import MOMENTS, calendar, rule, utc

LONDON = ZoneInfo("Europe/London")
CALENDAR = calendar()
PANEL = rule(1, "weeks", at="Tuesday 10:00", repeat=True)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (utc(2026, 12, 14, 9), utc(2026, 12, 15, 10)),
        (utc(2026, 12, 15, 10), utc(2026, 12, 22, 10)),
        (utc(2029, 12, 20, 9), utc(2029, 12, 27, 10)),  # Christmas Day is a Tuesday: Thursday, past Boxing Day
        (utc(2029, 12, 26, 9), utc(2029, 12, 27, 10)),  # the moved sitting has not been held yet
        (utc(2027, 6, 14, 9), utc(2027, 6, 15, 9)),  # ten o'clock in summer time
    ],
)
def test_a_panel_sits_every_tuesday_or_the_next_working_day(after, expected):
    assert CALENDAR.next_sitting(PANEL, after) == expected


def test_a_panel_can_be_moved_forward_by_its_row():
    early = rule(1, "weeks", at="Tuesday 10:00", repeat=True, roll="previous")

    assert CALENDAR.next_sitting(early, utc(2029, 12, 20, 9)) == utc(2029, 12, 24, 10)


def test_the_diary_goes_before_the_rule():
    diary = [utc(2026, 12, 16, 14), utc(2026, 12, 30, 14)]

    assert CALENDAR.next_sitting(PANEL, utc(2026, 12, 14, 9), diary) == utc(2026, 12, 16, 14)
    assert CALENDAR.next_sitting(PANEL, utc(2026, 12, 16, 14), diary) == utc(2026, 12, 30, 14)


def test_after_the_diarys_last_sitting_the_rule_decides_again():
    assert CALENDAR.next_sitting(PANEL, utc(2026, 12, 17, 9), [utc(2026, 12, 16, 14)]) == utc(2026, 12, 22, 10)


def test_a_fortnightly_panel_leaves_every_other_week_out():
    fortnightly = rule(2, "weeks", at="Tuesday 10:00", repeat=True)

    first = CALENDAR.next_sitting(fortnightly, utc(2027, 1, 4, 9))
    second = CALENDAR.next_sitting(fortnightly, first)

    assert second - first == timedelta(weeks=2)


def test_a_monthly_panel_sits_on_the_first_such_weekday():
    monthly = rule(1, "months", at="Tuesday 10:00", repeat=True)

    assert CALENDAR.next_sitting(monthly, utc(2027, 1, 5, 10)) == utc(2027, 2, 2, 10)


@given(MOMENTS)
def test_the_next_sitting_is_later_on_a_working_day_at_the_local_time(after):
    sitting = CALENDAR.next_sitting(PANEL, after)

    local = sitting.astimezone(LONDON)
    assert after < sitting <= after + timedelta(days=12)
    assert local.time() == time(10)
    assert CALENDAR.is_working_day(local.date())


@given(MOMENTS)
def test_no_sitting_is_skipped_by_asking_between_two(after):
    first = CALENDAR.next_sitting(PANEL, after)
    halfway = after + (first - after) / 2

    assert CALENDAR.next_sitting(PANEL, halfway) == first


@pytest.mark.parametrize(
    ("panel", "reason"),
    [
        (rule(1, "weeks"), "no day and time"),
        (rule(3, "days", at="Tuesday 10:00"), "does not repeat"),
        (rule(0, "weeks", at="Tuesday 10:00"), "does not repeat"),
    ],
)
def test_a_rule_without_a_rhythm_has_no_sittings(panel, reason):
    with pytest.raises(ClockError, match=reason):
        CALENDAR.next_sitting(panel, utc(2026, 12, 14, 9))
