"""Every error this service raises on purpose, in the words of the service.

    PathwaysError
    ├── NotFoundError             the thing does not exist, or this person may not know that it does
    ├── NotAllowedError           the person may know of it and may not do this
    ├── InvalidInputError         what was sent breaks a rule; `errors` says which, by field
    ├── ConflictError             it was right when the page was drawn, and is no longer
    │   ├── TaskAlreadyCompletedError
    │   ├── StaleVersionError     If-Match names an older version
    │   ├── WrongStateError       suspended, cancelled, finished, not waiting for this
    │   └── BusyError             somebody else holds the row, for longer than one waits
    ├── NotSignedInError          nobody knows who asks
    ├── TooManyAttemptsError      too many failed sign-ins; wait
    ├── PublicationRefusedError   findings say what, where and how to mend it
    │   └── FileRefusedError      one file, which was not even kept in a draft
    ├── NoPdfError                this machine cannot make PDF
    └── EngineError               see service.engine.errors

Only `api/errors` and `web/errors` know what these mean in HTTP.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from service.findings import Finding


class PathwaysError(Exception):
    """Base class; `str(error)` is a sentence that may be shown to the person."""


class NotFoundError(PathwaysError):
    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"There is no {kind} {key}.")
        self.kind = kind
        self.key = key


class NotAllowedError(PathwaysError):
    def __init__(self, action: str, reason: str) -> None:
        super().__init__(f"You may not {action}: {reason}.")
        self.action = action


class InvalidInputError(PathwaysError):
    """`errors` maps a field's path ("referrer.name", "children.0.date_of_birth") to sentences."""

    def __init__(self, errors: Mapping[str, Sequence[str]], message: str = "Some answers need changing.") -> None:
        super().__init__(message)
        self.errors = {field: tuple(texts) for field, texts in errors.items()}


class ConflictError(PathwaysError):
    pass


class TaskAlreadyCompletedError(ConflictError):
    def __init__(self, task: object, *, by: str | None, at: datetime) -> None:
        who = f" by {by}" if by else ""
        super().__init__(f"This task was already completed{who} at {at.isoformat(timespec='minutes')}.")
        self.task = task
        self.by = by
        self.at = at


class StaleVersionError(ConflictError):
    def __init__(self, kind: str) -> None:
        super().__init__(f"This {kind} was changed by somebody else since you opened it. Reload it and try again.")


class WrongStateError(ConflictError):
    def __init__(self, what: str, state: str, remedy: str) -> None:
        super().__init__(f"{what} is {state}. {remedy}")
        self.state = state


class BusyError(ConflictError):
    def __init__(self) -> None:
        super().__init__("Somebody else is changing this at the moment. Nothing was changed; try again.")


class PublicationRefusedError(PathwaysError):
    """The library has errors; nothing was published."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"The library was not published: {len(findings)} things need mending first.")
        self.findings = tuple(findings)


class FileRefusedError(PublicationRefusedError):
    """The file is not for a library, dangerous to open, or not the authority's to change; nothing was done."""

    def __init__(self, path: str, findings: Sequence[Finding]) -> None:
        super().__init__(findings)
        reasons = " ".join(f"{finding.message} {finding.remedy}" for finding in findings)
        self.args = (f"{path} was not changed. {reasons}",)


class NoPdfError(PathwaysError):
    def __init__(self) -> None:
        super().__init__(
            "PDF cannot be made on this machine: the Pango library is missing. Print the page instead. To mend it, on "
            "Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; on macOS: "
            "brew install pango."
        )


class NotSignedInError(PathwaysError):
    def __init__(self, message: str = "Sign in, or send an API token, to do this.") -> None:
        super().__init__(message)


class TooManyAttemptsError(PathwaysError):
    def __init__(self, wait_seconds: int) -> None:
        super().__init__(f"There were too many failed attempts. Wait {wait_seconds} seconds and try again.")
        self.wait_seconds = wait_seconds
