"""The way in: parse once, evaluate often."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from service.feel.compiler import compile_tree
from service.feel.errors import FeelSyntaxError, LimitReachedError
from service.feel.forms import read_expression, read_tests
from service.feel.limits import DEFAULT
from service.feel.nodes import Node
from service.feel.run import Clock, Code, HostFunctions, Run, Scope, call_function
from service.feel.tokens import is_odd, may_hold_odd_names
from service.feel.trees import called, root_names
from service.feel.values import Function

Context = Mapping[str, object]
_NONE: frozenset[str] = frozenset()
_DEEPEST = 3  # how far into the context odd names are looked for
_CACHED = 4096


@dataclass(frozen=True, eq=False)
class Expression:
    """A parsed text; may be shared between threads and evaluated any number of times."""

    text: str
    tree: Node
    code: Code


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """A value, and why something on the way to it was null (the first reasons, in order)."""

    value: object
    reasons: tuple[str, ...]


@lru_cache(maxsize=_CACHED)
def parse(text: str, known: frozenset[str] = _NONE) -> Expression:
    """Parse an expression.

    `known`: names of the context that hold more than words ("Approved/Declined"); evaluate() finds them itself.
    :raises FeelSyntaxError: with the position of what was not understood.
    """
    return _compiled(text, lambda: read_expression(text, known))


@lru_cache(maxsize=_CACHED)
def parse_unary_tests(text: str, known: frozenset[str] = _NONE) -> Expression:
    """Parse the text of a decision cell; an empty one fits everything.

    :raises FeelSyntaxError: with the position of what was not understood.
    """
    return _compiled(text, lambda: read_tests(text if text.strip() else "-", known))


def _compiled(text: str, read: Callable[[], Node]) -> Expression:
    try:
        tree = read()
        return Expression(text, tree, compile_tree(tree, depth=DEFAULT.chain))
    except RecursionError as error:  # the caller itself stands deep: the limits alone leave enough room otherwise
        raise FeelSyntaxError("The expression is nested too deeply", 0) from error


class Evaluator:
    """Several evaluations that share one allowance of steps and time, and one list of reasons.

    Raises FeelSyntaxError for texts that are no FEEL.
    """

    def __init__(self, *, functions: HostFunctions | None = None, clock: Clock | None = None) -> None:
        self._run = Run(functions=functions or {}, clock=clock)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(self._run.reasons)

    @property
    def stopped(self) -> str | None:
        """By which limit one of the evaluations was stopped ("more than 1 seconds"); its value is null then."""
        return self._run.stopped

    def value(self, text: str, context: Context) -> object:
        """Evaluate an expression."""
        return _guarded(parse(text, _known(text, context)).code, Scope(context, self._run))

    def test(self, text: str, value: object, context: Context) -> bool | None:
        """Evaluate a unary test."""
        code = parse_unary_tests(text, _known(text, context)).code
        verdict = _guarded(code, Scope({"?": value}, self._run, Scope(context, self._run)))
        return verdict if isinstance(verdict, bool) else None

    def null(self, reason: str) -> object:
        """Record why something outside FEEL is null, and return null."""
        return self._run.null(reason)

    def call(self, function: Function, arguments: list[object]) -> object:
        """Call a function value."""
        try:
            return call_function(self._run, function, arguments)
        except LimitReachedError as error:
            return self._run.stop(str(error))


def evaluate(
    text: str, context: Context | None = None, *, functions: HostFunctions | None = None, clock: Clock | None = None
) -> object:
    """Evaluate an expression over the variables of `context`; null (None) where it has no value.

    `functions`: host functions by name; they take FEEL values, and HostFunctionError makes the call null.
    :raises FeelSyntaxError: when the text is no FEEL.
    """
    return Evaluator(functions=functions, clock=clock).value(text, context or {})


def evaluate_with_reasons(
    text: str, context: Context | None = None, *, functions: HostFunctions | None = None, clock: Clock | None = None
) -> Evaluation:
    """Evaluate, and say why something was null.

    :raises FeelSyntaxError: when the text is no FEEL.
    """
    evaluator = Evaluator(functions=functions, clock=clock)
    return Evaluation(value=evaluator.value(text, context or {}), reasons=evaluator.reasons)


def unary_test(
    text: str,
    value: object,
    context: Context | None = None,
    *,
    functions: HostFunctions | None = None,
    clock: Clock | None = None,
) -> bool | None:
    """Whether the value passes the test of a decision cell; None when that cannot be told.

    :raises FeelSyntaxError: when the text is no unary test.
    """
    return Evaluator(functions=functions, clock=clock).test(text, value, context or {})


def constant_value(node: Node) -> object:
    """The value of a tree that reads no variables (trees.is_constant), such as date("2026-12-14")."""
    return _guarded(compile_tree(node, depth=DEFAULT.chain), Scope({}, Run(functions={}, clock=None)))


def names(text: str, known: frozenset[str] = _NONE) -> frozenset[str]:
    """The variables an expression reads from its context: no functions, no loop variables, nothing inside filters.

    :raises FeelSyntaxError: when the text is no FEEL.
    """
    return root_names(parse(text, known).tree)


def unary_names(text: str, known: frozenset[str] = _NONE) -> frozenset[str]:
    """As names(), for the text of a decision cell."""
    return root_names(parse_unary_tests(text, known).tree)


def function_names(text: str, known: frozenset[str] = _NONE) -> frozenset[str]:
    """The names of the functions an expression calls.

    :raises FeelSyntaxError: when the text is no FEEL.
    """
    return called(parse(text, known).tree)


def _guarded(code: Code, scope: Scope) -> object:
    try:
        return code(scope)
    except LimitReachedError as error:
        return scope.run.stop(str(error))
    except RecursionError:
        return scope.run.stop("nested too deeply")


def _known(text: str, context: Context) -> frozenset[str]:
    return frozenset(_odd_names(text, context, _DEEPEST)) if _ambiguous(text) else _NONE


@lru_cache(maxsize=_CACHED)
def _ambiguous(text: str) -> bool:
    return may_hold_odd_names(text)


def _odd_names(text: str, context: Context, depth: int) -> set[str]:
    """Names of the context, and of the contexts in it, that stand in the text and hold more than words."""
    found: set[str] = set()
    if not all(map(str.isidentifier, context)):  # runs for every evaluation: the usual case must be quick
        found = {key for key in context if not key.isidentifier() and is_odd(key) and key in text}
    if depth and ("." in text or "[" in text):
        for value in context.values():
            inner = value[0] if isinstance(value, list) and value else value
            if type(inner) is dict:
                found |= _odd_names(text, inner, depth - 1)
    return found
