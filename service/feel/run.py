"""One evaluation: what it may use, what it has used, why something became null, and the variables in sight."""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from service.feel.errors import LimitReachedError
from service.feel.limits import DEFAULT, Limits
from service.feel.values import Function

HostFunctions = Mapping[str, Callable[..., object]]
MISSING = object()


class Clock(Protocol):
    """Who knows the time: now() and today() ask it."""

    def now(self) -> dt.datetime: ...


_CHECK_EVERY = 512  # steps between two looks at the time


class Run:
    """The state of one evaluation; never shared between threads."""

    __slots__ = ("_deadline", "_next_look", "clock", "depth", "functions", "limits", "reasons", "steps")

    def __init__(self, *, functions: HostFunctions, clock: Clock | None, limits: Limits = DEFAULT) -> None:
        self.functions = functions
        self.clock = clock
        self.limits = limits
        self.reasons: list[str] = []
        self.steps = 0
        self.depth = 0
        self._deadline: float | None = None
        self._next_look = 0

    def null(self, reason: str) -> object:
        """Record why the value is null, and return null."""
        if len(self.reasons) < self.limits.reasons:
            self.reasons.append(reason)
        return None

    def tick(self, steps: int = 1) -> None:
        """Count work.

        :raises LimitReachedError: when the evaluation has used up its steps or its time.
        """
        self.steps += steps
        if self.steps > self.limits.steps:
            raise LimitReachedError(f"more than {self.limits.steps} steps")
        if self.steps >= self._next_look:
            self._look_at_time()

    def _look_at_time(self) -> None:
        now = time.monotonic()
        self._next_look = self.steps + _CHECK_EVERY
        if self._deadline is None:
            self._deadline = now + self.limits.seconds
        elif now > self._deadline:
            raise LimitReachedError(f"more than {self.limits.seconds:g} seconds")

    def sized(self, value: str) -> str:
        """Return the string.

        :raises LimitReachedError: when it is too long.
        """
        if len(value) > self.limits.characters:
            raise LimitReachedError(f"a string of more than {self.limits.characters} characters")
        return value

    def listed(self, value: list[object]) -> list[object]:
        """Return the list, its elements counted as steps."""
        self.tick(len(value))
        return value


class Scope:
    """Variables in sight: the innermost first."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: Mapping[str, object], run: Run, parent: "Scope | None" = None) -> None:
        self.values = values
        self.run = run
        self.parent = parent

    def inner(self, values: Mapping[str, object]) -> "Scope":
        return Scope(values, self.run, self)

    def find(self, name: str) -> object:
        """The variable's value, MISSING when there is none of that name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.parent
        return MISSING


Code = Callable[[Scope], object]


def call_function(run: Run, function: Function, arguments: list[object]) -> object:
    """Call a function value.

    :raises LimitReachedError: when functions call functions too deeply.
    """
    run.tick()
    run.depth += 1
    if run.depth > run.limits.calls:
        raise LimitReachedError(f"more than {run.limits.calls} calls inside each other")
    try:
        return function.call(*arguments)
    finally:
        run.depth -= 1
