from datetime import UTC, date, datetime

import pytest

from service.clocks import ClockError
from service.simulator.phrases import matches, moment_words, read_after, read_at
from tests.unit.simulator.builders import library

CALENDAR = library().release.calendar
FRIDAY = datetime(2026, 12, 18, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 hours", datetime(2026, 12, 18, 13, tzinfo=UTC)),
        ("90 minutes", datetime(2026, 12, 18, 11, 30, tzinfo=UTC)),
        ("1 day", datetime(2026, 12, 19, 10, tzinfo=UTC)),
        ("5 working days 09:00", datetime(2026, 12, 29, 9, tzinfo=UTC)),
        ("2 weeks", datetime(2027, 1, 1, 10, tzinfo=UTC)),
        ("6 months", datetime(2027, 6, 18, 9, tzinfo=UTC)),  # ten o'clock in summer time
        ("PT30M", datetime(2026, 12, 18, 10, 30, tzinfo=UTC)),
        ("P1M", datetime(2027, 1, 18, 10, tzinfo=UTC)),
    ],
)
def test_a_while_is_read(text, expected):
    assert read_after(text, FRIDAY, CALENDAR) == expected


@pytest.mark.parametrize("text", ["", "soon", "2 fortnights", "-1 day", "1 day 9:00"])
def test_what_is_no_while_is_refused(text):
    with pytest.raises(ClockError, match="is not a while"):
        read_after(text, FRIDAY, CALENDAR)


def test_local_times_are_read_and_said():
    moment = read_at("2027-06-18 10:00", CALENDAR)

    assert moment == datetime(2027, 6, 18, 9, tzinfo=UTC)
    assert moment_words(moment, CALENDAR) == "Fri 18 Jun 2027 10:00"


@pytest.mark.parametrize("text", ["2026-12-18", "tomorrow", "2026-13-18 10:00", "2026-12-18 25:00"])
def test_what_is_no_date_and_time_is_refused(text):
    with pytest.raises(ClockError):
        read_at(text, CALENDAR)


def test_a_moment_matches_its_local_day_or_its_exact_time():
    midnight = datetime(2027, 6, 17, 23, 30, tzinfo=UTC)

    assert matches(date(2027, 6, 18), midnight, CALENDAR)
    assert matches("2027-06-18 00:30", midnight, CALENDAR)
    assert not matches(date(2027, 6, 17), midnight, CALENDAR)
