"""Values as moments."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from service.engine.failures import ElementFailure
from service.engine.moments import as_moment

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (date(2027, 7, 1), datetime(2027, 6, 30, 23, tzinfo=UTC)),
        ("2027-07-01", datetime(2027, 6, 30, 23, tzinfo=UTC)),
        ("2027-07-01T09:00:00+01:00", datetime(2027, 7, 1, 8, tzinfo=UTC)),
        (datetime(2027, 7, 1, 9, tzinfo=LONDON), datetime(2027, 7, 1, 8, tzinfo=UTC)),
    ],
)
def test_dates_are_local_days_and_moments_come_back_in_utc(value, expected):
    assert as_moment(value, LONDON) == expected


def test_what_a_date_means_can_be_said():
    def noon(day: date) -> datetime:
        return datetime.combine(day, time(12), tzinfo=UTC)

    assert as_moment("2027-07-01", LONDON, of_day=noon) == datetime(2027, 7, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("value", ["soon", "2027-07-01T09:00:00", 3, True, ["2027-07-01"], time(9)])
def test_everything_else_is_a_failure(value):
    with pytest.raises(ElementFailure):
        as_moment(value, LONDON)
