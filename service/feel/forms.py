"""The parser's forms that begin with a word or a brace: if, for, some, every, function, contexts, calls, types."""

from functools import lru_cache

from service.feel import nodes
from service.feel.errors import FeelSyntaxError
from service.feel.limits import DEFAULT
from service.feel.nodes import Node, Type
from service.feel.parser import ExpressionParser
from service.feel.tokens import Sort, tokenize


class Parser(ExpressionParser):
    """The whole grammar."""

    def whole_expression(self) -> Node:
        tree = self.expression()
        self.expect_end()
        return tree

    def whole_tests(self) -> nodes.Tests:
        """Parse the text of a decision cell: `-`, `not(…)`, or tests with commas between them."""
        if self.at("-") and self.following.sort is Sort.END:
            return nodes.Tests((), negated=False)
        return self._negated_tests() or self._positive_tests()

    def _negated_tests(self) -> nodes.Tests | None:
        """Parse `not(…)` when it is the whole text; otherwise it is a call of the function of that name."""
        if self.token.text != "not" or self.following.text != "(":
            return None
        start = self.index
        self.index += 2
        try:
            tests = self._list_of_tests()
            self.expect(")")
            self.expect_end()
        except FeelSyntaxError:
            self.index, self.nesting = start, 0
            return None
        return nodes.Tests(tests, negated=True)

    def _positive_tests(self) -> nodes.Tests:
        tests = self._list_of_tests()
        self.expect_end()
        return nodes.Tests(tests, negated=False)

    def _list_of_tests(self) -> tuple[Node, ...]:
        tests = [self.test(0)]
        while self.skip(","):
            tests.append(self.test(0))
        return tuple(tests)

    def keyword_form(self) -> Node:
        match self.token.text:
            case "if":
                return self._if()
            case "for":
                return self._for()
            case "some" | "every":
                return self._quantified()
            case "function":
                return self._lambda()
            case _:
                return super().keyword_form()

    def _if(self) -> Node:
        self.take()
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return nodes.If(condition, then, self.expression())

    def _for(self) -> Node:
        self.take()
        iterators = self._iterators()
        self.expect("return")
        return nodes.For(iterators, self.expression())

    def _quantified(self) -> Node:
        every = self.take().text == "every"
        iterators = self._iterators()
        self.expect("satisfies")
        return nodes.Quantified(every=every, iterators=iterators, condition=self.expression())

    def _iterators(self) -> tuple[nodes.Iterator, ...]:
        iterators = [self._iterator()]
        while self.skip(","):
            iterators.append(self._iterator())
        return tuple(iterators)

    def _iterator(self) -> nodes.Iterator:
        name = self.expect_name()
        self.expect("in")
        source = self.expression()
        return nodes.Iterator(name, source, self.expression() if self.skip("..") else None)

    def _lambda(self) -> Node:
        self.take()
        self.expect("(")
        names: list[str] = []
        types: list[Type | None] = []
        while not self.skip(")"):
            if names:
                self.expect(",")
            names.append(self.expect_name())
            types.append(self.type() if self.skip(":") else None)
        if self.token.text.startswith("external"):
            raise self.error("External functions are not run")
        return nodes.Lambda(tuple(names), tuple(types), self.expression())

    def context(self) -> Node:
        self.expect("{")
        entries: list[tuple[str, Node]] = []
        while not self.skip("}"):
            if entries:
                self.expect(",")
            entries.append((self._key(), self.expression()))
        if len({key for key, _ in entries}) < len(entries):
            raise self.error("A key stands twice in the context")
        return nodes.ContextOf(tuple(entries))

    def _key(self) -> str:
        """Parse a key and its colon; a key may hold operators: {Approved/Declined: "x"}."""
        first = self.token
        if first.sort is Sort.STRING:
            self.take()
            self.expect(":")
            return first.text
        if first.sort not in {Sort.NAME, Sort.KEYWORD}:
            raise self.error(f'A key was expected, not "{first.text}"')
        while not self.at(":"):
            if self.at("{", "}", ",", "[", "]", "(", ")") or self.token.sort is Sort.END:
                raise self.error(f'":" was expected, not "{self.token.text}"')
            self.take()
        return " ".join(self.text[first.position : self.take().position].split())

    def call(self, function: Node) -> Node:
        arguments: list[Node] = []
        names: list[str] = []
        while not self.skip(")"):
            if arguments:
                self.expect(",")
            if self.token.sort is Sort.NAME and self.following.text == ":" and self.following.sort is Sort.SIGN:
                names.append(self.take().text)
                self.take()
            arguments.append(self.expression())
        if names and len(names) < len(arguments):
            raise self.error("Arguments are either all named or all in order")
        if len(set(names)) < len(names):
            raise self.error("An argument is named twice")
        return nodes.Call(function, tuple(arguments), tuple(names))

    def type_test(self, value: Node) -> Node:
        return nodes.InstanceOf(value, self.type())

    def type(self) -> Type:
        """Parse the name of a type, with what stands in its angle brackets."""
        self.enter()
        name = self._type_name()
        found = self._type_of(name) if self.skip("<") else Type(name)
        self.leave()
        return found

    def _type_name(self) -> str:
        if self.token.sort is Sort.NAME or self.at("function", "null"):
            return self.take().text
        raise self.error(f'A type was expected, not "{self.token.text}"')

    def _type_of(self, name: str) -> Type:
        members: list[tuple[str, Type]] = []
        of: list[Type] = []
        while not self.skip(">"):
            if members or of:
                self.expect(",")
            if name == "context":
                key = self.expect_name()
                self.expect(":")
                members.append((key, self.type()))
            else:
                of.append(self.type())
        if name == "function" and self.skip("->"):
            self.type()  # FEEL functions carry no result type that could be compared
        return Type(name, tuple(of), tuple(members))


@lru_cache(maxsize=64)
def read_type(text: str) -> Type:
    """Parse the name of a type: `list<number>`.

    :raises FeelSyntaxError: when it is none.
    """
    reader = _reader(text, frozenset())
    found = reader.type()
    reader.expect_end()
    return found


def read_expression(text: str, known: frozenset[str] = frozenset()) -> Node:
    """Parse an expression; `known` are names of the context that hold more than words.

    :raises FeelSyntaxError: with the position of what was not understood.
    """
    return _reader(text, known).whole_expression()


def read_tests(text: str, known: frozenset[str] = frozenset()) -> nodes.Tests:
    """Parse a unary test.

    :raises FeelSyntaxError: with the position of what was not understood.
    """
    return _reader(text, known).whole_tests()


def _reader(text: str, known: frozenset[str]) -> Parser:
    if len(text) > DEFAULT.text:
        raise FeelSyntaxError(f"The expression is longer than {DEFAULT.text} characters", DEFAULT.text)
    return Parser(text, tokenize(text, known))
