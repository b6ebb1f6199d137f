"""One thing that is wrong in a library's file: the common language of every check."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST = 1_000  # characters of a message: files may hold names and expressions of megabytes


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

    def __post_init__(self) -> None:
        if len(self.message) > LONGEST:
            object.__setattr__(self, "message", f"{self.message[: LONGEST - 2]} …")
