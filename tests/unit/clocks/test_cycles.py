from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clocks import ClockError, NaiveTimeError, next_start, parse_cycle, parse_span
from tests.unit.clocks.builders import MOMENTS, utc

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("0 9 * * MON", utc(2026, 12, 14, 8), utc(2026, 12, 14, 9)),
        ("0 9 * * MON", utc(2026, 12, 14, 9), utc(2026, 12, 21, 9)),
        ("0 9 * * MON", utc(2027, 3, 26, 9), utc(2027, 3, 29, 8)),  # the clocks went forward
        ("30 1 * * *", utc(2027, 3, 27, 12), utc(2027, 3, 28, 1, 30)),  # 01:30 does not exist: 02:30 summer time
        ("30 1 * * *", utc(2027, 10, 30, 12), utc(2027, 10, 31, 0, 30)),  # 01:30 exists twice: the first
        ("30 1 * * *", utc(2027, 10, 31, 0, 30), utc(2027, 11, 1, 1, 30)),  # and not again an hour later
        ("0 12 1 * *", utc(2026, 12, 14), utc(2027, 1, 1, 12)),
    ],
)
def test_cron_means_wall_time(text, after, expected):
    assert next_start(text, after, LONDON) == expected


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("R/PT1H", utc(2026, 12, 14, 8), utc(2026, 12, 14, 9)),
        ("R/2026-10-20T09:00:00+01:00/P1W", utc(2027, 3, 27), utc(2027, 3, 30, 8)),  # nine o'clock, summer and winter
        ("R/2026-10-20T09:00:00+01:00/P1W", utc(2026, 12, 1), utc(2026, 12, 1, 9)),
        ("R/2026-12-20T09:00:00Z/P1D", utc(2026, 12, 14), utc(2026, 12, 20, 9)),  # the start is the first turn
        ("R3/2026-12-20T09:00:00Z/P1D", utc(2026, 12, 21, 10), utc(2026, 12, 22, 9)),
        ("R3/2026-12-20T09:00:00Z/P1D", utc(2026, 12, 22, 10), None),  # three turns, no fourth
        ("R/2026-08-31T09:00:00+01:00/P1M", utc(2027, 2, 1), utc(2027, 2, 28, 9)),
        ("R/P1D/2026-12-16T00:00:00Z", utc(2026, 12, 14, 8), utc(2026, 12, 15, 8)),
        ("R/P1D/2026-12-16T00:00:00Z", utc(2026, 12, 15, 8), None),
    ],
)
def test_an_interval_counts_its_turns(text, after, expected):
    assert next_start(text, after, LONDON) == expected


def test_an_interval_without_a_start_counts_from_its_anchor():
    anchor = utc(2026, 12, 14, 8)

    assert next_start("R3/PT1H", utc(2026, 12, 14, 10, 30), LONDON, anchor=anchor) == utc(2026, 12, 14, 11)
    assert next_start("R3/PT1H", utc(2026, 12, 14, 11), LONDON, anchor=anchor) is None


@given(MOMENTS, st.sampled_from(["0 9 * * MON", "30 1 * * *", "*/15 * * * *", "R/2019-03-31T01:30:00Z/P1D", "R/PT45M"]))
def test_the_next_turn_is_always_later_and_aware(after, text):
    turn = next_start(text, after, LONDON)

    assert turn is not None
    assert turn > after
    assert turn.tzinfo is UTC


@given(MOMENTS)
def test_a_daily_cycle_keeps_its_wall_time_outside_the_lost_hour(after):
    turn = next_start("R/2019-01-01T09:15:00Z/P1D", after, LONDON)

    assert turn is not None
    assert turn.astimezone(LONDON).strftime("%H:%M") == "09:15"
    assert turn - after <= timedelta(hours=25)


def test_an_old_cycle_is_not_counted_turn_by_turn():
    assert next_start("R/0001-01-02T00:00:00Z/PT1S", utc(2026, 12, 14), LONDON) == utc(2026, 12, 14, 0, 0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hourly",
        "* * * * * *",
        "61 * * * *",
        "R/",
        "R/PT0S",
        "R0/PT1H",
        "R/P1X",
        "R/P",
        "R/PT",
        "R/soon/P1D",
        "R/P1D/P1D",
    ],
)
def test_what_is_no_cycle_is_refused(text):
    with pytest.raises(ClockError):
        parse_cycle(text)


def test_a_cycle_from_a_time_without_zone_is_refused():
    with pytest.raises(NaiveTimeError):
        parse_cycle("R/2026-12-20T09:00:00/P1D")


def test_a_span_of_months_keeps_to_the_month_and_the_wall_time():
    assert parse_span("P1M").after(utc(2027, 2, 28, 9), LONDON) == utc(2027, 3, 28, 8)
    assert parse_span("P1Y2M3DT4H5M6S").months == 14


@pytest.mark.parametrize("text", ["P", "PT", "P1DT", "1D", "P-1D", "P1.5D", "P9999999D"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ClockError):
        parse_span(text)
