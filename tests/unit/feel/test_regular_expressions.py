"""Patterns of XPath."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.feel.regex import RegexError, compile_pattern


def any_work(_steps):
    return None


def spans(pattern, text, flags=""):
    return [(found.start, found.end) for found in compile_pattern(pattern, flags).find_all(text, any_work)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\d{3} \d{3} \d{4}", "NHS 999 000 0001", True),
        (r"^[A-Z]{1,2}\d", "N1 1AA", True),
        (r"^\w+@\w+(\.\w+)+$", "fsw.west@example.org", False),
        (r"^[\w.]+@\w+(\.\w+)+$", "fsw.west@example.org", True),
        (r"[a-z-[aeiou]]", "aei", False),
        (r"[a-z-[aeiou]]", "aeix", True),
        (r"[^\d]", "1", False),
        (r"\p{Lu}", "é", False),
        (r"\p{Lu}", "É", True),
        (r"\P{L}", "a", False),
        (r"^\i\c*$", "name-1", True),
        ("a|b|", "", True),
        ("(?:ab)+c", "ababc", True),
        ("^$", "", True),
        (r"\.", "a", False),
        ("[-a]", "-", True),
        ("[a-]", "-", True),
    ],
)
def test_a_pattern_is_found_or_not(pattern, text, expected):
    assert bool(spans(pattern, text)) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[",
        "a{2,1}",
        "a{",
        "*",
        "a**",
        r"\q",
        r"(a)\1",
        "(?=a)",
        "(?<n>a)",
        "[z-a]",
        r"\p{Xx}",
        r"\p",
        "a{9999}{9999}",
    ],
)
def test_a_pattern_that_cannot_be_run_is_refused(pattern):
    with pytest.raises(RegexError):
        compile_pattern(pattern)


PIECES = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", "(a|b)", "(ab|a)", "(?:b|)", "^", "$"])
REPEATS = st.sampled_from(["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?"])


@given(st.lists(st.tuples(PIECES, REPEATS), min_size=1, max_size=5), st.text("ab1", max_size=8))
def test_the_first_match_is_the_one_that_python_finds(parts, text):
    pattern = "".join(piece + ("" if piece in "^$" else repeat) for piece, repeat in parts)

    expected = re.search(pattern.replace("$", r"\Z"), text)
    found = compile_pattern(pattern).search(text, 0, any_work)

    assert (found and (found.start, found.end)) == (expected and expected.span())
