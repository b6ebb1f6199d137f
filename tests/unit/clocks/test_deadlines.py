from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clocks import ClockError, DeadlineRule, Enforcement, NaiveTimeError, Roll, Unit, WeeklyTime
from tests.unit.clocks.builders import MOMENTS, calendar, day, rule, utc

LONDON = ZoneInfo("Europe/London")
CALENDAR = calendar()
DAY_UNITS = st.sampled_from(["days", "working_days", "weeks", "months"])
ROLLS = st.sampled_from(["", "previous", "next"])


@pytest.mark.parametrize(
    ("amount", "unit", "base", "due_day"),
    [
        (5, "working_days", utc(2026, 12, 18, 10), "2026-12-29"),
        (15, "working_days", utc(2026, 12, 18, 10), "2027-01-13"),
        (8, "weeks", utc(2027, 1, 18, 10), "2027-03-15"),
        (3, "months", utc(2026, 12, 29, 10), "2027-03-25"),  # Easter Monday: back to Maundy Thursday
        (1, "months", utc(2026, 1, 31, 10), "2026-02-27"),  # 28 February 2026 is a Saturday
        (1, "months", utc(2028, 1, 31, 10), "2028-02-29"),  # clamped to the leap day, a Tuesday
        (20, "days", utc(2027, 3, 1, 10), "2027-03-19"),
        (0, "working_days", utc(2026, 12, 19, 10), "2026-12-21"),
    ],
)
def test_a_deadline_in_days_is_due_at_the_end_of_office_hours(amount, unit, base, due_day):
    due = CALENDAR.due(rule(amount, unit), base)

    local = due.due_at.astimezone(LONDON)
    assert (local.date(), local.time()) == (day(due_day), time(17))


def test_it_counts_as_missed_when_the_local_day_is_over():
    due = CALENDAR.due(rule(5, "working_days"), utc(2026, 6, 1, 10))

    assert due.due_at == utc(2026, 6, 8, 16)  # 17:00 in summer time
    assert due.breach_at == utc(2026, 6, 8, 23)  # midnight in summer time


def test_a_late_evening_counts_from_the_local_day():
    just_after_local_midnight = utc(2026, 6, 1, 23, 30)

    due = CALENDAR.due(rule(1, "working_days"), just_after_local_midnight)

    assert due.due_at == utc(2026, 6, 3, 16)


@pytest.mark.parametrize(
    ("roll", "due_day"),
    [("previous", "2027-03-25"), ("next", "2027-03-30"), ("keep", "2027-03-29"), ("", "2027-03-30")],
)
def test_the_rows_roll_rule_goes_before_the_calendars(roll, due_day):
    due = calendar(non_working_day="next").due(rule(3, "months", roll=roll), utc(2026, 12, 29, 10))

    assert due.due_at.astimezone(LONDON).date() == day(due_day)


def test_a_kept_saturday_ends_with_the_weeks_latest_closing_time():
    late_friday = calendar(office_hours={"monday": "09:00-17:00", "friday": "09:00-19:30"})

    due = late_friday.due(rule(1, "days", roll="keep"), utc(2026, 12, 11, 10))

    assert due.due_at == utc(2026, 12, 12, 19, 30)


def test_rolling_back_never_makes_it_due_before_it_began():
    on_a_saturday = utc(2026, 12, 19, 10)

    due = CALENDAR.due(rule(1, "days", roll="previous"), on_a_saturday)

    assert due.due_at == utc(2026, 12, 21, 17)


@given(MOMENTS, st.integers(min_value=0, max_value=400))
def test_hours_are_exact_across_clock_changes(base, hours):
    due = CALENDAR.due(rule(hours, "hours"), base)

    assert due.due_at - base == timedelta(hours=hours)
    assert due.breach_at == due.due_at


def test_twenty_four_hours_across_the_spring_change_is_an_hour_later_on_the_wall():
    due = CALENDAR.due(rule(24, "hours"), utc(2027, 3, 27, 12))

    assert due.due_at.astimezone(LONDON).hour == 13


@given(MOMENTS, st.integers(min_value=1, max_value=60), DAY_UNITS, ROLLS)
def test_a_due_moment_is_utc_and_the_local_end_of_office_hours_of_a_working_day(base, amount, unit, roll):
    due = CALENDAR.due(rule(amount, unit, roll=roll), base)

    local = due.due_at.astimezone(LONDON)
    assert due.due_at.tzinfo is UTC
    assert local.time() == time(17)
    assert CALENDAR.is_working_day(local.date())


@given(MOMENTS, st.integers(min_value=0, max_value=60), DAY_UNITS, ROLLS)
def test_the_breach_is_the_first_moment_of_the_next_local_day(base, amount, unit, roll):
    due = CALENDAR.due(rule(amount, unit, roll=roll), base)

    local = due.breach_at.astimezone(LONDON)
    assert local.time() == time(0)
    assert local.date() == due.due_at.astimezone(LONDON).date() + timedelta(days=1)
    assert due.breach_at > base


@given(MOMENTS, st.integers(min_value=1, max_value=40), DAY_UNITS)
def test_a_longer_amount_is_never_due_earlier(base, amount, unit):
    assert CALENDAR.due(rule(amount, unit), base).due_at <= CALENDAR.due(rule(amount + 1, unit), base).due_at


@given(st.integers(min_value=2020, max_value=2040), st.integers(min_value=1, max_value=24))
def test_months_from_a_month_end_are_clamped_to_the_month(year, months):
    base = datetime(year, 1, 31, 12, tzinfo=UTC)

    due = CALENDAR.due(rule(months, "months", roll="keep"), base).due_at.astimezone(LONDON)

    assert (due.year * 12 + due.month) - (year * 12 + 1) == months
    assert due.day == 31 or (due + timedelta(days=1)).month != due.month


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (utc(2026, 12, 9, 10), utc(2026, 12, 10, 12)),
        (utc(2026, 12, 10, 11), utc(2026, 12, 10, 12)),
        (utc(2026, 12, 10, 12), utc(2026, 12, 17, 12)),
        (utc(2026, 6, 17, 10), utc(2026, 6, 18, 11)),  # noon in summer time
        (utc(2026, 12, 22, 10), utc(2026, 12, 24, 12)),
        (utc(2027, 3, 31, 10), utc(2027, 4, 1, 11)),
    ],
)
def test_at_thursday_noon_is_the_coming_thursday(base, expected):
    due = CALENDAR.due(rule(1, "weeks", at="Thursday 12:00"), base)

    assert due.due_at == expected
    assert due.breach_at == expected


def test_at_a_weekday_that_is_a_holiday_rolls_with_the_rule():
    due = CALENDAR.due(rule(1, "weeks", at="Friday 12:00"), utc(2027, 3, 22, 10))  # Good Friday

    assert due.due_at == utc(2027, 3, 25, 12)


@given(MOMENTS, st.integers(min_value=1, max_value=6), ROLLS)
def test_at_a_weekday_is_always_after_the_base(base, weeks, roll):
    due = CALENDAR.due(rule(weeks, "weeks", at="Tuesday 10:00", roll=roll), base)

    assert base < due.due_at
    assert due.due_at.astimezone(LONDON).time() == time(10)
    assert CALENDAR.is_working_day(due.due_at.astimezone(LONDON).date())


def test_a_time_without_a_zone_is_refused_with_the_remedy():
    with pytest.raises(NaiveTimeError, match=r"no time zone.*aware"):
        CALENDAR.due(rule(1, "hours"), datetime(2026, 12, 18, 10))  # noqa: DTZ001 - the point of the test


def test_a_row_of_the_table_becomes_a_rule():
    row = {
        "label": "First visit",
        "amount": 5,
        "unit": "working_days",
        "from": "allocated",
        "met_by": "visit_done",
        "at": "Thursday 12:00",
        "repeat": True,
        "roll": "next",
        "enforcement": "warning",
        "rule": "HAR-056",
    }

    read = DeadlineRule.from_row("first_visit", row)

    assert read == DeadlineRule(
        key="first_visit",
        label="First visit",
        amount=5,
        unit=Unit.WORKING_DAYS,
        start="allocated",
        met_by="visit_done",
        at=WeeklyTime(weekday=3, time=time(12)),
        repeat=True,
        roll=Roll.NEXT,
        enforcement=Enforcement.WARNING,
        rule="HAR-056",
    )


def test_empty_columns_mean_not_given():
    read = DeadlineRule.from_row("triage", {"amount": 4, "unit": "hours", "met_by": "", "at": "", "roll": None})

    assert (read.met_by, read.at, read.roll, read.repeat) == (None, None, None, False)
    assert (read.label, read.enforcement) == ("triage", Enforcement.HARD)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", "five"),
        ("amount", True),
        ("amount", -1),
        ("amount", 10_001),
        ("unit", "fortnights"),
        ("unit", None),
        ("unit", 7),
        ("at", "noon"),
        ("at", "Thursday 24:00"),
        ("at", "Thursday 12:60"),
        ("repeat", "yes"),
        ("roll", "sideways"),
        ("enforcement", "strict"),
    ],
)
def test_a_wrong_column_is_named(column, value):
    row = {"amount": 5, "unit": "days", column: value}

    with pytest.raises(ClockError, match=f'The deadline "visit" has a wrong {column}'):
        DeadlineRule.from_row("visit", row)


def test_the_day_of_the_base_is_not_counted_even_before_opening_time():
    due = CALENDAR.due(rule(1, "working_days"), utc(2026, 12, 14, 6))

    assert due.due_at == utc(2026, 12, 15, 17)


def test_the_calendar_counts_beyond_the_years_it_has_seen():
    assert CALENDAR.add_working_days(date(2079, 12, 22), 3) == date(2079, 12, 29)


@pytest.mark.parametrize("unit", ["hours", "days", "working_days", "weeks", "months"])
def test_a_deadline_beyond_the_calendar_is_a_clock_error(unit):
    with pytest.raises(ClockError):
        calendar().due(rule(amount=9_999, unit=unit), datetime(9999, 12, 31, 23, 59, tzinfo=UTC))


def test_a_day_before_the_calendar_is_a_clock_error():
    # the clocks of New York were behind, so there it was still the year before the first
    with pytest.raises(ClockError):
        calendar(timezone="America/New_York").due(rule(amount=1, unit="days"), utc(1, 1, 1))
