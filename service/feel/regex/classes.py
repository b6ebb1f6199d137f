r"""Character classes: escapes like \d and \p{L}, and what stands in square brackets."""

import unicodedata
from collections.abc import Sequence

from service.feel.regex.syntax import CharTest, RegexError

_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_LITERAL = frozenset("\\|.-^?*+{}()[]$/ \"'#&,:;<>=!%@_~`")
_NAME_START = frozenset("_:")
_NAME_EXTRA = frozenset("_:-.·")  # the middle dot is a name character of XML
_MAIN = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfon"}
_CATEGORIES = frozenset(_MAIN) | {main + minor for main, minors in _MAIN.items() for minor in minors}


def one_of(characters: str) -> CharTest:
    wanted = frozenset(characters)
    return lambda char: char in wanted


def between(first: str, last: str) -> CharTest:
    if first > last:
        raise RegexError(f"the range {first}-{last} runs backwards")
    return lambda char: first <= char <= last


def negated(test: CharTest) -> CharTest:
    return lambda char: not test(char)


def any_of(tests: Sequence[CharTest]) -> CharTest:
    return tests[0] if len(tests) == 1 else lambda char: any(test(char) for test in tests)


def without(test: CharTest, taken: CharTest) -> CharTest:
    return lambda char: test(char) and not taken(char)


def ignoring_case(test: CharTest) -> CharTest:
    return lambda char: test(char) or test(char.lower()) or test(char.upper())


def _is_digit(char: str) -> bool:
    return unicodedata.category(char) == "Nd"


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _is_name_start(char: str) -> bool:
    return char.isalpha() or char in _NAME_START


def _is_name_char(char: str) -> bool:
    return char.isalnum() or char in _NAME_EXTRA


_CLASSES: dict[str, CharTest] = {
    "d": _is_digit,
    "s": one_of(" \t\n\r"),
    "w": _is_word,
    "i": _is_name_start,
    "c": _is_name_char,
}


def escaped(letter: str) -> tuple[CharTest, str | None]:
    """What a backslash and this letter stand for: a test, and the character when it is a single one."""
    if letter in _CONTROLS:
        return one_of(_CONTROLS[letter]), _CONTROLS[letter]
    if letter in _CLASSES:
        return _CLASSES[letter], None
    if letter.lower() in _CLASSES:
        return negated(_CLASSES[letter.lower()]), None
    if letter in _LITERAL:
        return one_of(letter), letter
    if letter.isdigit():
        raise RegexError("back-references are not supported")
    raise RegexError(f"the escape \\{letter} is unknown")


def category(name: str) -> CharTest:
    r"""The test of \p{name}."""
    if name not in _CATEGORIES:
        raise RegexError(f"the category {name} is unknown")
    return lambda char: unicodedata.category(char).startswith(name)
