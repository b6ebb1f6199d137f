"""Tokens to tree: a Pratt parser for expressions.  Forms that begin with a word stand in `forms`."""

from abc import ABC, abstractmethod
from decimal import Decimal

from service.feel import nodes
from service.feel.decimals import read_number
from service.feel.errors import FeelSyntaxError
from service.feel.limits import DEFAULT, Limits
from service.feel.nodes import Node
from service.feel.temporal import parse_temporal
from service.feel.tokens import KEYWORDS_FIRST, Sort, Token
from service.feel.values import Number

OR, AND, COMPARE, ADD, MULTIPLY, POWER, NEGATE, TYPE, POSTFIX = range(1, 10)
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_STRENGTH = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(COMPARISONS | {"between", "in"}, COMPARE),
    "+": ADD,
    "-": ADD,
    "*": MULTIPLY,
    "/": MULTIPLY,
    "**": POWER,
    "instance of": TYPE,
    ".": POSTFIX,
    "[": POSTFIX,
    "(": POSTFIX,
}
_CONSTANTS = {"true": True, "false": False, "null": None}


class TokenReader:
    """The tokens with a place in them."""

    def __init__(self, text: str, tokens: list[Token], limits: Limits = DEFAULT) -> None:
        self.text = text
        self.tokens = tokens
        self.limits = limits
        self.index = 0
        self.nesting = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    @property
    def following(self) -> Token:
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.tokens[self.index]
        if token.sort is not Sort.END:
            self.index += 1
        return token

    def at(self, *texts: str) -> bool:
        return self.token.text in texts and self.token.sort in {Sort.SIGN, Sort.KEYWORD}

    def skip(self, text: str) -> bool:
        """Take the token when it is this one."""
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, *texts: str) -> Token:
        if not self.at(*texts):
            wanted = " or ".join(f'"{text}"' for text in texts)
            raise self.error(f'{wanted} was expected, not "{self.token.text}"')
        return self.take()

    def expect_name(self) -> str:
        if self.token.sort is not Sort.NAME:
            raise self.error(f'A name was expected, not "{self.token.text}"')
        return self.take().text

    def expect_end(self) -> None:
        if self.token.sort is not Sort.END:
            raise self.error(f'"{self.token.text}" was not expected here')

    def error(self, message: str) -> FeelSyntaxError:
        return FeelSyntaxError(message, self.token.position)

    def enter(self) -> None:
        self.nesting += 1
        if self.nesting > self.limits.nesting:
            raise self.error("The expression is nested too deeply")

    def leave(self) -> None:
        self.nesting -= 1


class ExpressionParser(TokenReader, ABC):
    """Operators, brackets and literals."""

    def expression(self, strength: int = 0) -> Node:
        """Parse as long as operators bind stronger than `strength`."""
        self.enter()
        left = self._prefix()
        while self._binds(strength):
            left = self._infix(left)
        self.leave()
        return left

    def _binds(self, strength: int) -> bool:
        token = self.token
        if token.sort not in {Sort.SIGN, Sort.KEYWORD} or _STRENGTH.get(token.text, 0) <= strength:
            return False
        return token.text != "[" or self._opens_filter()

    def _opens_filter(self) -> bool:
        """Tell the filter in `list[1]` from the bracket that closes the range in `]1..5[`."""
        after = self.following
        if after.sort is Sort.KEYWORD:
            return after.text in KEYWORDS_FIRST or after.text == "function"
        return after.sort not in {Sort.SIGN, Sort.END} or after.text in {"(", "-", "[", "{"}

    # operands

    def _prefix(self) -> Node:
        token = self.token
        match token.sort:
            case Sort.NUMBER:
                return nodes.Literal(self._number(self.take()))
            case Sort.STRING:
                return nodes.Literal(self.take().text)
            case Sort.AT:
                return nodes.Literal(self._at_literal(self.take()))
            case Sort.NAME:
                return nodes.Name(self.take().text)
            case Sort.KEYWORD:
                return self.keyword_form()
            case _:
                return self._sign_form()

    def keyword_form(self) -> Node:
        if self.token.text in _CONSTANTS:
            return nodes.Literal(_CONSTANTS[self.take().text])
        raise self.error(f'"{self.token.text}" cannot begin an expression')

    @abstractmethod
    def context(self) -> Node:
        """Parse from the opening brace on."""

    def _sign_form(self) -> Node:
        match self.token.text if self.token.sort is Sort.SIGN else "":
            case "-":
                self.take()
                return _negated(self.expression(NEGATE))
            case "(":
                return self._group()
            case "[":
                return self._list_or_range()
            case "]":
                self.take()
                return self.range_from(self.expression(), start_included=False)
            case "{":
                return self.context()
            case _:
                raise self.error(f'An expression was expected, not "{self.token.text}"')

    def _number(self, token: Token) -> Number:
        value = read_number(token.text)
        if value is None:
            raise FeelSyntaxError("The number is out of range", token.position)
        return value

    def _at_literal(self, token: Token) -> object:
        value = parse_temporal(token.text)
        if value is None:
            raise FeelSyntaxError(f'@"{token.text}" is no date, time or duration', token.position)
        return value

    def _group(self) -> Node:
        self.expect("(")
        if self.at(*COMPARISONS):
            bounds = self._open_range()
            self.expect(")")
            return bounds
        inner = self.expression()
        if self.at(".."):
            return self.range_from(inner, start_included=False)
        self.expect(")")
        return inner

    def _open_range(self) -> Node:
        sign = self.take().text
        bound = self.expression(COMPARE)
        match sign:
            case "<" | "<=":
                return nodes.RangeOf(None, bound, start_included=False, end_included=sign == "<=")
            case ">" | ">=":
                return nodes.RangeOf(bound, None, start_included=sign == ">=", end_included=False)
            case "=":
                return nodes.RangeOf(bound, bound, start_included=True, end_included=True)
            case _:
                raise self.error("!= makes no range")

    def range_from(self, start: Node, *, start_included: bool) -> Node:
        """Parse `.. end` and the closing bracket."""
        self.expect("..")
        end = self.expression()
        closing = self.expect("]", ")", "[").text
        return nodes.RangeOf(start, end, start_included=start_included, end_included=closing == "]")

    def _list_or_range(self) -> Node:
        self.expect("[")
        if self.skip("]"):
            return nodes.ListOf(())
        items = [self.list_item()]
        if self.at(".."):
            return self.range_from(items[0], start_included=True)
        while self.skip(","):
            items.append(self.list_item())
        self.expect("]")
        return nodes.ListOf(tuple(items))

    def list_item(self) -> Node:
        return self.expression()

    # operators

    def _infix(self, left: Node) -> Node:
        word = self.take().text
        match word:
            case "and" | "or":
                return _joined(word, left, self.expression(_STRENGTH[word]))
            case "between":
                return self._between(left)
            case "in":
                return self.membership(left)
            case "instance of":
                return self.type_test(left)
            case _ if word in COMPARISONS:
                return nodes.Comparison(word, left, self.expression(COMPARE))
            case _:
                return self._arithmetic_or_postfix(word, left)

    def _arithmetic_or_postfix(self, sign: str, left: Node) -> Node:
        match sign:
            case ".":
                return nodes.Member(left, self._member_name())
            case "[":
                condition = self.expression()
                self.expect("]")
                return nodes.Filter(left, condition)
            case "(":
                return self.call(left)
            case _:
                return nodes.Arithmetic(sign, left, self.expression(_STRENGTH[sign]))

    def _member_name(self) -> str:
        if self.token.sort not in {Sort.NAME, Sort.KEYWORD}:
            raise self.error(f'A name was expected after the dot, not "{self.token.text}"')
        return self.take().text

    def _between(self, value: Node) -> Node:
        low = self.expression(COMPARE)
        self.expect("and")
        return nodes.Between(value, low, self.expression(COMPARE))

    def membership(self, value: Node) -> Node:
        """Parse what stands after `in`: one test, or several in brackets."""
        if not self.at("("):
            return nodes.In(value, (self.test(COMPARE),))
        self.take()
        tests = [self.test(0)]
        if self.at(".."):
            return nodes.In(value, (self.range_from(tests[0], start_included=False),))
        while self.skip(","):
            tests.append(self.test(0))
        self.expect(")")
        return nodes.In(value, tuple(tests))

    def test(self, strength: int) -> Node:
        """Parse one positive unary test."""
        if self.at(*COMPARISONS):
            sign = self.take().text
            return nodes.CompareTest(sign, self.expression(COMPARE))
        return self.expression(strength)

    @abstractmethod
    def call(self, function: Node) -> Node:
        """Parse the arguments behind the opening bracket."""

    @abstractmethod
    def type_test(self, value: Node) -> Node:
        """Parse the type behind `instance of`."""


def _negated(operand: Node) -> Node:
    if isinstance(operand, nodes.Literal) and isinstance(operand.value, int | Decimal) and operand.value is not True:
        return nodes.Literal(-operand.value)
    return nodes.Negation(operand)


def _joined(word: str, left: Node, right: Node) -> Node:
    """Keep a chain of the same word flat."""
    if isinstance(left, nodes.Logic) and left.word == word:
        return nodes.Logic(word, (*left.operands, right))
    return nodes.Logic(word, (left, right))
