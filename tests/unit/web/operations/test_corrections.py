"""What operators type in to correct the data of a process."""

import pytest

from service import feel
from service.engine.reading.elements import Element, Expression, Parameter
from service.errors import InvalidInputError
from service.pathways.queries.failed_step import names_read
from service.pathways.read_process import DataEntry, DataPart, ProcessData
from service.web.operations.corrections import FREE_ROWS, Kind, corrections_in, rows_of

DATA = ProcessData(
    restricted=False,
    parts=(
        DataPart(
            process="p",
            process_name="P",
            element=None,
            item=None,
            entries=(
                DataEntry(name="visits", kind=feel.Kind.LIST, count=2, value=None),
                DataEntry(name="amount", kind=feel.Kind.NUMBER, count=None, value="3"),
            ),
        ),
    ),
)


def typed(kind: str, value: str, name: str = "x") -> dict[str, str]:
    return {"name.0": name, "kind.0": kind, "value.0": value}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, " yes ", "yes"),
        (Kind.NUMBER, "-3.50", {"@feel": "number", "value": "-3.50"}),
        (Kind.NUMBER, "12", 12),
        (Kind.YES_NO, "Yes", True),
        (Kind.YES_NO, "no", False),
        (Kind.DATE, "2026-12-14", {"@feel": "date", "value": "2026-12-14"}),
        (
            Kind.MOMENT,
            "2026-12-14T09:30:00Z",
            {"@feel": "date and time", "value": "2026-12-14T09:30:00Z"},
        ),
        (Kind.EMPTY, "", None),
        (Kind.FORMULA, '[1, "two"]', [1, "two"]),
        (Kind.FORMULA, "{a: 1}", {"a": 1}),
    ],
)
def test_what_was_typed_becomes_a_value_of_its_kind(kind: Kind, text: str, value: object):
    assert corrections_in(typed(kind, text)) == {"x": value}


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        (Kind.NUMBER, "three", "x: this is no number"),
        (Kind.NUMBER, '"3"', "x: this is no number"),
        (Kind.NUMBER, "1 +", "x: this is no number"),
        (Kind.DATE, "14/12/2026", "x: this is no date; write it as 2026-12-14"),
        (Kind.DATE, '2026-12-14") + date("2026-12-15', "x: this is no date; write it as 2026-12-14"),
        (Kind.MOMENT, "tomorrow", "x: this is no date and time; write it as 2026-12-14T09:30:00Z"),
        (Kind.YES_NO, "perhaps", "x: write yes or no"),
        (Kind.FORMULA, "unknown", "x: this is no FEEL value"),
        (Kind.FORMULA, "function(x) x", "x: "),
        ("nonsense", "1", "x: this is no FEEL value"),
    ],
)
def test_what_is_no_value_of_its_kind_is_refused_beside_its_field(kind: str, text: str, sentence: str):
    with pytest.raises(InvalidInputError) as refused:
        corrections_in(typed(kind, text))

    (said,) = refused.value.errors["value.0"]
    assert said.startswith(sentence)


def test_rows_without_a_value_leave_everything_as_it_is():
    assert corrections_in({**typed(Kind.TEXT, ""), "name.1": "", "kind.1": "text", "value.1": ""}) == {}


@pytest.mark.parametrize("name", ["", "two words", "1st", "a-b", "x\n"[:1] + " y"])
def test_a_value_needs_the_name_of_a_variable(name: str):
    with pytest.raises(InvalidInputError) as refused:
        corrections_in(typed(Kind.TEXT, "something", name))

    assert "name.0" in refused.value.errors


def test_there_is_a_row_for_each_variable_that_the_step_reads_and_some_for_others():
    rows = rows_of(["visits", "missing"], DATA, {"value.0": "[1]"})

    assert [(row.name, row.fixed) for row in rows] == [
        ("visits", True),
        ("missing", True),
        *[("", False)] * FREE_ROWS,
    ]
    assert (rows[0].kind, rows[0].value, rows[0].hint) == (Kind.FORMULA, "[1]", "Now: list of 2")
    assert rows[1].hint == "There is none now"


def test_the_value_stands_in_the_hint_where_values_are_shown():
    (row, *_) = rows_of(["amount"], DATA, {})

    assert row.hint == "Now: number, 3"


def test_the_variables_of_a_step_are_those_that_its_expressions_read():
    element = Element(
        id="Task",
        name="Task",
        kind="serviceTask",
        process="p",
        inputs=(Parameter(name="text", value=Expression("note + case.reference")),),
        outputs=(Parameter(name="plain", value=Expression("as it is", feel=False)),),
        topic=Expression("if urgent then "),
    )

    assert names_read(element) == ("note",)
    assert names_read(None) == ()
