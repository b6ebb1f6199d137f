"""What a report measures: which rows it looks at, which of them count, and what they are held against."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Source(StrEnum):
    """What one row of a report is."""

    CASES = "cases"  # a case: an episode of help
    RECORDS = "records"  # a completed form
    EVENTS = "events"  # something that happened on a case
    DEADLINES = "deadlines"  # a standard that ran


class Bound(StrEnum):
    MIN = "min"
    MAX = "max"


# What the expressions of a report see, apart from functions.
NAMES = frozenset({"case", "events", "latest", "happened", "records", "clocks", "record", "clock", "at"})


@dataclass(frozen=True, kw_only=True)
class Target:
    """The figure to reach: of the share in percent, else of the average, else of the number."""

    bound: Bound
    amount: Decimal
    unit: str

    def reached(self, figure: Decimal) -> bool:
        return figure >= self.amount if self.bound is Bound.MIN else figure <= self.amount


@dataclass(frozen=True, kw_only=True)
class Report:
    """One figure, such as "families seen within five working days".

    `name`: the form, event or deadline of the rows; "" for cases.  `period`: the event whose first time puts a row into
    a period; "": the row's own moment (opened, recorded, happened, due).
    """

    id: str
    title: str
    about: str
    rules: tuple[str, ...]
    source: Source
    name: str
    period: str
    counted: str | None  # FEEL, as all below; None: every row
    met: str | None
    value: str | None  # a number, or a duration, which is measured in days
    by: str | None
    target: Target | None
