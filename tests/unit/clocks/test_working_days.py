from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clocks import ClockError, Roll
from tests.unit.clocks.builders import calendar, day

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
COUNTS = st.integers(min_value=0, max_value=300)
LONDON = calendar(closure_days=[{"date": "2026-12-24", "name": "Council closed"}])


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-12-18", 5, "2026-12-29"),  # Christmas and Boxing Day, moved to the Monday
        ("2026-12-18", 15, "2027-01-13"),  # and New Year's Day
        ("2027-03-25", 1, "2027-03-30"),  # Good Friday to Easter Monday
        ("2030-04-17", 5, "2030-04-26"),
        ("2026-12-19", 1, "2026-12-21"),  # counted from a Saturday
        ("2026-12-19", 0, "2026-12-21"),
        ("2026-12-29", -5, "2026-12-18"),
        ("2022-05-31", 3, "2022-06-07"),  # the Platinum Jubilee took two days
        ("2023-05-05", 1, "2023-05-09"),  # the Coronation
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(start, count, expected):
    found = calendar().add_working_days(day(start), count)

    assert found == day(expected)


def test_council_closure_days_are_not_worked():
    closed = calendar(closure_days=[{"date": date(2026, 12, 29), "name": "Christmas closure"}])

    assert closed.add_working_days(day("2026-12-18"), 5) == day("2026-12-30")
    assert closed.holiday(day("2026-12-29")) == "Christmas closure"


def test_a_one_off_bank_holiday_can_be_added():
    extra = calendar(extra_bank_holidays=[{"date": "2027-06-04", "name": "National thanksgiving"}])

    assert extra.add_working_days(day("2027-06-03"), 1) == day("2027-06-07")


def test_scotland_works_on_easter_monday_and_england_does_not():
    easter_monday = day("2027-03-29")

    assert calendar(country="Scotland").is_working_day(easter_monday)
    assert not calendar().is_working_day(easter_monday)


def test_a_weekday_without_office_hours_is_not_worked():
    four_days = calendar(office_hours={"monday": "08:00-18:00", "tuesday": "08:00-18:00"})

    assert four_days.add_working_days(day("2026-12-08"), 1) == day("2026-12-14")


@given(DAYS, COUNTS)
def test_adding_lands_on_a_working_day(start, count):
    assert LONDON.is_working_day(LONDON.add_working_days(start, count))


@given(DAYS, st.integers(min_value=1, max_value=300))
def test_adding_one_more_day_moves_on(start, count):
    assert LONDON.add_working_days(start, count) < LONDON.add_working_days(start, count + 1)


@given(DAYS, DAYS, COUNTS)
def test_a_later_start_is_never_due_earlier(one, other, count):
    earlier, later = sorted((one, other))

    assert LONDON.add_working_days(earlier, count) <= LONDON.add_working_days(later, count)


@given(DAYS, st.integers(min_value=1, max_value=300))
def test_counting_and_adding_are_inverse(start, count):
    end = LONDON.add_working_days(start, count)

    assert LONDON.working_days_between(start, end) == count
    assert LONDON.working_days_between(end, start) == -count


@given(DAYS, st.integers(min_value=1, max_value=300))
def test_from_a_working_day_subtracting_undoes_adding(start, count):
    worked = LONDON.rolled(start, Roll.NEXT)

    assert LONDON.add_working_days(LONDON.add_working_days(worked, count), -count) == worked


@given(DAYS)
def test_rolling_moves_to_the_nearest_working_day_on_the_named_side(start):
    before, after = LONDON.rolled(start, Roll.PREVIOUS), LONDON.rolled(start, Roll.NEXT)

    assert before <= start <= after
    assert LONDON.rolled(start, Roll.KEEP) == start
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(LONDON.is_working_day(each) for each in between)


@pytest.mark.parametrize("count", [10_001, -10_001])
def test_an_absurd_count_is_refused_and_not_counted(count):
    with pytest.raises(ClockError, match="too many"):
        calendar().add_working_days(day("2026-12-18"), count)


def test_counting_beyond_the_calendar_is_refused():
    with pytest.raises(ClockError, match="beyond the calendar"):
        calendar().add_working_days(date(9999, 12, 30), 5)


def test_no_working_days_lie_between_a_day_and_itself():
    assert calendar().working_days_between(day("2026-12-18"), day("2026-12-18")) == 0


def test_a_span_of_a_hundred_years_is_counted():
    assert calendar().working_days_between(date(1970, 1, 1), date(2070, 3, 17)) > 25_000


def test_a_span_of_more_than_a_hundred_years_is_refused():
    with pytest.raises(ClockError, match="hundred years"):
        calendar().working_days_between(date(1800, 1, 1), date(2026, 1, 1))


def test_a_calendar_that_never_works_is_refused_when_it_is_asked():
    closed = [{"date": date(2026, 1, 1) + timedelta(days=n), "name": "Closed"} for n in range(800)]

    with pytest.raises(ClockError, match="no working day"):
        calendar(closure_days=closed).add_working_days(date(2026, 1, 1), 1)
