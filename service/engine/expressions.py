"""Evaluate what stands in a diagram, against the variables in sight of a token."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

from service import feel
from service.clocks import ClockError
from service.engine.failures import ElementFailure
from service.engine.reading.elements import Expression, Parameter
from service.engine.turn import Turn
from service.engine.variables import Variables

Given = Mapping[str, object]
_SHOWN = 200  # characters of an expression that are shown to people


def value(task: Any, expression: Expression | None, given: Given | None = None) -> object:
    """Return what the expression gives for the token; `given` (answers, payload, result) goes over the variables.

    None for no expression.  :raises ElementFailure: when it cannot be evaluated.
    """
    if expression is None:
        return None
    return evaluate(task.workflow.turn, expression, variables=task.data, given=given)


def evaluate(turn: Turn, expression: Expression, *, variables: Variables, given: Given | None = None) -> object:
    """Return what the expression gives for these variables and `case`."""
    if not expression.feel:
        return expression.text
    context = variables.under({"case": turn.case}, given or {})
    evaluator = feel.Evaluator(functions=turn.functions, clock=turn.clock)
    try:
        with turn.allowance.spent():
            found = evaluator.value(expression.text, context)
    except (feel.FeelSyntaxError, ClockError, ArithmeticError) as error:
        raise ElementFailure(f"={_short(expression.text)} cannot be evaluated: {error}") from error
    if evaluator.stopped is not None:  # its null must not decide which way a case goes
        raise ElementFailure(f"={_short(expression.text)} was stopped: it takes {evaluator.stopped}.")
    return found


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"


def values(task: Any, parameters: Iterable[Parameter], given: Given | None = None) -> dict[str, object]:
    """Return what the parameters give, by name.  :raises ElementFailure: for what cannot be saved or sent."""
    return storable({parameter.name: value(task, parameter.value, given) for parameter in parameters})


def keep(variables: MutableMapping[str, Any], found: Given) -> None:
    """Put values into variables.  :raises ElementFailure: for what cannot be saved."""
    variables.update(storable(dict(found)))


def storable(found: dict[str, object]) -> dict[str, object]:
    """Return the values as they are.  :raises ElementFailure: for what cannot be saved, such as a function."""
    try:
        feel.to_json(found)
    except TypeError as error:
        raise ElementFailure(f"{', '.join(found)} cannot be kept: {error}") from error
    return found


def text(task: Any, expression: Expression | None, given: Given | None = None) -> str | None:
    """Return the value as text; null stays None."""
    found = value(task, expression, given)
    return None if found is None else feel.to_text(found)


def words(task: Any, expression: Expression | None) -> tuple[str, ...]:
    """Return comma separated text or a list as its parts."""
    found = value(task, expression)
    parts = found if isinstance(found, list) else str(found or "").split(",")
    return tuple(str(part).strip() for part in parts if part is not None and str(part).strip())


def truth(task: Any, expression: Expression, given: Given | None = None) -> bool:
    """Return whether the condition is true; null counts as false (Camunda and DMN agree)."""
    return value(task, expression, given) is True
