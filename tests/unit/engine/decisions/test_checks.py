"""What is found before publication."""

import pytest

from service.engine.decisions import check_decisions
from service.findings import Severity
from tests.unit.engine.decisions.builders import decision, definitions, literal, table


def findings(*parts, **options):
    return check_decisions({"test.dmn": definitions(*parts)}, **options)


def found(rows, **options):
    """(code, element) of all findings about one table."""
    return {(each.code, each.element) for each in findings(decision(table(rows, **options)))}


def test_a_complete_table_without_overlap_has_no_findings():
    rows = [["< 18", "true", '"a"'], [">= 18", "true", '"b"'], ["-", "false", '"c"']]

    assert found(rows, inputs=("age", "consent"), types={"consent": "boolean"}) == set()


@pytest.mark.parametrize(
    "cells",
    [
        ("[1..5]", "[5..9]"),
        ("> 1", "< 3"),
        ('"a","b"', '"b","c"'),
        ("-", '"a"'),
        ('not("a")', '"b"'),
        ('date("2026-01-01")', '>= date("2026-01-01")'),
        ('@"PT5M"', '< @"PT1H"'),
        ("true", "true"),
    ],
)
def test_rows_that_overlap_under_unique_are_errors(cells):
    first, second = cells

    assert ("rows-overlap", "row2") in found([[first, "1"], [second, "2"]])


@pytest.mark.parametrize(
    "cells", [("[1..5)", "[5..9]"), ('"a"', '"b"'), ('"a"', 'not("a")'), ("> limit", "< 3"), ("true", "false")]
)
def test_rows_that_do_not_surely_overlap_are_left_alone(cells):
    first, second = cells

    assert "rows-overlap" not in {code for code, _ in found([[first, "1"], [second, "2"]])}


def test_the_finding_names_rows_and_an_example():
    (overlap,) = [
        each for each in findings(decision(table([["<= 5", "1"], [">= 5", "2"]]))) if each.code == "rows-overlap"
    ]

    assert overlap.message == "The rows 1 (row1) and 2 (row2) both apply when x is 5, and the hit policy is UNIQUE."
    assert overlap.severity is Severity.ERROR


def test_any_may_overlap_with_the_same_answer_only():
    assert "rows-overlap" not in {code for code, _ in found([["> 1", "1"], ["> 2", "1"]], policy="ANY")}
    assert ("rows-overlap", "row2") in found([["> 1", "1"], ["> 2", "2"]], policy="ANY")


def test_a_gap_is_a_warning_with_an_example():
    (gap,) = findings(decision(table([["< 5", "1"], ["> 5", "2"]])))

    assert (gap.code, gap.severity) == ("rows-incomplete", Severity.WARNING)
    assert gap.message == "No row applies when x is 5."


def test_a_gap_between_allowed_values_is_found():
    (gap,) = findings(decision(table([['"a"', "1"], ['"b"', "2"]], input_values={"x": '"a","b","c"'})))

    assert gap.message == "No row applies when x is c."


def test_whole_numbers_have_no_gap_between_neighbours():
    assert found([["<= 5", "1"], [">= 6", "2"]], types={"x": "integer"}) == set()


def test_a_gap_over_two_columns_is_found():
    (gap,) = findings(decision(table([["true", "true", "1"], ["false", "-", "2"]], inputs=("x", "y"))))

    assert gap.message == "No row applies when x is true and y is false."


@pytest.mark.parametrize("options", [{"policy": "COLLECT"}, {"defaults": {"out": "0"}}])
def test_a_table_that_may_be_silent_has_no_gaps(options):
    assert found([["< 5", "1"]], **options) == set()


def test_strings_without_a_list_of_values_are_not_called_incomplete():
    assert found([['"a"', "1"], ['"b"', "2"]]) == set()


def test_numbers_that_are_only_named_are_not_called_incomplete():
    assert found([["0, 1", "1"], ["2", "2"]]) == set()


def test_a_row_behind_one_that_always_fires_first_is_a_warning():
    assert ("row-hidden", "row2") in found([["> 1", "1"], ["> 2", "2"], ["<= 1", "3"]], policy="FIRST")


@pytest.mark.parametrize(
    ("rows", "code", "element"),
    [
        ([["> > 1", "1"]], "expression-unreadable", "t1_0"),
        ([[">= 18 and < 25", "1"]], "expression-unreadable", "t1_0"),
        ([["-", "1 +"]], "expression-unreadable", "o1_0"),
        ([["-", "nothing(1)"]], "function-unknown", "o1_0"),
        ([["-", ""]], "output-empty", "row1"),
        ([["-"]], "row-uneven", "row1"),
        ([["> >"]], "row-uneven", "row1"),
    ],
)
def test_cells_that_cannot_work_are_found(rows, code, element):
    assert (code, element) in found(rows)


def test_an_empty_cell_among_filled_ones_is_a_warning():
    (finding,) = findings(decision(table([["-", "1", ""]], outputs=("a", "b"))))

    assert (finding.code, finding.severity) == ("output-empty", Severity.WARNING)


def test_host_functions_are_known_when_they_are_given():
    parts = decision(table([["-", 'due("first_visit")']]))

    assert [each.code for each in findings(parts)] == ["function-unknown"]
    assert findings(parts, functions=frozenset({"due"})) == []


def test_names_that_nothing_provides_are_found():
    parts = decision(table([["> limit", "amount"]]))

    codes = {(each.code, each.element) for each in findings(parts, names=frozenset({"x"}))}

    assert codes == {("name-unknown", "t1_0"), ("name-unknown", "o1_0")}
    assert findings(parts, names=frozenset({"x", "limit", "amount"})) == []


def test_names_of_required_decisions_are_known():
    parts = (
        decision(table([["-", "1"]], outputs=("days",)), identity="base"),
        decision(literal("base + days"), requires=["base"]),
    )

    assert findings(*parts, names=frozenset({"x"})) == []


def test_rows_with_one_id_are_found():
    twice = table([["< 1", "1"], [">= 1", "2"]]).replace('id="row2"', 'id="row1"')

    assert [each.code for each in findings(decision(twice))] == ["id-twice"]


def test_priority_without_output_values_is_found():
    assert ("output-values-missing", "table") in found([["-", "1"]], policy="PRIORITY")


def test_requirements_that_lead_nowhere_or_in_circles_are_found():
    codes = [
        each.code
        for each in findings(
            decision(literal("1"), requires=["ghost"]), decision(literal("1"), identity="b", requires=["b"])
        )
    ]

    assert codes == ["requirement-unknown", "requirement-cycle"]


def test_a_file_that_is_no_dmn_is_a_finding():
    assert [each.code for each in check_decisions({"x.dmn": b"<x/>"})] == ["dmn-not-readable"]


def test_a_wide_table_is_checked_in_bounded_time():
    inputs = tuple(f"n{number}" for number in range(12))
    rows = [[*(f"> {number + shift}" for shift in range(12)), "1"] for number in range(30)]

    assert "rows-overlap" in {code for code, _ in found(rows, inputs=inputs)}
