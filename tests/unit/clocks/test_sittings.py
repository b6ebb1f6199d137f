from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from service.clocks import ClockError, SetSitting
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


def test_a_sitting_set_by_hand_takes_the_place_of_the_regular_one_nearest_to_it():
    moved_to_wednesday = [utc(2026, 12, 16, 14)]

    assert CALENDAR.next_sitting(PANEL, utc(2026, 12, 14, 9), moved_to_wednesday) == utc(2026, 12, 16, 14)


def test_a_sitting_moved_forward_is_not_held_a_second_time():
    moved_to_monday = [utc(2026, 12, 14, 9)]

    assert CALENDAR.next_sitting(PANEL, utc(2026, 12, 14, 12), moved_to_monday) == utc(2026, 12, 22, 10)


def test_a_sitting_moved_in_january_leaves_those_before_it_alone():
    moved_in_january = [utc(2027, 1, 13, 10)]

    found = [CALENDAR.next_sitting(PANEL, utc(2026, 12, 28, 9), moved_in_january)]
    for _ in range(3):
        found.append(CALENDAR.next_sitting(PANEL, found[-1], moved_in_january))

    assert found == [utc(2026, 12, 29, 10), utc(2027, 1, 5, 10), utc(2027, 1, 13, 10), utc(2027, 1, 19, 10)]


def sittings_after(after, diary, count):
    found = [CALENDAR.next_sitting(PANEL, after, diary)]
    while len(found) < count:
        found.append(CALENDAR.next_sitting(PANEL, found[-1], diary))
    return found


def test_a_sitting_that_says_whose_place_it_takes_leaves_the_nearest_alone():
    put_off = [SetSitting(at=utc(2026, 12, 21, 10), regular_at=utc(2026, 12, 15, 10))]

    found = sittings_after(utc(2026, 12, 14, 9), put_off, 2)

    assert found == [utc(2026, 12, 21, 10), utc(2026, 12, 22, 10)]


def test_a_sitting_that_was_moved_from_long_ago_takes_nobodys_place():
    put_off = [SetSitting(at=utc(2026, 12, 21, 10), regular_at=utc(2026, 11, 24, 10))]

    found = sittings_after(utc(2026, 12, 20, 9), put_off, 2)

    assert found == [utc(2026, 12, 21, 10), utc(2026, 12, 22, 10)]


def test_when_the_rule_has_changed_since_a_sitting_takes_the_place_of_the_nearest():
    set_on_old_day = [SetSitting(at=utc(2026, 12, 16, 10), regular_at=utc(2026, 12, 16, 10))]

    found = sittings_after(utc(2026, 12, 14, 9), set_on_old_day, 2)

    assert found == [utc(2026, 12, 16, 10), utc(2026, 12, 22, 10)]


def test_the_regular_sitting_near_a_moment_is_found():
    assert CALENDAR.regular_sitting(PANEL, utc(2026, 12, 17, 9)) == utc(2026, 12, 15, 10)
    assert CALENDAR.regular_sitting(rule(1, "weeks"), utc(2026, 12, 17, 9)) is None


def test_after_the_diarys_last_sitting_the_rule_decides_again():
    assert CALENDAR.next_sitting(PANEL, utc(2026, 12, 17, 9), [utc(2026, 12, 16, 14)]) == utc(2026, 12, 22, 10)


def test_a_panel_without_a_rhythm_sits_when_the_diary_says():
    no_rhythm = rule(1, "weeks")

    assert CALENDAR.next_sitting(no_rhythm, utc(2026, 12, 14, 9), [utc(2026, 12, 16, 14)]) == utc(2026, 12, 16, 14)


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
