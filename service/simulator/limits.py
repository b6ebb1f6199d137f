"""How much a scenario may do: whoever draws a process that never ends must not keep a server busy with it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from service.errors import PathwaysError


class LimitReachedError(PathwaysError):
    """The scenario was stopped: it does too much, or takes too long."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """`steps`: commands to the engine, each of which has a budget of its own; `seconds`: of real time."""

    steps: int
    seconds: float


class Meter:
    """Counts what one scenario does."""

    def __init__(self, limits: Limits, *, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._stopwatch = stopwatch
        self._began = stopwatch()
        self._steps = 0

    def tick(self) -> None:
        """Count one step.  :raises LimitReachedError: it is one too many, or comes too late."""
        self._steps += 1
        if self._steps > self._limits.steps:
            raise LimitReachedError(f"Stopped after {self._limits.steps:,} steps. Is there a loop that never waits?")
        if self._stopwatch() - self._began > self._limits.seconds:
            raise LimitReachedError(f"Stopped after {self._limits.seconds:g} seconds: it takes too long.")
