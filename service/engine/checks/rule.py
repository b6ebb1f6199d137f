"""A rule of publication: its stable code, its remedy and how grave it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from service.findings import Finding, Severity


class Place(Protocol):
    """What a finding points at."""

    @property
    def file(self) -> str: ...
    @property
    def id(self) -> str | None: ...


@dataclass(frozen=True, kw_only=True)
class Rule:
    code: str  # kebab-case, stable
    remedy: str  # one or two plain sentences for a process owner
    severity: Severity = Severity.ERROR

    def at(self, place: Place, message: str, *, hint: str = "") -> Finding:
        """Return the finding that `place` breaks this rule; `hint` is put after the remedy."""
        remedy = f"{self.remedy} {hint}".strip()
        return Finding(
            file=place.file,
            element=place.id,
            code=self.code,
            message=message,
            remedy=remedy,
            severity=self.severity,
        )


def warning(*, code: str, remedy: str) -> Rule:
    return Rule(code=code, remedy=remedy, severity=Severity.WARNING)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint with the known name that looks most like `name`, or nothing."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.7)
    return f'Did you mean "{close[0]}"?' if close else ""
