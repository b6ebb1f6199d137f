"""The tree of a regular expression."""

from collections.abc import Callable
from dataclasses import dataclass

CharTest = Callable[[str], bool]


class RegexError(ValueError):
    """The pattern cannot be read, or uses what is left out."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """One after the other."""

    items: "tuple[Piece, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    options: "tuple[Piece, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    item: "Piece"
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    item: "Piece"
    number: int | None  # None: not captured


@dataclass(frozen=True, slots=True)
class Char:
    fits: CharTest


@dataclass(frozen=True, slots=True)
class Edge:
    end: bool  # `$`; else `^`
    lines: bool  # flag m


Piece = Pieces | Choice | Repeat | Group | Char | Edge
