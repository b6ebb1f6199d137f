from datetime import UTC, date, datetime

import pytest

from service.clocks import WorkingCalendar
from service.web.texts import Tone, age_text, due_of, listed, moment_text, spelt, time_text

WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")
CALENDAR = WorkingCalendar.from_mapping({"country": "England", "timezone": "Europe/London", "office_hours": WEEK})
FRIDAY = datetime(2026, 12, 18, 10, 0, tzinfo=UTC)  # the last but three working days before Christmas


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def closing(day: date) -> datetime:
    return CALENDAR.closing(day)


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (date(2026, 12, 18), "Due today", Tone.TODAY),
        (date(2026, 12, 21), "1 working day left", Tone.SOON),
        (date(2026, 12, 22), "2 working days left", Tone.SOON),
        (date(2026, 12, 29), "5 working days left", Tone.LATER),
        (date(2026, 12, 17), "Overdue by 1 working day", Tone.LATE),
        (date(2026, 12, 16), "Overdue by 2 working days", Tone.LATE),
    ],
)
def test_a_day_is_counted_in_working_days(due: date, words: str, tone: Tone):
    shown = due_of(closing(due), now=FRIDAY, calendar=CALENDAR)

    assert (shown.words, shown.tone) == (words, tone)


def test_christmas_is_left_out():
    shown = due_of(closing(date(2026, 12, 29)), now=utc(2026, 12, 24, 12), calendar=CALENDAR)

    assert shown.words == "1 working day left"


def test_a_standard_is_not_late_on_the_evening_of_its_day():
    shown = due_of(closing(date(2026, 12, 18)), now=utc(2026, 12, 18, 20), calendar=CALENDAR)

    assert shown.words == "Due today"


def test_on_the_weekend_after_it_is_late_though_no_working_day_has_passed():
    shown = due_of(closing(date(2026, 12, 18)), now=utc(2026, 12, 20, 9), calendar=CALENDAR)

    assert (shown.words, shown.tone) == ("Overdue by 2 days", Tone.LATE)


@pytest.mark.parametrize(
    ("due", "date_shown", "words"),
    [
        (utc(2026, 12, 18, 14), "Friday 18 December 2026 at 2pm", "Due today, 4 hours left"),
        (utc(2026, 12, 18, 10, 40), "Friday 18 December 2026 at 10:40am", "40 minutes left"),
        (utc(2026, 12, 18, 10), "Friday 18 December 2026 at 10am", "Due now"),
        (utc(2026, 12, 18, 9, 56), "Friday 18 December 2026 at 9:56am", "Due now"),
        (utc(2026, 12, 18, 9, 55), "Friday 18 December 2026 at 9:55am", "Overdue by 5 minutes"),
        (utc(2026, 12, 18, 9, 1), "Friday 18 December 2026 at 9:01am", "Overdue by 59 minutes"),
        (utc(2026, 12, 18, 9), "Friday 18 December 2026 at 9am", "Overdue by 1 hour"),
        (utc(2026, 12, 18, 7, 0), "Friday 18 December 2026 at 7am", "Overdue by 3 hours"),
        (utc(2026, 12, 16, 12, 0), "Wednesday 16 December 2026 at midday", "Overdue by 2 working days"),
        (utc(2026, 12, 22, 12, 0), "Tuesday 22 December 2026 at midday", "2 working days left"),
    ],
)
def test_a_standard_in_hours_shows_its_time(due: datetime, date_shown: str, words: str):
    shown = due_of(due, now=FRIDAY, calendar=CALENDAR)

    assert (shown.date, shown.words) == (date_shown, words)


def test_nothing_due_is_said_plainly():
    assert due_of(None, now=FRIDAY, calendar=CALENDAR).words == "No due date"


def test_moments_are_local():
    assert moment_text(utc(2027, 6, 1, 13, 30)) == "1 June 2027 at 2:30pm"
    assert time_text(utc(2027, 6, 1, 23)) == "midnight"


def test_words_are_counted_and_listed():
    assert spelt(1, "child") == "1 child"
    assert spelt(3, "child") == "3 children"
    assert spelt(2, "family") == "2 families"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"]) == "a"


@pytest.mark.parametrize(
    ("born", "expected", "text"),
    [
        (date(2019, 12, 19), None, "6 years"),
        (date(2019, 12, 18), None, "7 years"),
        (date(2026, 7, 20), None, "4 months"),
        (date(2026, 12, 10), None, "0 months"),
        (None, date(2027, 3, 1), "expected in March 2027"),
        (None, None, "age not known"),
    ],
)
def test_ages(born: date | None, expected: date | None, text: str):
    assert age_text(born, date(2026, 12, 18), expected) == text
