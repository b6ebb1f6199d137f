"""Doing a step so that what goes wrong is told with its place in the file."""

from collections.abc import Callable
from typing import TypeVar

from service.errors import InvalidInputError, PathwaysError
from service.simulator.errors import ScenarioFailedError
from service.simulator.scenario import Scenario, Step

_Result = TypeVar("_Result")


def told(scenario: Scenario, step: Step, work: Callable[[], _Result], *, words: str | None = None) -> _Result:
    """:raises ScenarioFailedError: with file, line and step, for whatever the work refuses."""
    try:
        return work()
    except PathwaysError as error:
        raise ScenarioFailedError(
            file=scenario.file,
            line=step.line,
            step=f"step {step.number} ({words or step.words})" if step.number else f"start ({step.words})",
            reason=reason_of(error),
        ) from error


def reason_of(error: PathwaysError) -> str:
    """Say why, field by field where there are fields."""
    if isinstance(error, InvalidInputError):
        return "; ".join(f"{path}: {', '.join(texts)}" for path, texts in error.errors.items())
    return str(error)
