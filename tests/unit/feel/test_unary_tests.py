"""Cells of decision tables, as dmn-js writes them and as people do."""

import datetime as dt

import pytest

from service import feel

DAY = dt.date(2026, 12, 14)
CONTEXT = {"limit": 10, "choices": ["x", "y"], "flag": True}
CASES = [
    ('"a","b"', "b", True),
    ('"a", "b"', "c", False),
    ('not("a")', "b", True),
    ('not("a", "b")', "b", False),
    ('not("a")', None, True),
    ("-", 5, True),
    ("", 5, True),
    ("-", None, True),
    ("-1", -1, True),
    ("true", True, True),
    ("true", False, False),
    ("false", False, True),
    ("false", None, False),
    ("true", "x", None),
    ("flag", "x", None),
    ("flag", True, True),
    ("urgent()", "x", True),
    ("urgent()", False, False),
    ("null", None, True),
    ("not(null)", 1, True),
    ("not(null)", None, False),
    ("null", 1, False),
    ("5", 5, True),
    ("5", "5", None),
    ("< 5", 4, True),
    (">= 18", 18, True),
    ("> 18", 18, False),
    ("!= 3", 4, True),
    ("= 3", 3, True),
    ("< 5", None, None),
    ("< 5", "a", None),
    ("< 5, > 10", 11, True),
    ("not(< 5)", 6, True),
    ("[18..25]", 25, True),
    ("]18..25[", 18, False),
    ("]18..25[", 24, True),
    ("]18..25[", 25, False),
    ("(18..25)", 25, False),
    ("[18..25[", 18, True),
    ("[1..3], [7..9]", 8, True),
    ("not([1..3])", 2, False),
    ("[1..3]", None, None),
    ("[1, 2, 3]", 2, True),
    ("[1, 2]", [1, 2], True),
    ("18 <= ? and ? < 25", 20, True),
    ("? in [1, 2]", 2, True),
    ('? = "a" or ? = "b"', "b", True),
    ("? > limit", 11, True),
    ("> limit", 11, True),
    ("limit", 10, True),
    ("choices", "x", True),
    ("limit > 5", "anything", True),
    ('starts with(?, "ab")', "abc", True),
    ('not(starts with(?, "ab"))', "abc", False),
    ("count(?) > 1", [1, 2], True),
    ('list contains(?, "a")', ["a"], True),
    ("some x in ? satisfies x > 1", [1, 2], True),
    ('date("2026-12-14")', DAY, True),
    ('date("2026-12-14")', "2026-12-14", None),
    ('< date("2027-01-01")', DAY, True),
    ('[date("2026-12-01")..date("2026-12-31")]', DAY, True),
    ('@"2026-12-14"', DAY, True),
    ('> @"P1D"', dt.timedelta(days=2), True),
]


@pytest.mark.parametrize(("text", "value", "expected"), CASES)
def test_a_cell_decides_about_its_input(text, value, expected):
    assert feel.unary_test(text, value, CONTEXT, functions={"urgent": lambda: True}) is expected


@pytest.mark.parametrize("text", ["a,", ", a", '"a" "b"', "> ", "not(", ">= 18 and < 25", "[1..", "- 1 -"])
def test_a_cell_that_is_no_test_is_refused(text):
    with pytest.raises(feel.FeelSyntaxError):
        feel.parse_unary_tests(text)


def test_names_of_a_cell_leave_out_its_input():
    assert feel.unary_names('? > limit, "a", other') == {"limit", "other"}
