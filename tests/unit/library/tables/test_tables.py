"""Decision tables read row by row, and changed where they lie."""

import pytest

from service.errors import InvalidInputError, PublicationRefusedError
from service.library.tables import (
    AddRow,
    DecisionTable,
    MoveRow,
    RemoveRow,
    SetRow,
    Towards,
    apply_to_table,
    cells_of_deadline,
    deadline_of,
    read_table_file,
)
from tests.unit.library.outline.conftest import FILES, TABLES

DEMO = "processes/demo/deadlines.dmn"
ROUTE = "processes/demo/urgent_route.dmn"
VALUES = {
    "key": "copy",
    "label": 'The "copy"',
    "amount": "2",
    "unit": "weeks",
    "from": "triaged",
    "enforcement": "warning",
    "repeat": "false",
}


def deadlines() -> DecisionTable:
    return table(DEMO)


def table(path: str, data: bytes | None = None) -> DecisionTable:
    return read_table_file(path, FILES[path] if data is None else data).tables[0]


@pytest.mark.parametrize("path", TABLES)
def test_a_row_that_is_saved_as_it_is_changes_no_byte(path: str):
    for found in read_table_file(path, FILES[path]).tables:
        for row in found.rows:
            change = SetRow(table=found.id, row=row.id, cells=row.cells)
            assert apply_to_table(FILES[path], change, file=path) == FILES[path]


@pytest.mark.parametrize("path", TABLES)
def test_a_row_that_is_added_and_removed_again_leaves_the_file_as_it_was(path: str):
    for found in read_table_file(path, FILES[path]).tables:
        row = found.rows[0]
        more = apply_to_table(FILES[path], AddRow(table=found.id, cells=row.cells, after=row.id), file=path)
        new = read_table_file(path, more).table(found.id).rows[1]
        assert new.cells == row.cells

        assert apply_to_table(more, RemoveRow(table=found.id, row=new.id), file=path) == FILES[path]


@pytest.mark.parametrize("path", [path for path in TABLES if path.endswith("deadlines.dmn")])
def test_every_deadline_is_read_as_plain_values_and_back(path: str):
    found = next(each for each in read_table_file(path, FILES[path]).tables if each.is_deadlines)

    for row in found.rows:
        assert cells_of_deadline(found, deadline_of(found, row), row=row.id) == row.cells


def test_rows_change_places():
    first, second = deadlines().rows[:2]

    data = apply_to_table(FILES[DEMO], MoveRow(table="deadlines", row=first.id, towards=Towards.DOWN), file=DEMO)

    assert [row.id for row in table(DEMO, data).rows[:2]] == [second.id, first.id]


def test_a_new_deadline_is_the_last_row_with_an_id_that_speaks():
    cells = cells_of_deadline(deadlines(), VALUES)

    data = apply_to_table(FILES[DEMO], AddRow(table="deadlines", cells=cells), file=DEMO)

    row = table(DEMO, data).rows[-1]
    assert row.id == "Row_copy"
    assert deadline_of(deadlines(), row)["label"] == 'The "copy"'


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("key", "", "small letter"),
        ("key", "first_call", "Another deadline"),
        ("key", '"; drop', "small letter"),
        ("label", "  ", "Enter what people call"),
        ("amount", "-1", "whole number"),
        ("amount", "1e3", "whole number"),
        ("amount", "99999", "between"),
        ("unit", "fortnights", "none of"),
        ("at", "Someday", "day and time"),
        ("enforcement", "strict", "none of"),
        ("roll", "sideways", "none of"),
        ("from", "", "counts from"),
    ],
)
def test_what_can_be_no_deadline_is_refused_by_its_column(field: str, value: str, words: str):
    with pytest.raises(InvalidInputError) as refused:
        cells_of_deadline(deadlines(), {**VALUES, field: value})

    assert refused.value.errors.keys() == {field}
    assert words in refused.value.errors[field][0]


def test_a_cell_that_cannot_be_read_is_named():
    found = table(ROUTE)
    cells = list(found.rows[0].cells)
    cells[1] = '["open'

    with pytest.raises(InvalidInputError) as refused:
        apply_to_table(FILES[ROUTE], SetRow(table=found.id, row=found.rows[0].id, cells=cells), file=ROUTE)

    assert refused.value.errors.keys() == {"cell-1"}
    assert "managers cannot be read" in refused.value.errors["cell-1"][0]


@pytest.mark.parametrize(
    "change",
    [
        SetRow(table="deadlines", row="Row_gone", cells=()),
        SetRow(table="gone", row="Row_triage", cells=()),
        SetRow(table="deadlines", row="Row_triage", cells=('"x"',)),
        MoveRow(table="deadlines", row="Row_triage", towards=Towards.UP),
        RemoveRow(table="deadlines", row="Row_gone"),
        AddRow(table="deadlines", cells=(), after=""),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change: object):
    with pytest.raises(InvalidInputError):
        apply_to_table(FILES[DEMO], change, file=DEMO)


def test_the_only_row_stays():
    data = FILES[DEMO]
    for row in deadlines().rows[1:]:
        data = apply_to_table(data, RemoveRow(table="deadlines", row=row.id), file=DEMO)

    with pytest.raises(InvalidInputError, match="only row"):
        apply_to_table(data, RemoveRow(table="deadlines", row="Row_triage"), file=DEMO)


def test_what_cannot_be_read_is_refused():
    with pytest.raises(PublicationRefusedError):
        read_table_file(DEMO, b"<!DOCTYPE a><a/>")
