"""FEEL, the expression language of DMN 1.5: complete, small, and safe to run on texts that people wrote.

    evaluate('if age < 18 then "child" else "adult"', {"age": 12})   # "child"
    unary_test('"red","amber"', "amber")                              # True

A value that cannot be computed is null (None); evaluate_with_reasons() says why.
"""

from service.feel.builtins import BUILT_INS
from service.feel.codec import MAX_DEPTH, from_json, to_json
from service.feel.errors import FeelSyntaxError, HostFunctionError
from service.feel.evaluation import (
    Evaluation,
    Evaluator,
    Expression,
    evaluate,
    evaluate_with_reasons,
    function_names,
    names,
    parse,
    parse_unary_tests,
    unary_names,
    unary_test,
)
from service.feel.text import to_text
from service.feel.values import Function, Kind, Range, YearsMonths, kind_of

BUILT_IN_FUNCTIONS = frozenset(BUILT_INS)

__all__ = [
    "BUILT_IN_FUNCTIONS",
    "MAX_DEPTH",
    "Evaluation",
    "Evaluator",
    "Expression",
    "FeelSyntaxError",
    "Function",
    "HostFunctionError",
    "Kind",
    "Range",
    "YearsMonths",
    "evaluate",
    "evaluate_with_reasons",
    "from_json",
    "function_names",
    "kind_of",
    "names",
    "parse",
    "parse_unary_tests",
    "to_json",
    "to_text",
    "unary_names",
    "unary_test",
]
