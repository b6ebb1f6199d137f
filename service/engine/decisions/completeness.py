"""Rows that overlap, inputs that no row covers, rows that never fire: told by trying sample values.

A column whose cells hold literals only splits its values into groups that all cells treat alike: each literal, and what
lies between, below and above.  One sample of each group is tested with every cell; a row is then a set of groups per
column.  Columns with anything but literals are not judged.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from service import feel
from service.engine.decisions.model import SINGLE_HIT, HitPolicy, Table
from service.engine.decisions.samples import column_samples
from service.feel import trees
from service.findings import Finding, Severity

_MOST_GAPS = 3
_MOST_STEPS = 20_000
_MOST_ROWS = 400
_SECONDS = 5.0  # of the processor, for all tables of a release

Groups = frozenset[int]
Allowed = Callable[[str | None], str | None]  # the allowed values of a type, as a unary test


@dataclass(frozen=True, kw_only=True)
class Column:
    label: str
    samples: Sequence[object]
    complete: bool  # the samples stand for every value; otherwise only for those that are named
    rows: tuple[Groups | None, ...]  # which samples each row accepts; None: cannot be told

    @property
    def all(self) -> Groups:
        return frozenset(range(len(self.samples)))


class Patience:
    """How long the tables of a release may be judged; no table becomes wrong by not being judged."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._end = time.thread_time() + seconds

    def check(self) -> None:
        """:raises PatienceError: it is at an end."""
        if time.thread_time() > self._end:
            raise PatienceError


class PatienceError(Exception):
    pass


def check_rows(table: Table, place: tuple[str, str], allowed: Allowed, patience: Patience) -> Iterator[Finding]:
    """Findings about how the rows of a table lie to each other.  All cells are known to parse.

    `place`: file and decision.
    """
    if len(table.rows) > _MOST_ROWS:
        return
    report = _Report(*place)
    try:
        patience.check()
        columns = [_column(table, index, allowed, patience) for index in range(len(table.inputs))]
        patience.check()
    except PatienceError:
        yield report.not_judged(table)
        return
    if table.policy in {HitPolicy.UNIQUE, HitPolicy.ANY}:
        yield from report.overlaps(table, columns)
    if table.policy is HitPolicy.FIRST:
        yield from report.hidden(table, columns)
    if table.policy in SINGLE_HIT and not any(output.default for output in table.outputs):
        yield from report.gaps(table, columns)


def _column(table: Table, index: int, allowed: Allowed, patience: Patience) -> Column:
    patience.check()
    clause = table.inputs[index]
    cells = [row.tests[index] if index < len(row.tests) else "" for row in table.rows]
    values = clause.values or allowed(clause.type)
    samples = column_samples(cells, clause.type, values)
    rows = tuple(_accepted(cell, samples.values, patience) for cell in cells)
    return Column(label=clause.label, samples=samples.values, complete=samples.complete, rows=rows)


def _accepted(cell: str, samples: Sequence[object], patience: Patience) -> Groups | None:
    """The samples that a cell accepts; None when the cell looks at other variables or calls functions."""
    if not cell:
        return frozenset(range(len(samples)))
    if not trees.is_constant(feel.parse_unary_tests(cell).tree):
        return None
    found = set()
    for index, value in enumerate(samples):
        patience.check()
        if feel.unary_test(cell, value) is True:
            found.add(index)
    return frozenset(found)


class _Report:
    def __init__(self, file: str, owner: str) -> None:
        self._file = file
        self._owner = owner

    def overlaps(self, table: Table, columns: list[Column]) -> Iterator[Finding]:
        for second, row in enumerate(table.rows):
            for first, earlier in enumerate(table.rows[:second]):
                common = _common(columns, first, second)
                if common is None or (table.policy is HitPolicy.ANY and earlier.outputs == row.outputs):
                    continue
                message = (
                    f"The rows {earlier.number} ({earlier.id}) and {row.number} ({row.id}) both apply when {common}, "
                    f"and the hit policy is {table.policy}."
                )
                yield self._finding(row.id, "rows-overlap", message, "Make the conditions exclude each other.")

    def hidden(self, table: Table, columns: list[Column]) -> Iterator[Finding]:
        for second, row in enumerate(table.rows):
            for first, earlier in enumerate(table.rows[:second]):
                if _covers(columns, first, second):
                    message = f"Row {row.number} never fires: row {earlier.number} always comes first."
                    remedy = "Move the row up, or remove it."
                    yield self._finding(row.id, "row-hidden", message, remedy, Severity.WARNING)
                    break

    def not_judged(self, table: Table) -> Finding:
        message = "It would take too long to tell whether the rows of the table exclude each other."
        remedy = "Write shorter cells, or split the table."
        return self._finding(table.id, "rows-not-judged", message, remedy, Severity.WARNING)

    def gaps(self, table: Table, columns: list[Column]) -> Iterator[Finding]:
        found = _Gaps(columns).find(frozenset(range(len(table.rows)))) if table.rows else []
        for gap in found:
            message = f"No row applies when {_told(columns, gap)}."
            remedy = "Add a row or a default output, if this can happen."
            yield self._finding(table.id, "rows-incomplete", message, remedy, Severity.WARNING)

    def _finding(
        self, element: str | None, code: str, message: str, remedy: str, severity: Severity = Severity.ERROR
    ) -> Finding:
        return Finding(
            file=self._file,
            element=element or self._owner,
            code=code,
            message=message,
            remedy=remedy,
            severity=severity,
        )


def _common(columns: list[Column], first: int, second: int) -> str | None:
    """An example for which both rows surely apply; None when there is none, or it cannot be told."""
    example: list[int] = []
    for column in columns:
        one, two = column.rows[first], column.rows[second]
        shared = one & two if one is not None and two is not None else frozenset()
        if not shared:
            return None
        example.append(min(shared))
    return _told(columns, example)


def _covers(columns: list[Column], first: int, second: int) -> bool:
    """Whether the first row surely applies whenever the second does."""
    for column in columns:
        one, two = column.rows[first], column.rows[second]
        whole = one is not None and column.complete and one == column.all
        if not whole and (one is None or two is None or not two <= one or not two):
            return False
    return bool(columns)


def _told(columns: list[Column], example: Sequence[int]) -> str:
    parts = [
        f"{column.label} is {feel.to_text(column.samples[index])}"
        for column, index in zip(columns, example, strict=False)
        if column.samples
    ]
    return " and ".join(parts) or "nothing is asked"


class _Gaps:
    """Searches combinations of samples that no row accepts; rows that cannot be judged count as accepting."""

    def __init__(self, columns: list[Column]) -> None:
        self._columns = columns
        self._found: list[tuple[int, ...]] = []
        self._steps = 0

    def find(self, rows: frozenset[int]) -> list[tuple[int, ...]]:
        self._search((), rows)
        return self._found

    def _search(self, chosen: tuple[int, ...], rows: frozenset[int]) -> None:
        self._steps += 1
        if len(self._found) >= _MOST_GAPS or self._steps > _MOST_STEPS:
            return
        if not rows:
            self._found.append(chosen + tuple(0 for _ in self._columns[len(chosen) :]))
            return
        if len(chosen) == len(self._columns):
            return
        column = self._columns[len(chosen)]
        for index in range(len(column.samples)):
            self._search((*chosen, index), frozenset(row for row in rows if _takes(column.rows[row], index)))


def _takes(accepted: Groups | None, index: int) -> bool:
    return accepted is None or index in accepted
