"""Calendars and deadlines that show only what a test is about."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from service.clocks import DeadlineRule, WorkingCalendar

WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")

# Hypothesis wants naive limits and adds the zone
MOMENTS = st.datetimes(
    min_value=datetime.fromisoformat("2020-01-01"),
    max_value=datetime.fromisoformat("2040-12-01"),
    timezones=st.just(UTC),
)


def calendar(**changes: object) -> WorkingCalendar:
    return WorkingCalendar.from_mapping(
        {"country": "England", "timezone": "Europe/London", "office_hours": WEEK, **changes}
    )


def rule(amount: int, unit: str, **columns: object) -> DeadlineRule:
    return DeadlineRule.from_row("standard", {"amount": amount, "unit": unit, **columns})


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)
