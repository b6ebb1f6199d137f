"""Changing decision tables: the file keeps every byte that the change is not about."""

from functools import singledispatch

from service.errors import InvalidInputError
from service.library.markup import New, Node, Source
from service.library.tables.cells import check_cells
from service.library.tables.changes import AddRow, MoveRow, RemoveRow, RowChange, SetRow, Towards
from service.library.tables.model import Column, DecisionTable
from service.library.tables.read import cells_of, named, read_table_file, row_id, rows_of, table_of, text_of


def apply_to_table(xml: bytes, change: RowChange, *, file: str = "") -> bytes:
    """Return the file with this one change; the same bytes where it says so already.

    :raises InvalidInputError: the change makes no sense; the sentences say why, by cell.
    :raises PublicationRefusedError: the file cannot be read.
    """
    table = read_table_file(file, xml).table(change.table)
    editor = _Editor(Source(xml, file), change.table)
    if table is None:
        raise refuse("This table is not in the file any more. Open it again.")
    _edit(change, table, editor)
    return editor.source.result()


def refuse(sentence: str) -> InvalidInputError:
    return InvalidInputError({"row": [sentence]}, sentence)


class _Editor:
    def __init__(self, source: Source, table: str) -> None:
        self.source = source
        decision = next((each for each in named(source.root, "decision") if each.id == table), None)
        self._decision = decision
        self.table = None if decision is None else table_of(decision)

    def rows(self) -> dict[str, Node]:
        if self._decision is None or self.table is None:
            return {}
        decision = self._decision
        return {row_id(decision, row, number): row for number, row in enumerate(rows_of(self.table), start=1)}

    def row(self, id_: str) -> Node:
        """:raises InvalidInputError: there is no such row."""
        found = self.rows().get(id_)
        if found is None:
            raise refuse("This row is not in the table any more. Open it again.")
        return found

    def write(self, cell: Node, text: str) -> None:
        if text_of(cell) == text:
            return
        inner = next(named(cell, "text"), None)
        if inner is not None:
            self.source.write(inner, text)
        else:
            self.source.add(New(tag=f"{{{cell.namespace}}}text", text=text), within=cell)

    def new_row(self, columns: tuple[Column, ...], cells: tuple[str, ...]) -> New:
        space = self.source.root.namespace
        id_ = self.source.new_id(f"Row_{_speaking(cells)}")
        entries = (
            New(
                tag=f"{{{space}}}{'outputEntry' if column.answers else 'inputEntry'}",
                attributes={"id": self.source.new_id(f"{id_}_{place}")},
                children=(New(tag=f"{{{space}}}text", text=cell),),
            )
            for place, (column, cell) in enumerate(zip(columns, cells, strict=True), start=1)
        )
        return New(tag=f"{{{space}}}rule", attributes={"id": id_}, children=tuple(entries))


@singledispatch
def _edit(change: object, _table: DecisionTable, _editor: _Editor) -> None:
    raise TypeError(f"{type(change).__name__} is no change of a table")


@_edit.register
def _set(change: SetRow, table: DecisionTable, editor: _Editor) -> None:
    row, cells = editor.row(change.row), check_cells(table, change.cells)
    there = cells_of(row)
    if len(there) != len(cells):
        raise refuse("This row has fewer cells than the table has columns. Mend it in the drawing.")
    for cell, text in zip(there, cells, strict=True):
        editor.write(cell, text)


@_edit.register
def _add(change: AddRow, table: DecisionTable, editor: _Editor) -> None:
    if editor.table is None:
        raise refuse("This table is not in the file any more. Open it again.")
    rows = list(editor.rows().values())
    after = editor.row(change.after) if change.after else (rows or editor.table.children)[-1]
    new = editor.new_row(table.columns, check_cells(table, change.cells))
    editor.source.add(new, within=editor.table, after=after)


@_edit.register
def _remove(change: RemoveRow, _table: DecisionTable, editor: _Editor) -> None:
    row = editor.row(change.row)
    if len(editor.rows()) == 1:
        raise refuse("This is the only row: a table needs one. Change it, or remove the file.")
    editor.source.remove(row)


@_edit.register
def _move(change: MoveRow, _table: DecisionTable, editor: _Editor) -> None:
    row, rows = editor.row(change.row), list(editor.rows().values())
    place = rows.index(row)
    if place == (0 if change.towards is Towards.UP else len(rows) - 1):
        raise refuse(f"This row is the {'first' if change.towards is Towards.UP else 'last'} one already.")
    upper, lower = (rows[place - 1], row) if change.towards is Towards.UP else (row, rows[place + 1])
    editor.source.swap(upper, lower)


def _speaking(cells: tuple[str, ...]) -> str:
    """Return what the id of a new row is made of: its first cell, where that is a plain word."""
    word = cells[0].strip('"') if cells else ""
    return word[:40] if word.isidentifier() and word.isascii() else "New"
