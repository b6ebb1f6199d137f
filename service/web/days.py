"""Days as people type them, in three boxes: name-day, name-month and name-year."""

from collections.abc import Mapping
from datetime import date

PARTS = ("day", "month", "year")
ADVICE = "Enter a real date, such as 27 3 2027"
_YEAR_DIGITS = 4


def boxes_in(typed: Mapping[str, str], name: str) -> dict[str, str]:
    """What stands in the boxes, by part."""
    return {part: typed.get(f"{name}-{part}", "").strip() for part in PARTS}


def day_in(typed: Mapping[str, str], name: str) -> date | None:
    """The day; None where nothing was typed or what is no day (27 3 27 is none: a year has four digits)."""
    boxes = boxes_in(typed, name)
    if not all(box.isdecimal() for box in boxes.values()) or len(boxes["year"]) != _YEAR_DIGITS:
        return None
    try:
        return date(*(int(boxes[part]) for part in reversed(PARTS)))
    except (ValueError, OverflowError):
        return None


def is_no_day(typed: Mapping[str, str], name: str) -> bool:
    """Whether something was typed that is no day."""
    return any(boxes_in(typed, name).values()) and day_in(typed, name) is None
