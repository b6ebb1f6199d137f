"""Text to tokens.

FEEL names may hold spaces, and, when the context has such a name, operators and keywords too ("Approved/Declined",
"terms and conditions").  Words that stand side by side are one name, because no two operands may; names that hold
more than words are recognised when they are `known`.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from service.feel.errors import FeelSyntaxError


class Sort(StrEnum):
    NUMBER = "number"
    STRING = "string"
    AT = "@ literal"
    NAME = "name"
    KEYWORD = "keyword"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    sort: Sort
    text: str
    position: int
    end: int  # offset behind its last character


KEYWORDS_INSIDE = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies"})  # end a name
KEYWORDS_FIRST = frozenset({"if", "for", "some", "every", "true", "false", "null"})
BUILT_IN_NAMES = frozenset({"date and time", "years and months duration", "days and time duration"})

_WORD = r"(?:[^\W\d]|[\U00010000-\U000EFFFF])(?:\w|[\U00010000-\U000EFFFF])*"
_TOKEN = re.compile(
    r"(?P<space>(?:\s|\ufeff)+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<dots>\.\.)"
    r"|(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r'|(?P<at>@"(?:[^"\\]|\\.)*")'
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    rf"|(?P<word>{_WORD}|\?)"
    r"|(?P<sign>\*\*|<=|>=|!=|->|[-+*/=<>(){}\[\],:.])",
    re.DOTALL,
)
_NEXT_WORD = re.compile(rf"\s+({_WORD})")
_ODD = re.compile(rf"\b(?:{'|'.join(KEYWORDS_INSIDE)})\b|[^\w\s]|(?:^|\s)\d")
_AMBIGUOUS = re.compile(rf"[^\W\d]\w*\s*[-+*/.']|\b(?:{'|'.join(KEYWORDS_INSIDE)})\b|\w\s+\d|[^\x00-\x7f]|'")
_OF = re.compile(r"\s+of\b")
_OPENS = re.compile(r"\s*[(<]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def may_hold_odd_names(text: str) -> bool:
    """Whether the meaning of the text can depend on names of the context that are more than words."""
    return _AMBIGUOUS.search(text) is not None


def is_odd(name: str) -> bool:
    """Whether a name holds more than words: an operator, a keyword or a word that starts with a digit."""
    return _ODD.search(name) is not None


def tokenize(text: str, known: Iterable[str] = ()) -> list[Token]:
    """Split a FEEL text.

    :raises FeelSyntaxError: at the first character that begins no token.
    """
    tokens = list(_tokens(text, _pattern(BUILT_IN_NAMES | {name for name in known if is_odd(name)})))
    tokens.append(Token(Sort.END, "the end", len(text), len(text)))
    return tokens


def _tokens(text: str, known: re.Pattern[str]) -> Iterator[Token]:
    position = 0
    while position < len(text):
        named = known.match(text, position)
        if named is not None and not (position and text[position - 1].isalnum()):
            yield Token(Sort.NAME, " ".join(named.group().split()), position, named.end())
            position = named.end()
            continue
        match = _TOKEN.match(text, position)
        if match is None:
            raise FeelSyntaxError(f"{text[position]!r} is not understood", position)
        token = _token(text, match)
        position = match.end() if token is None else token.end
        if token is not None:
            yield token


def _token(text: str, match: re.Match[str]) -> Token | None:
    kind, found, start = match.lastgroup, match.group(), match.start()
    if kind == "space":
        return None
    if kind == "word":
        return _name(text, found, start)
    if kind in {"string", "at"}:
        body = found[2:-1] if kind == "at" else found[1:-1]
        return Token(Sort.AT if kind == "at" else Sort.STRING, unescape(body, start), start, match.end())
    return Token(Sort.NUMBER if kind == "number" else Sort.SIGN, found, start, match.end())


def _name(text: str, word: str, start: int) -> Token:
    end = start + len(word)
    if word == "?":
        return Token(Sort.NAME, word, start, end)
    if word == "instance" and (of := _OF.match(text, end)) is not None:
        return Token(Sort.KEYWORD, "instance of", start, of.end())
    if word in KEYWORDS_INSIDE or word in KEYWORDS_FIRST or (word == "function" and _OPENS.match(text, end)):
        return Token(Sort.KEYWORD, word, start, end)
    words = [word]
    while (following := _NEXT_WORD.match(text, end)) is not None:
        next_word = following.group(1)
        if next_word in KEYWORDS_INSIDE or (next_word == "instance" and _OF.match(text, following.end())):
            break
        words.append(next_word)
        end = following.end()
    return Token(Sort.NAME, " ".join(words), start, end)


def unescape(body: str, position: int) -> str:
    """The string a quoted body stands for.

    :raises FeelSyntaxError: for an escape that FEEL does not know.
    """

    def replace(match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2)
        if code is not None and int(code, 16) <= sys.maxunicode:
            return chr(int(code, 16))
        if match.group(3) in _ESCAPES:
            return _ESCAPES[match.group(3)]
        raise FeelSyntaxError(f"The escape {match.group()!r} is unknown", position)

    text = _ESCAPE.sub(replace, body) if "\\" in body else body
    # \uD83D\uDC0E writes one character outside the basic plane as a pair
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_surrogate(text) else text


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


@lru_cache(maxsize=512)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile("|".join(r"\s+".join(map(re.escape, name.split())) + r"(?!\w)" for name in longest_first))
