"""Values of boxed expressions: literal, table, context, list, relation, invocation, function."""

from collections.abc import Callable, Mapping

from service import feel
from service.engine.decisions.errors import DecisionError
from service.engine.decisions.model import (
    Entries,
    FunctionLogic,
    Invocation,
    Items,
    Literal,
    Logic,
    Relation,
    Table,
)
from service.engine.decisions.table_run import TableRun
from service.engine.decisions.trace import Trace
from service.engine.decisions.types import Types

Scope = Mapping[str, object]


class Logics:
    """Evaluates the logic of one decision."""

    def __init__(self, evaluator: feel.Evaluator, types: Types, trace: Trace) -> None:
        self._evaluator = evaluator
        self._types = types
        self._trace = trace

    def value(self, logic: Logic, scope: Scope, name: str) -> object:
        """The value of the logic; `name` is what an unnamed output is called.

        :raises DecisionError: when an expression is no FEEL, or rows contradict each other.
        """
        try:
            return self._value(logic, scope, name)
        except feel.FeelSyntaxError as error:
            raise DecisionError(
                f'The decision "{self._trace.decision}" holds an expression that is no FEEL: {error}.'
            ) from error

    def _value(self, logic: Logic, scope: Scope, name: str) -> object:
        match logic:
            case Literal(text=text):
                return self._literal(text, scope)
            case Table():
                return TableRun(logic, self._evaluator, self._types, self._trace).value(scope, name)
            case Entries():
                return self._entries(logic, scope)
            case Items(items=items):
                return [self._value(item, scope, name) for item in items]
            case Relation(columns=columns, rows=rows):
                return [self._row(columns, row, scope) for row in rows]
            case Invocation():
                return self._invocation(logic, scope)
            case FunctionLogic():
                return self.function(logic, scope, name)

    def _literal(self, text: str, scope: Scope) -> object:
        if not text:
            return self._evaluator.null("the expression is empty")
        for name in feel.names(text) & scope.keys():
            self._trace.inputs.setdefault(name, scope[name])
        return self._evaluator.value(text, scope)

    def _entries(self, logic: Entries, scope: Scope) -> object:
        """A context; each entry sees those before it.  The entry without a name is the value of the whole."""
        values: dict[str, object] = {}
        for key, entry in logic.entries:
            value = self._value(entry, {**scope, **values}, key or "result")
            if not key:
                return value
            values[key] = value
        return values

    def _row(self, columns: tuple[str, ...], row: tuple[Logic, ...], scope: Scope) -> dict[str, object]:
        return {column: self._value(cell, scope, column) for column, cell in zip(columns, row, strict=False)}

    def _invocation(self, logic: Invocation, scope: Scope) -> object:
        function = self._value(logic.function, scope, "function")
        if not isinstance(function, feel.Function):
            return self._evaluator.null("what is invoked is no function")
        bound = {name: self._value(value, scope, name) for name, value in logic.bindings}
        if not bound.keys() <= set(function.parameters):
            return self._evaluator.null(f"{function.name} has no parameter {', '.join(bound)}")
        return self._evaluator.call(function, [bound.get(name) for name in function.parameters])

    def function(self, logic: FunctionLogic, scope: Scope, name: str) -> feel.Function:
        """The logic as a function value that keeps the variables in sight."""
        return feel.Function(name, logic.parameters, self._closure(logic, scope, name))

    def _closure(self, logic: FunctionLogic, scope: Scope, name: str) -> Callable[..., object]:
        def run(*arguments: object) -> object:
            if len(arguments) != len(logic.parameters):
                return self._evaluator.null(f"{name} takes {len(logic.parameters)} arguments, not {len(arguments)}")
            typed = zip(logic.parameters, logic.types, arguments, strict=True)
            values = {key: self._types.conform(value, kind, self._evaluator) for key, kind, value in typed}
            return self._value(logic.body, {**scope, **values}, name)

        return run
