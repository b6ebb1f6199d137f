"""How long one command may calculate: each expression has its own limits, and a thousand of them add up."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from service.engine.failures import ElementFailure, FailureKind

SECONDS = 5.0  # of the processor; within what a person waits for a page, and a worker for its batch


class Allowance:
    """The processor time of this thread that expressions and decisions of one command have left."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._left = seconds

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Count the time of what is done inside.  :raises ElementFailure: when none is left before it begins."""
        if self._left <= 0:
            message = f"The process was calculating for more than {self._seconds:g} seconds. Is there a loop?"
            raise ElementFailure(message, FailureKind.STEP_BUDGET)
        begun = time.thread_time()
        try:
            yield
        finally:
            self._left -= time.thread_time() - begun
