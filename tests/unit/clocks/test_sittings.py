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


def sittings_of(panel, after, count):
    found = [CALENDAR.next_sitting(panel, after)]
    while len(found) < count:
        found.append(CALENDAR.next_sitting(panel, found[-1]))
    return [each.astimezone(LONDON).date().isoformat() for each in found]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("2027-01-05", ["2027-01-05", "2027-01-19", "2027-02-02"]),
        ("2027-01-12", ["2027-01-12", "2027-01-26", "2027-02-09"]),
        ("2030-01-01", ["2027-01-05", "2027-01-19", "2027-02-02"]),  # 78 fortnights later
    ],
)
def test_a_fortnightly_panel_counts_from_the_day_that_its_row_names(first, expected):
    fortnightly = rule(2, "weeks", at=f"Tuesday 10:00 from {first}", repeat=True)

    assert sittings_of(fortnightly, utc(2027, 1, 4, 9), 3) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("first Monday 10:00", ["2027-01-04", "2027-02-01", "2027-03-01", "2027-04-05", "2027-05-04"]),  # May Day moves
        ("third Thursday 14:00", ["2027-01-21", "2027-02-18", "2027-03-18", "2027-04-15", "2027-05-20"]),
        ("last Friday 09:30", ["2027-01-29", "2027-02-26", "2027-03-30", "2027-04-30", "2027-05-28"]),  # Good Friday
        ("Last Wednesday 9:30", ["2027-01-27", "2027-02-24", "2027-03-31", "2027-04-28", "2027-05-26"]),
    ],
)
def test_a_monthly_panel_can_sit_on_another_such_weekday_of_the_month(at, expected):
    assert sittings_of(rule(1, "months", at=at, repeat=True), utc(2027, 1, 3, 9), 5) == expected


def test_a_quarterly_panel_counts_its_months_from_the_day_that_its_row_names():
    quarterly = rule(3, "months", at="second Tuesday 10:00 from 2026-11-10", repeat=True)

    assert sittings_of(quarterly, utc(2027, 1, 4, 9), 3) == ["2027-02-09", "2027-05-11", "2027-08-10"]


@given(MOMENTS)
def test_a_fortnightly_panel_never_sits_more_than_two_weeks_and_a_holiday_later(after):
    fortnightly = rule(2, "weeks", at="Tuesday 10:00 from 2026-11-17", repeat=True)

    sitting = CALENDAR.next_sitting(fortnightly, after)

    assert after < sitting <= after + timedelta(days=19)


@given(MOMENTS)
def test_a_monthly_panel_sits_once_in_every_month_that_it_names(after):
    monthly = rule(1, "months", at="third Thursday 12:00", repeat=True)

    sitting = CALENDAR.next_sitting(monthly, after).astimezone(LONDON)

    assert after < sitting <= after + timedelta(days=40)
    assert 15 <= sitting.day <= 27


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


@pytest.mark.parametrize(
    ("amount", "unit", "columns", "reason"),
    [
        (2, "weeks", {"at": "Tuesday 10:00 from 2027-01-06", "repeat": True}, "2027-01-06 is no Tuesday"),
        (2, "weeks", {"at": "Tuesday 10:00 from 2027-02-30", "repeat": True}, "not a day and time"),
        (2, "weeks", {"at": "third Tuesday 10:00", "repeat": True}, "does not repeat in months"),
        (1, "months", {"at": "fifth Tuesday 10:00", "repeat": True}, "not a day and time"),
        (1, "months", {"at": "third Tuesday 10:00"}, "does not repeat in months"),
        (1, "weeks", {"at": "Tuesday 10:00 from 2027-01-05"}, "does not repeat in weeks or months"),
    ],
)
def test_a_day_that_the_rhythm_has_not_is_refused(amount, unit, columns, reason):
    with pytest.raises(ClockError, match=reason):
        rule(amount, unit, **columns)
