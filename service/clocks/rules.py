"""Deadlines as data: what a row of an authority's deadlines.dmn says, and the moments it leads to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from service.clocks.errors import ClockError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_AMOUNT = 10_000

PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}  # of a weekday in its month

_AT = re.compile(
    rf"^\s*(?:(?P<place>{'|'.join(PLACES)})\s+)?(?P<day>[a-z]+)\s+(?P<time>\d{{1,2}}:\d{{2}})"
    r"(?:\s+from\s+(?P<first>\d{4}-\d{2}-\d{2}))?\s*$",
    re.IGNORECASE,
)
_Choice = TypeVar("_Choice", bound=StrEnum)


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"


class Roll(StrEnum):
    """Where a day goes that falls on a non-working day."""

    PREVIOUS = "previous"
    NEXT = "next"
    KEEP = "keep"


class Enforcement(StrEnum):
    HARD = "hard"
    WARNING = "warning"
    REPORT = "report"


@dataclass(frozen=True, kw_only=True)
class WeeklyTime:
    """A time of day on one day of the week: "Thursday 12:00", "third Thursday 12:00", "Thursday 12:00 from 2026-12-03".

    `place`: which such day of a month, -1 is its last.  `first`: one of the days; every so many weeks or months counts
    from it.
    """

    weekday: int  # Monday is 0
    time: time
    place: int | None = None
    first: date | None = None

    @classmethod
    def parse(cls, text: str) -> "WeeklyTime":
        """Read "Thursday 12:00".  :raises ClockError: when it is something else."""
        match = _AT.match(text)
        try:
            read = _read_at(match) if match is not None else None
        except ValueError:
            read = None
        if read is None:
            raise ClockError(
                f'"{text}" is not a day and time. Write it like "Thursday 12:00", "third Thursday 12:00" or '
                '"Thursday 12:00 from 2026-12-03".'
            )
        if read.first is not None and read.first.weekday() != read.weekday:
            raise ClockError(f"{read.first.isoformat()} is no {WEEKDAYS[read.weekday].capitalize()}.")
        return read


def _read_at(match: re.Match[str]) -> WeeklyTime:
    """:raises ValueError: there is no such weekday, time or date."""
    return WeeklyTime(
        weekday=WEEKDAYS.index(match["day"].lower()),
        time=time.fromisoformat(match["time"].zfill(5)),
        place=PLACES[match["place"].lower()] if match["place"] else None,
        first=date.fromisoformat(match["first"]) if match["first"] else None,
    )


@dataclass(frozen=True, kw_only=True)
class DeadlineRule:
    """One row of deadlines.dmn."""

    key: str
    label: str
    amount: int
    unit: Unit
    start: str  # the event it counts from (column `from`)
    met_by: str | None = None  # the event that meets it; None: completion of the element that started it
    at: WeeklyTime | None = None
    repeat: bool = False
    roll: Roll | None = None  # None: as the calendar says
    enforcement: Enforcement = Enforcement.HARD
    rule: str | None = None  # rule id of the register

    @classmethod
    def from_row(cls, key: str, row: Mapping[str, object]) -> "DeadlineRule":
        """Read the outputs of one row (`label, amount, unit, from, met_by, at, repeat, roll, enforcement, rule`).

        Null and "" mean "not given".  :raises ClockError: naming the key and the column that is wrong.
        """
        at = _text(key, row, "at")
        unit = _choice(key, row, "unit", kind=Unit)
        repeat = _flag(key, row.get("repeat"))
        return cls(
            key=key,
            label=_text(key, row, "label") or key,
            amount=_amount(key, row.get("amount")),
            unit=unit,
            start=_text(key, row, "from") or "",
            met_by=_text(key, row, "met_by"),
            at=_weekly(key, at, unit if repeat else None) if at else None,
            repeat=repeat,
            roll=_choice(key, row, "roll", kind=Roll) if row.get("roll") else None,
            enforcement=_choice(
                key, {"enforcement": row.get("enforcement") or "hard"}, "enforcement", kind=Enforcement
            ),
            rule=_text(key, row, "rule"),
        )


@dataclass(frozen=True, kw_only=True)
class Due:
    """When it is due, and from which moment it counts as missed; both aware UTC."""

    due_at: datetime
    breach_at: datetime


def _wrong(key: str, column: str, why: str) -> ClockError:
    return ClockError(f'The deadline "{key}" has a wrong {column}: {why}.')


def _text(key: str, row: Mapping[str, object], column: str) -> str | None:
    value = row.get(column)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _wrong(key, column, f"{value!r} is not text")
    return value.strip() or None


def _amount(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise _wrong(key, "amount", f"{value!r} is not a whole number")
    if not 0 <= value <= MAX_AMOUNT:
        raise _wrong(key, "amount", f"{value} is not between 0 and {MAX_AMOUNT}")
    return int(value)


def _flag(key: str, value: object) -> bool:
    if value is None or value == "":
        return False
    if not isinstance(value, bool):
        raise _wrong(key, "repeat", f"{value!r} is neither true nor false")
    return value


def _weekly(key: str, text: str, rhythm: Unit | None) -> WeeklyTime:
    """`rhythm`: the unit of a row that repeats."""
    try:
        at = WeeklyTime.parse(text)
    except ClockError as error:
        raise _wrong(key, "at", str(error).rstrip(".")) from error
    if at.place is not None and rhythm is not Unit.MONTHS:
        raise _wrong(key, "at", f'"{text}" names a day of the month, and the row does not repeat in months')
    if at.first is not None and rhythm not in (Unit.WEEKS, Unit.MONTHS):
        raise _wrong(key, "at", f'"{text}" begins at a date, and the row does not repeat in weeks or months')
    return at


def _choice(key: str, row: Mapping[str, object], column: str, *, kind: type[_Choice]) -> _Choice:
    text = _text(key, row, column) or ""
    try:
        return kind(text)
    except ValueError as error:
        choices = ", ".join(member.value for member in kind)
        raise _wrong(key, column, f'"{text}" is none of {choices}') from error
