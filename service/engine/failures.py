"""What can go wrong while an element runs; each becomes an incident, never an exception of `advance`."""

from enum import StrEnum


class FailureKind(StrEnum):
    EXPRESSION = "expression"
    SERVICE = "service"
    MESSAGE = "message"
    STEP_BUDGET = "step-budget"
    UNCAUGHT_ERROR = "uncaught-error"
    STUCK = "stuck"


class ElementFailure(Exception):
    """The element could not do its work; an operator can mend the data and run it again."""

    def __init__(self, message: str, kind: FailureKind = FailureKind.EXPRESSION) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
