"""One thing that is wrong in a library's file: the common language of every check."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # publication is refused
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong where, and how to mend it."""

    file: str
    element: str | None  # id of the BPMN, DMN or form element
    code: str  # kebab-case, stable: "event-not-supported"
    message: str  # what is wrong, as a sentence
    remedy: str  # what to do, as a sentence
    severity: Severity = Severity.ERROR
