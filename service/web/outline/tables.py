"""Decision tables as pages to be read, printed and changed from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from service.clocks import ClockError, DeadlineRule, Enforcement
from service.library.difference.deadlines import STRICTNESS, span
from service.library.tables import DecisionTable, TableRow, deadline_of
from service.pathways.queries.outlines import TablesOfFile
from service.web.drafts.frame import DraftFrame
from service.web.outline.present import FoundLine, found_line
from service.web.pages import Link

POLICIES = {
    "UNIQUE": "Exactly one row fits.",
    "ANY": "Rows that fit together say the same.",
    "FIRST": "The first row that fits counts.",
    "PRIORITY": "Of the rows that fit, the answer that stands first in the list of answers counts.",
    "RULE ORDER": "All rows that fit count, in this order.",
    "OUTPUT ORDER": "All rows that fit count, in the order of the list of answers.",
    "COLLECT": "All rows that fit count.",
}
DEADLINE_HEADS = ("Deadline", "How long", "Counts from", "Met by", "How strict", "Rule", "Key")
ANYTHING, NOTHING = "anything", "nothing"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`is_formula`: FEEL, shown as it is written."""

    text: str
    is_formula: bool = False


@dataclass(frozen=True, kw_only=True)
class RowBlock:
    id: str
    name: str  # how a link calls it
    cells: tuple[Cell, ...]
    found: tuple[FoundLine, ...]
    is_first: bool
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class TableBlock:
    id: str
    title: str
    notes: str
    policy: str
    heads: tuple[str, ...]
    rows: tuple[RowBlock, ...]


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """`frame` None: of a release; `path`: of the file, "" where nothing can be changed."""

    frame: DraftFrame | None
    caption: str
    tables: tuple[TableBlock, ...]
    others: tuple[str, ...]
    found: tuple[FoundLine, ...]
    links: tuple[Link, ...]
    closed: str
    path: str
    version: str


def table_page(
    shown: TablesOfFile, *, frame: DraftFrame | None, caption: str, links: tuple[Link, ...] = (), closed: str = ""
) -> TablePage:
    """`closed`: why nothing can be changed."""
    found = shown.tables
    tables = () if found is None else tuple(_table(shown, each) for each in found.tables)
    told = {row.id for table in tables for row in table.rows}
    return TablePage(
        frame=frame,
        caption=caption,
        tables=tables,
        others=() if found is None else found.others,
        found=tuple(found_line(finding) for finding in shown.findings if finding.element not in told),
        links=links,
        closed=closed,
        path="" if closed or frame is None else shown.path,
        version=shown.sha256,
    )


def table_title(shown: TablesOfFile) -> str:
    """The names of the tables, or of the file where it cannot be read."""
    titles = [table.title for table in shown.tables.tables] if shown.tables is not None else []
    return ", ".join(titles) if 0 < len(titles) < 3 else PurePosixPath(shown.path).name  # noqa: PLR2004 - longer is no title


def row_name(table: DecisionTable, row: TableRow) -> str:
    """How a link calls the row."""
    label = deadline_of(table, row).get("label", "") if table.is_deadlines else ""
    return label or f"row {row.number}"


def _table(shown: TablesOfFile, table: DecisionTable) -> TableBlock:
    heads = DEADLINE_HEADS if table.is_deadlines else tuple(column.label for column in table.columns)
    remarks = any(row.remark for row in table.rows) and not table.is_deadlines
    return TableBlock(
        id=table.id,
        title=table.title,
        notes=table.notes,
        policy="" if table.is_deadlines else POLICIES.get(table.policy, table.policy),
        heads=(*heads, "Remark") if remarks else heads,
        rows=tuple(_row(shown, table, row, remarks=remarks) for row in table.rows),
    )


def _row(shown: TablesOfFile, table: DecisionTable, row: TableRow, *, remarks: bool) -> RowBlock:
    cells = _deadline(table, row, shown.events) if table.is_deadlines else _cells(table, row)
    return RowBlock(
        id=row.id,
        name=row_name(table, row),
        cells=(*cells, Cell(text=row.remark)) if remarks else tuple(cells),
        found=tuple(found_line(finding) for finding in shown.findings if finding.element == row.id),
        is_first=row.number == 1,
        is_last=row.number == len(table.rows),
    )


def _cells(table: DecisionTable, row: TableRow) -> Iterator[Cell]:
    for column, cell in zip(table.columns, row.cells, strict=False):
        if cell in {"", "-"}:
            yield Cell(text=NOTHING if column.answers else ANYTHING)
        else:
            yield Cell(text=cell, is_formula=True)


def _deadline(table: DecisionTable, row: TableRow, events: Mapping[str, str]) -> tuple[Cell, ...]:
    said = deadline_of(table, row)
    started, met = (events.get(said.get(name, ""), said.get(name, "")) for name in ("from", "met_by"))
    strictness = {each.value: words for each, words in STRICTNESS.items()}
    texts = (
        said.get("label", ""),
        _length(said),
        started or "its day",
        met or "the end of the step that starts it",
        strictness.get(said.get("enforcement") or Enforcement.HARD.value, said.get("enforcement", "")),
        said.get("rule", ""),
        said.get("key", ""),
    )
    return tuple(Cell(text=text) for text in texts)


def _length(said: Mapping[str, str]) -> str:
    """Return how long it is in words; as the row has it where that cannot be read."""
    amount, key = said.get("amount", ""), said.get("key", "")
    values: dict[str, object] = {**said, "amount": int(amount) if amount.isdigit() else amount}
    try:
        return span(DeadlineRule.from_row(key, {**values, "repeat": said.get("repeat") == "true"}))
    except ClockError:
        return f"{amount} {said.get('unit', '')}".strip()
