from datetime import date, datetime

import pytest

from service.clocks import ClockError, NaiveTimeError, Roll, SystemClock, VirtualClock, at_local
from tests.unit.clocks.builders import calendar, utc


def test_the_file_is_read():
    read = calendar(closure_days=[{"date": "2026-12-29", "name": "Closed"}], non_working_day="next")

    assert read.zone.key == "Europe/London"
    assert read.roll is Roll.NEXT
    assert read.closed == {date(2026, 12, 29): "Closed"}
    assert sorted(read.hours) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"country": "France"}, "No bank holidays"),
        ({"timezone": "Europe/Tottenham"}, "does not exist"),
        ({"timezone": "../etc"}, "does not exist"),
        ({"office_hours": {}}, "needs office_hours"),
        ({"office_hours": {"someday": "09:00-17:00"}}, "no day of the week"),
        ({"office_hours": {"monday": "nine to five"}}, "office hours of monday"),
        ({"office_hours": {"monday": "17:00-09:00"}}, "end before they begin"),
        ({"closure_days": "2026-12-29"}, "must be a list"),
        ({"closure_days": [{"date": "2026-12-29"}]}, "must be a list"),
        ({"closure_days": [{"date": "29 December", "name": "Closed"}]}, "wrong date"),
        ({"closure_days": [{"date": 20261229, "name": "Closed"}]}, "wrong date"),
        ({"non_working_day": "sometimes"}, "none of previous, next, keep"),
        ({"closure_day": []}, "keys that nobody knows: closure_day"),
    ],
)
def test_a_wrong_entry_is_named(changes, reason):
    with pytest.raises(ClockError, match=reason):
        calendar(**changes)


def test_a_wall_time_that_the_clocks_jump_over_comes_an_hour_later():
    london = calendar().zone

    assert at_local(date(2027, 3, 28), datetime.min.time().replace(hour=1, minute=30), london) == utc(
        2027, 3, 28, 1, 30
    )


def test_the_virtual_clock_goes_forward_only():
    clock = VirtualClock(utc(2026, 12, 14, 10))

    clock.move_to(utc(2026, 12, 14, 11))

    assert clock.now() == utc(2026, 12, 14, 11)
    with pytest.raises(ClockError, match="cannot go back"):
        clock.move_to(utc(2026, 12, 14, 10))


def test_the_virtual_clock_may_stand_still():
    clock = VirtualClock(utc(2026, 12, 14, 10))

    clock.move_to(utc(2026, 12, 14, 10))

    assert clock.now() == utc(2026, 12, 14, 10)


def test_the_virtual_clock_refuses_times_without_a_zone():
    with pytest.raises(NaiveTimeError):
        VirtualClock(datetime(2026, 12, 14, 10))  # noqa: DTZ001 - the point of the test


def test_the_systems_clock_is_aware():
    assert SystemClock().now().utcoffset() is not None
