"""What a table gives under each hit policy."""

import pytest

from service.engine.decisions import DecisionError, RowConflictError
from tests.unit.engine.decisions.builders import decision, read, read_table, table

OVERLAPPING = [["> 1", '"low"'], ["> 2", '"high"'], ["> 3", '"low"']]


def value(decisions, **context):
    return decisions.evaluate("answer", context).value


def test_unique_gives_the_one_row_that_applies():
    decisions = read_table([["< 5", '"small"'], [">= 5", '"large"']])

    assert value(decisions, x=7) == "large"


def test_unique_with_two_rows_is_an_error_that_names_them():
    decisions = read_table(OVERLAPPING)

    with pytest.raises(RowConflictError, match=r"UNIQUE, and the rows 1 \(row1\), 2 \(row2\) apply") as caught:
        value(decisions, x=3)

    assert caught.value.rows == ((1, "row1"), (2, "row2"))


def test_any_accepts_rows_that_agree():
    decisions = read_table([["> 1", '"low"'], ["> 3", '"low"']], policy="ANY")

    result = decisions.evaluate("answer", {"x": 4})

    assert result.value == "low"
    assert result.rows == ("row1", "row2")


def test_any_with_different_answers_is_an_error_that_names_the_rows():
    decisions = read_table(OVERLAPPING, policy="ANY")

    with pytest.raises(RowConflictError, match=r"ANY, and the rows 1 \(row1\), 2 \(row2\), 3 \(row3\) all apply"):
        value(decisions, x=4)


def test_first_gives_the_first_row_that_applies():
    decisions = read_table(OVERLAPPING, policy="FIRST")

    result = decisions.evaluate("answer", {"x": 4})

    assert result.value == "low"
    assert result.rows == ("row1",)


def test_priority_follows_the_list_of_output_values():
    decisions = read_table(OVERLAPPING, policy="PRIORITY", output_values={"out": '"high","low"'})

    result = decisions.evaluate("answer", {"x": 4})

    assert result.value == "high"
    assert result.rows == ("row2",)


def test_priority_compares_output_by_output():
    rows = [["-", '"b"', '"x"'], ["-", '"a"', '"y"'], ["-", '"a"', '"x"']]
    decisions = read_table(
        rows, policy="PRIORITY", outputs=("one", "two"), output_values={"one": '"a","b"', "two": '"x","y"'}
    )

    assert value(decisions, x=1) == {"one": "a", "two": "x"}


def test_rule_order_gives_all_answers_in_the_order_of_the_rows():
    assert value(read_table(OVERLAPPING, policy="RULE ORDER"), x=4) == ["low", "high", "low"]


def test_output_order_gives_all_answers_in_the_order_of_the_output_values():
    decisions = read_table(OVERLAPPING, policy="OUTPUT ORDER", output_values={"out": '"high","low"'})

    result = decisions.evaluate("answer", {"x": 4})

    assert result.value == ["high", "low", "low"]
    assert result.rows == ("row2", "row1", "row3")


def test_collect_gives_a_list():
    assert value(read_table(OVERLAPPING, policy="COLLECT"), x=3) == ["low", "high"]


@pytest.mark.parametrize(("how", "expected"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)])
def test_collect_may_aggregate(how, expected):
    rows = [["> 1", "10"], ["> 2", "20"], ["> 3", "30"]]
    decisions = read_table(rows, policy="COLLECT", aggregation=how)

    assert value(decisions, x=4) == expected


@pytest.mark.parametrize(
    ("policy", "aggregation", "expected"),
    [
        ("UNIQUE", None, None),
        ("ANY", None, None),
        ("FIRST", None, None),
        ("PRIORITY", None, None),
        ("RULE ORDER", None, []),
        ("OUTPUT ORDER", None, []),
        ("COLLECT", None, []),
        ("COLLECT", "SUM", None),
        ("COLLECT", "COUNT", 0),
    ],
)
def test_no_row_is_a_defined_outcome(policy, aggregation, expected):
    decisions = read_table([["> 100", "1"]], policy=policy, aggregation=aggregation)

    result = decisions.evaluate("answer", {"x": 1})

    assert result.value == expected
    assert result.rows == ()


def test_a_default_output_stands_in_when_no_row_applies():
    decisions = read_table([["> 100", '"yes"']], defaults={"out": '"no"'})

    result = decisions.evaluate("answer", {"x": 1})

    assert result.value == "no"
    assert result.rows == ()
    assert result.hits == ({"out": "no"},)


def test_several_outputs_make_a_context():
    decisions = read_table([["-", '"red"', "2"]], outputs=("colour", "days"))

    assert value(decisions, x=1) == {"colour": "red", "days": 2}


@pytest.mark.parametrize(
    ("cell", "given", "fits"),
    [
        ('"a","b"', "b", True),
        ('not("a")', "b", True),
        ('not("a")', "a", False),
        ("true", True, True),
        ("true", False, False),
        ("]18..25[", 18, False),
        ("]18..25[", 20, True),
        ("[18..25]", 18, True),
        ("null", None, True),
        ('date("2026-12-14")', "2026-12-14", False),
        ("18 <= ? and ? < 25", 20, True),
        ('? in ["a","b"]', "b", True),
        ("> limit", 11, True),
        ("-", "anything", True),
        ("", "anything", True),
    ],
)
def test_cells_mean_what_the_editor_shows(cell, given, fits):
    decisions = read_table([[cell, '"hit"']])

    assert value(decisions, x=given, limit=10) == ("hit" if fits else None)


def test_an_output_may_compute():
    decisions = read_table([["-", 'if x > 1 then "many " + name else "one"']])

    assert value(decisions, x=2, name="Ash") == "many Ash"


def test_inputs_may_look_into_contexts_and_at_names_with_blanks():
    decisions = read_table([["> 1", '"review"', '"hit"']], inputs=("count(case.children)", "current stage"))

    result = decisions.evaluate("answer", {"case": {"children": [1, 2]}, "current stage": "review"})

    assert result.value == "hit"
    assert result.inputs == {"count(case.children)": 2, "current stage": "review"}


def test_an_input_that_is_not_allowed_counts_as_null_with_a_reason():
    decisions = read_table([["-", '"hit"'], ["null", '"missing"']], policy="RULE ORDER", input_values={"x": '"a","b"'})

    result = decisions.evaluate("answer", {"x": "c"})

    assert result.value == ["hit", "missing"]
    assert result.reasons == ('x is c, which is not among "a","b"',)


def test_a_cell_that_is_no_feel_is_an_error_at_run_time_too():
    decisions = read_table([["> > 1", "1"]])

    with pytest.raises(DecisionError, match="no FEEL"):
        value(decisions, x=1)


def test_a_decision_that_does_not_exist_is_an_error():
    decisions = read(decision(table([["-", "1"]])))

    with pytest.raises(DecisionError, match='no decision "other"'):
        decisions.evaluate("other", {})


@pytest.mark.parametrize("policy", ["UNIQUE", "PRIORITY", "OUTPUT ORDER", "COLLECT"])
def test_a_row_with_too_few_cells_gives_null_and_does_not_fail(policy):
    decisions = read_table([["-"]], policy=policy, output_values={"out": "1,2"})

    assert decisions.evaluate("answer", {"x": 1}).value in (None, [None])
