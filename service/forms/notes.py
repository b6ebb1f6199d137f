"""Collecting what is wrong with a form file, so that all of it can be told at once."""

from service.findings import Finding, Severity
from service.forms.errors import FormError


class Notes:
    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []

    def add(self, element: str | None, code: str, message: str, remedy: str) -> None:  # noqa: PLR0917 - one line a finding
        self.found.append(Finding(file=self.file, element=element, code=code, message=message, remedy=remedy))

    def stop(self) -> None:
        """:raises FormError: when something that was found keeps the form from being used."""
        if any(finding.severity is Severity.ERROR for finding in self.found):
            raise FormError(self.found)
