"""The periods that reports are asked for: months, quarters and financial years of councils, from April to March."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

APRIL = 4
QUARTER, YEAR = 3, 12  # months


@dataclass(frozen=True)
class Days:
    """Both included."""

    first: date
    last: date


def periods(today: date) -> Mapping[str, tuple[str, Days]]:
    """Return words and days of each period, by its name in the address, the usual one first."""
    month = today.replace(day=1)
    quarter = date(today.year, today.month - (today.month - 1) % QUARTER, 1)
    year = date(today.year if today.month >= APRIL else today.year - 1, APRIL, 1)
    return {
        "last-month": ("Last month", _span(_moved(month, -1), 1)),
        "this-month": ("This month", _span(month, 1)),
        "last-quarter": ("Last quarter", _span(_moved(quarter, -QUARTER), QUARTER)),
        "this-quarter": ("This quarter", _span(quarter, QUARTER)),
        "last-year": ("Last financial year", _span(_moved(year, -YEAR), YEAR)),
        "this-year": ("This financial year", _span(year, YEAR)),
    }


def _moved(first: date, months: int) -> date:
    index = first.year * YEAR + first.month - 1 + months
    return date(index // YEAR, index % YEAR + 1, 1)


def _span(first: date, months: int) -> Days:
    return Days(first, date.fromordinal(_moved(first, months).toordinal() - 1))
