"""The table of deadlines as data."""

import pytest

from service.clocks.rules import DeadlineRule, Enforcement, Roll, Unit
from service.engine.deadlines import read_deadlines
from service.engine.errors import ReleaseError
from tests.unit.engine.decisions.builders import decision, literal, read, table

COLUMNS = ("label", "amount", "unit", "from", "met_by", "at", "repeat", "roll", "enforcement", "rule")
VISIT = [
    '"first_visit"',
    '"First visit"',
    "10",
    '"working_days"',
    '"allocated"',
    '"visited"',
    '""',
    "false",
    '""',
    '"hard"',
    '"TST-001"',
]
PANEL = ['"panel"', '"Panel"', "1", '"weeks"', '""', '""', '"Tuesday 10:00"', "true", '"next"', '"report"', '""']


def deadlines(*rows, inputs=("key",), outputs=COLUMNS):
    return read(decision(table([list(row) for row in rows], inputs=inputs, outputs=outputs), identity="deadlines"))


def changed(row, column, text):
    place = (*("key",), *COLUMNS).index(column)
    return [*row[:place], text, *row[place + 1 :]]


def refused(decisions):
    with pytest.raises(ReleaseError) as caught:
        read_deadlines(decisions)
    return caught.value.findings


def test_every_row_is_a_rule():
    rules = read_deadlines(deadlines(VISIT, PANEL))

    assert rules["first_visit"] == DeadlineRule(
        key="first_visit",
        label="First visit",
        amount=10,
        unit=Unit.WORKING_DAYS,
        start="allocated",
        met_by="visited",
        enforcement=Enforcement.HARD,
        rule="TST-001",
    )
    assert rules["panel"].at is not None
    assert rules["panel"].roll is Roll.NEXT
    assert rules["panel"].repeat is True


def test_a_release_without_the_table_has_no_deadlines():
    assert read_deadlines(read(decision(literal("1")))) == {}


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (changed(VISIT, "unit", '"fortnights"'), "deadline-invalid", "unit"),
        (changed(VISIT, "amount", '"ten"'), "deadline-invalid", "amount"),
        (changed(VISIT, "at", '"Noon"'), "deadline-invalid", "Noon"),
        (changed(VISIT, "enforcement", '"maybe"'), "deadline-invalid", "enforcement"),
        (changed(VISIT, "roll", '"sideways"'), "deadline-invalid", "roll"),
        (changed(VISIT, "from", '""'), "deadline-start-missing", "from which event"),
        (changed(VISIT, "label", '"open'), "deadline-cell", "first_visit"),
        (changed(VISIT, "key", "-"), "deadline-key", "row 1"),
        (changed(VISIT, "key", '"a","b"'), "deadline-key", "row 1"),
        (changed(VISIT, "key", "key_name"), "deadline-key", "row 1"),
    ],
)
def test_a_row_that_is_no_deadline_is_found(row, code, words):
    (finding,) = refused(deadlines(row))

    assert (finding.code, finding.element, finding.file) == (code, "row1", "test.dmn")
    assert words in finding.message


def test_two_rows_for_one_key_are_found():
    (finding,) = refused(deadlines(VISIT, VISIT))

    assert (finding.code, finding.element) == ("deadline-twice", "row2")


def test_columns_are_checked():
    codes = [each.message for each in refused(deadlines(inputs=("key",), outputs=("amount", "unit", "colour")))]

    assert codes == ['The column "from" is missing.', 'The column "colour" is unknown.']


def test_another_kind_of_decision_under_that_name_is_found():
    decisions = read(decision(literal("1"), identity="deadlines"))

    assert [each.code for each in refused(decisions)] == ["deadlines-table"]
