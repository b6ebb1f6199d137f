"""The text of a regular expression to its tree, and on to a program."""

from functools import lru_cache

from service.feel.regex import classes
from service.feel.regex.machine import Pattern
from service.feel.regex.program import assemble
from service.feel.regex.syntax import Char, CharTest, Choice, Edge, Group, Piece, Pieces, RegexError, Repeat

_FLAGS = frozenset("smixq")
_LONGEST = 2_000
_DEEPEST = 40
_LONGEST_COUNT = 12
_SIMPLE_REPEATS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str = "") -> Pattern:
    """Read a pattern of XPath with its flags (s, m, i, x, q).

    :raises RegexError: when it cannot be read or is too large.
    """
    if not set(flags) <= _FLAGS:
        raise RegexError(f"the flags {flags!r} are not all known")
    if len(pattern) > _LONGEST:
        raise RegexError(f"the pattern is longer than {_LONGEST} characters")
    reader = _Reader(pattern, flags)
    tree = reader.whole()
    return Pattern(code=assemble(tree), groups=reader.groups)


class _Reader:
    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags
        self.index = 0
        self.groups = 0
        self.depth = 0

    def whole(self) -> Piece:
        if "q" in self.flags:
            return Pieces(tuple(self._char(classes.one_of(char)) for char in self.pattern))
        tree = self._choice()
        if self.index < len(self.pattern):
            raise RegexError(
                f"{self.pattern[self.index]!r} was not expected at character {self.index + 1} of the pattern"
            )
        return tree

    def _peek(self) -> str:
        self._skip_blanks()
        return self.pattern[self.index] if self.index < len(self.pattern) else ""

    def _skip_blanks(self) -> None:
        while "x" in self.flags and self.index < len(self.pattern) and self.pattern[self.index] in " \t\n\r":
            self.index += 1

    def _next(self) -> str:
        """The next character as it stands, blanks too."""
        if self.index >= len(self.pattern):
            raise RegexError("the pattern ends too early")
        self.index += 1
        return self.pattern[self.index - 1]

    def _take(self, text: str) -> bool:
        self._skip_blanks()
        if self.pattern.startswith(text, self.index):
            self.index += len(text)
            return True
        return False

    def _char(self, test: CharTest) -> Char:
        return Char(classes.ignoring_case(test) if "i" in self.flags else test)

    def _choice(self) -> Piece:
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Piece:
        items: list[Piece] = []
        while self._peek() not in {"", "|", ")"}:
            items.append(self._repeated(self._atom()))
        return Pieces(tuple(items))

    def _repeated(self, item: Piece) -> Piece:
        sign = self._peek()
        if sign in _SIMPLE_REPEATS:
            self._next()
            least, most = _SIMPLE_REPEATS[sign]
        elif sign == "{":
            self._next()
            least, most = self._counts()
        else:
            return item
        greedy = not self._take("?")
        if self._peek() in {*_SIMPLE_REPEATS, "{"}:
            raise RegexError("nothing to repeat")
        return Repeat(item, least, most, greedy)

    def _counts(self) -> tuple[int, int | None]:
        text = self._until("}")
        first, comma, last = text.partition(",")
        if not first.isdecimal() or (last and not last.isdecimal()) or len(text) > _LONGEST_COUNT:
            raise RegexError(f"{{{text}}} is no count")
        least = int(first)
        most = (int(last) if last else None) if comma else least
        if most is not None and most < least:
            raise RegexError(f"{{{text}}} counts backwards")
        return least, most

    def _until(self, closing: str) -> str:
        end = self.pattern.find(closing, self.index)
        if end < 0:
            raise RegexError(f"{closing} is missing")
        text = self.pattern[self.index : end]
        self.index = end + 1
        return text

    def _atom(self) -> Piece:
        sign = self._next()
        match sign:
            case "(":
                return self._group()
            case "[":
                return self._char(self._bracket())
            case "\\":
                return self._char(self._escape()[0])
            case ".":
                return Char(_anything if "s" in self.flags else classes.negated(classes.one_of("\n\r")))
            case "^" | "$":
                return Edge(end=sign == "$", lines="m" in self.flags)
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise RegexError(f"{sign!r} has nothing before it")
            case _:
                return self._char(classes.one_of(sign))

    def _group(self) -> Piece:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise RegexError("the pattern is nested too deeply")
        number: int | None = None
        if not self._take("?:"):
            if self._peek() == "?":
                raise RegexError("look-around is not supported")
            self.groups += 1
            number = self.groups
        item = self._choice()
        if not self._take(")"):
            raise RegexError(") is missing")
        self.depth -= 1
        return Group(item, number)

    def _escape(self) -> tuple[CharTest, str | None]:
        letter = self._next()
        if letter not in {"p", "P"}:
            return classes.escaped(letter)
        if self._next() != "{":
            raise RegexError("{ is missing after \\p")
        test = classes.category(self._until("}"))
        return (classes.negated(test) if letter == "P" else test), None

    def _bracket(self) -> CharTest:
        """What stands between square brackets, up to the closing one; subtraction ([a-z-[aeiou]]) included."""
        is_negated = self._take_raw("^")
        tests: list[CharTest] = []
        taken: CharTest | None = None
        while not (tests and self._take_raw("]")):
            if tests and self._take_raw("-["):
                taken = self._bracket()
                if not self._take_raw("]"):
                    raise RegexError("] is missing")
                break
            tests.append(self._bracket_item())
        test = classes.any_of(tests)
        test = classes.negated(test) if is_negated else test
        return test if taken is None else classes.without(test, taken)

    def _take_raw(self, text: str) -> bool:
        if self.pattern.startswith(text, self.index):
            self.index += len(text)
            return True
        return False

    def _bracket_item(self) -> CharTest:
        test, first = self._bracket_char()
        after = self.pattern[self.index + 1 : self.index + 2]
        if first is None or self.pattern[self.index : self.index + 1] != "-" or after in {"]", "["}:
            return test
        self.index += 1
        _, last = self._bracket_char()
        if last is None:
            raise RegexError("a range needs two characters")
        return classes.between(first, last)

    def _bracket_char(self) -> tuple[CharTest, str | None]:
        char = self._next()
        if char == "\\":
            return self._escape()
        if char in {"[", "]"}:
            raise RegexError(f"{char} must be escaped between brackets")
        return classes.one_of(char), char


def _anything(_char: str) -> bool:
    return True
