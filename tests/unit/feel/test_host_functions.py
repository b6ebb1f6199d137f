"""Functions that the host registers for one evaluation."""

import datetime as dt

from service import feel


def due(key, base=None):
    if key != "first_visit":
        raise feel.HostFunctionError(f"there is no deadline {key}")
    return dt.datetime(2026, 12, 29, 17, tzinfo=dt.UTC) if base is None else base


FUNCTIONS = {"due": due, "working_days": lambda start, end: end - start}


def test_a_host_function_is_called_with_feel_values():
    value = feel.evaluate('due("first_visit").day + working_days(1, 6)', {}, functions=FUNCTIONS)

    assert value == 34


def test_its_arguments_may_be_named():
    assert feel.evaluate('due(base: 7, key: "first_visit")', {}, functions=FUNCTIONS) == 7


def test_its_refusal_is_null_with_the_reason():
    result = feel.evaluate_with_reasons('due("unknown")', {}, functions=FUNCTIONS)

    assert result.value is None
    assert result.reasons == ("due: there is no deadline unknown",)


def test_a_wrong_number_of_arguments_is_null_with_a_reason():
    result = feel.evaluate_with_reasons("due()", {}, functions=FUNCTIONS)

    assert result.value is None
    assert "missing a required argument" in result.reasons[0]


def test_an_unknown_named_argument_is_null_with_a_reason():
    result = feel.evaluate_with_reasons('due(name: "x")', {}, functions=FUNCTIONS)

    assert result.reasons == ("due: unknown arguments",)


def test_a_host_function_stands_in_front_of_a_built_in():
    assert feel.evaluate("now()", {}, functions={"now": lambda: "later"}) == "later"


def test_a_host_function_may_be_handed_to_another_function():
    assert feel.evaluate("sort([1, 3, 2], more)", {}, functions={"more": lambda a, b: a > b}) == [3, 2, 1]


def test_a_variable_of_the_same_name_does_not_hide_a_function():
    assert feel.evaluate("count([1]) + count", {"count": 2}) == 3


def test_a_variable_that_holds_a_function_comes_first():
    double = feel.evaluate("function(x) x * 2")

    assert feel.evaluate("count(4)", {"count": double}) == 8


def test_several_evaluations_share_one_allowance():
    evaluator = feel.Evaluator()

    values = [evaluator.value("count(for i in 1..30000 return i)", {}) for _ in range(5)]

    assert values[0] == 30000
    assert values[-1] is None
    assert any("stopped" in reason for reason in evaluator.reasons)


def test_the_functions_an_expression_calls_can_be_told():
    assert feel.function_names('due("a") < now() and count(x) > 1') == {"due", "now", "count"}
