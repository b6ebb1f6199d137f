"""What can go wrong inside the engine, apart from incidents (which are part of a Step)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.errors import ConflictError, PathwaysError


class Severity(StrEnum):
    ERROR = "error"  # publication is refused
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong in a library file, with the way to mend it."""

    file: str
    element: str | None  # BPMN/DMN/form element id
    code: str  # kebab-case, stable: "event-not-supported"
    message: str  # what is wrong, as a sentence
    remedy: str  # what to do, as a sentence
    severity: Severity = Severity.ERROR


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


class UnknownElementError(EngineError):
    """The release has no such process, start event or element."""
