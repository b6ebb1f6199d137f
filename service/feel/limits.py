"""How much one text and one evaluation may use.  Expressions come from people who may draw by mistake or malice."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    text: int = 20_000  # characters of an expression
    nesting: int = 60  # brackets, ifs, functions inside each other
    chain: int = 150  # operators in a row: a + b + c …
    steps: int = 100_000  # loop rounds, list elements looked at, calls
    seconds: float = 1.0
    calls: int = 40  # functions that call functions
    items: int = 100_000  # elements of a list that is made
    characters: int = 1_000_000  # of a string that is made
    exponent: int = 1_000
    reasons: int = 50  # reasons kept


DEFAULT = Limits()
