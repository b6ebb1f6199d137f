"""What can go wrong inside the engine, apart from incidents (which are part of a Step)."""

from collections.abc import Sequence

from service.errors import ConflictError, PathwaysError
from service.findings import Finding, Severity

__all__ = [
    "EngineError",
    "Finding",
    "RedirectRefusedError",
    "ReleaseError",
    "Severity",
    "SkipRefusedError",
    "StateUnreadableError",
    "TaskNotOpenError",
    "UnknownElementError",
]


class EngineError(PathwaysError):
    pass


class ReleaseError(EngineError):
    """The files cannot be run; `findings` says what, where and how to mend it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f"{f.file} {f.element or ''}: {f.message} {f.remedy}" for f in findings))
        self.findings = tuple(findings)


class StateUnreadableError(EngineError):
    """The stored state was not written by a version this one can read; it was left untouched."""


class TaskNotOpenError(ConflictError):
    """The task, timer, message or service call that the command names is not waiting (any more)."""

    def __init__(self, task_id: str) -> None:
        super().__init__(f"Nothing waits under the id {task_id}. It was completed or cancelled before.")
        self.task_id = task_id


class SkipRefusedError(ConflictError, EngineError):
    """The failed element cannot be passed over; nothing was changed."""


class RedirectRefusedError(ConflictError, EngineError):
    """The token stays where it is: to move it would leave the process stuck or half done.  Nothing was changed."""


class UnknownElementError(EngineError):
    """The release has no such process, start event or element."""
