from datetime import date

import pytest

from service.web.days import boxes_in, day_in, is_no_day


def typed(day: str = "", month: str = "", year: str = "") -> dict[str, str]:
    return {"when-day": day, "when-month": month, "when-year": year}


@pytest.mark.parametrize("boxes", [("29", "2", "2028"), (" 29 ", "02", "2028 ")])
def test_three_boxes_are_a_day(boxes: tuple[str, str, str]):
    assert day_in(typed(*boxes), "when") == date(2028, 2, 29)
    assert not is_no_day(typed(*boxes), "when")


@pytest.mark.parametrize(
    "boxes",
    [
        ("29", "2", "2027"),
        ("1", "", "2027"),
        ("1", "1", "27"),
        ("1", "1", "0000"),
        ("a", "1", "2027"),
        ("+1", "1", "2027"),
        ("1_0", "1", "2027"),
        ("²", "1", "2027"),
        ("9" * 5000, "1", "2027"),
    ],
)
def test_what_is_no_day_is_known_as_such(boxes: tuple[str, str, str]):
    assert day_in(typed(*boxes), "when") is None
    assert is_no_day(typed(*boxes), "when")


@pytest.mark.parametrize("boxes", [{}, typed(), typed(" ")])
def test_empty_boxes_are_no_day_and_no_mistake(boxes: dict[str, str]):
    assert day_in(boxes, "when") is None
    assert not is_no_day(boxes, "when")


def test_what_was_typed_is_known_by_its_parts():
    assert boxes_in(typed("31", " 2"), "when") == {"day": "31", "month": "2", "year": ""}
