"""What can be wrong with a scenario: the file, or what happened when it was run."""

from service.errors import PathwaysError


class ScenarioError(PathwaysError):
    """The file cannot be read as a scenario; the text names file and line."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        self.line = line


class ExpectationError(PathwaysError):
    """A step could not be done, or what it expects does not hold."""

    def __init__(self, *, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}; found {found}")
        self.expected = expected
        self.found = found


class ScenarioFailedError(PathwaysError):
    """A scenario did not run as it says; names file, line and step."""

    def __init__(self, *, file: str, line: int, step: str, reason: str) -> None:
        super().__init__(f"{file}:{line}: {step}: {reason}")
        self.file = file
        self.line = line
        self.step = step
        self.reason = reason
