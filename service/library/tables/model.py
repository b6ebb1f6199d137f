"""The tables of a decision file, for people."""

from dataclasses import dataclass

from service.engine.deadlines import DECISION as DEADLINES


@dataclass(frozen=True, kw_only=True)
class Column:
    """`name`: of an output as expressions call it, of an input what it looks at; `answers`: it is an output."""

    name: str
    label: str
    type: str
    values: str  # allowed ones, as FEEL
    answers: bool


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """`cells`: FEEL, in the order of the columns; "" fits everything (input) or answers nothing (output)."""

    id: str
    number: int
    cells: tuple[str, ...]
    remark: str


@dataclass(frozen=True, kw_only=True)
class DecisionTable:
    id: str
    title: str
    notes: str
    policy: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]

    @property
    def is_deadlines(self) -> bool:
        return self.id == DEADLINES

    def row(self, id_: str) -> TableRow | None:
        return next((row for row in self.rows if row.id == id_), None)

    def cell(self, row: TableRow, column: str) -> str:
        """The cell under the column of that name; "" where there is no such column."""
        pairs = zip(self.columns, row.cells, strict=False)
        return next((cell for each, cell in pairs if each.name == column), "")


@dataclass(frozen=True, kw_only=True)
class TableFile:
    """`others`: titles of the decisions that are no tables."""

    file: str
    tables: tuple[DecisionTable, ...]
    others: tuple[str, ...]

    def table(self, id_: str) -> DecisionTable | None:
        return next((table for table in self.tables if table.id == id_), None)
