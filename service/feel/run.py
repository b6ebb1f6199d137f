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
_REASON = 500  # characters of a reason that are kept
_AT_ONCE = 100  # characters or elements that are gone through in the time of one step


class Run:
    """The state of one evaluation; never shared between threads."""

    __slots__ = ("_deadline", "_next_look", "clock", "depth", "functions", "limits", "reasons", "steps", "stopped")

    def __init__(self, *, functions: HostFunctions, clock: Clock | None, limits: Limits = DEFAULT) -> None:
        self.functions = functions
        self.clock = clock
        self.limits = limits
        self.reasons: list[str] = []
        self.steps = 0
        self.stopped: str | None = None  # by which limit, when it was
        self.depth = 0
        self._deadline: float | None = None
        self._next_look = 0

    def stop(self, limit: str) -> object:
        """Record that a limit has stopped the evaluation, and return null."""
        self.stopped = limit
        return self.null(f"the evaluation was stopped: {limit}")

    def null(self, reason: str) -> object:
        """Record why the value is null, and return null."""
        if len(self.reasons) < self.limits.reasons:
            self.reasons.append(reason[:_REASON])
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
        now = time.thread_time()  # a busy machine must not stop what a quiet one lets through
        self._next_look = self.steps + _CHECK_EVERY
        if self._deadline is None:
            self._deadline = now + self.limits.seconds
        elif now > self._deadline:
            raise LimitReachedError(f"more than {self.limits.seconds:g} seconds")

    @staticmethod
    def weight(value: object) -> int:
        """How many steps it counts to look at the value, or to make it, at once."""
        return len(value) // _AT_ONCE if isinstance(value, str | list | dict) else 0

    def sized(self, value: str) -> str:
        """Return the string, its length counted as steps.

        :raises LimitReachedError: when it is too long.
        """
        self.tick(self.weight(value))
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
