"""The levels of priority that people speak of, over the numbers from 0 to 100 that diagrams give."""

from enum import StrEnum

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

ORDINARY = 50  # of a task that gives none


class Priority(StrEnum):
    """The highest first."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


_BEGINS = {Priority.URGENT: 80, Priority.HIGH: 60, Priority.NORMAL: 40}  # every number below them is low


def priority_of(number: int) -> Priority:
    return next((level for level, begin in _BEGINS.items() if number >= begin), Priority.LOW)


def has_priority(column: InstrumentedAttribute[int], level: Priority) -> ColumnElement[bool]:
    """Whether the number is of that level: of it `priority_of` says the same."""
    levels = tuple(Priority)
    higher = levels[: levels.index(level)]
    conditions = [column < _BEGINS[each] for each in higher[-1:]]
    if level in _BEGINS:
        conditions.append(column >= _BEGINS[level])
    return and_(*conditions)
