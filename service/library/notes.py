"""Collecting what is wrong with one file of a library."""

from dataclasses import dataclass, field

from service.findings import Finding, Severity


@dataclass(kw_only=True)
class Notes:
    file: str
    found: list[Finding] = field(default_factory=list)

    def add(self, code: str, message: str, *, remedy: str, element: str | None = None) -> None:
        self._add(code, message, remedy=remedy, element=element, severity=Severity.ERROR)

    def warn(self, code: str, message: str, *, remedy: str, element: str | None = None) -> None:
        self._add(code, message, remedy=remedy, element=element, severity=Severity.WARNING)

    def _add(self, code: str, message: str, *, remedy: str, element: str | None, severity: Severity) -> None:
        self.found.append(
            Finding(file=self.file, element=element, code=code, message=message, remedy=remedy, severity=severity)
        )
