"""A library, ready to run: everything its files say, put together once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.engine import Release, load_release
from service.engine.errors import ReleaseError
from service.errors import PublicationRefusedError
from service.findings import Severity
from service.forms import Form
from service.letters import LetterTemplate
from service.library.authority import AuthorityInfo
from service.library.files import Files, digest
from service.library.parts import read_parts
from service.library.rules import RuleRegister
from service.library.shared import optional_deadlines
from service.reporting.definitions import Report


@dataclass(frozen=True, kw_only=True, eq=False)
class Composed:
    """Immutable; shared by threads."""

    authority: AuthorityInfo
    release: Release
    forms: Mapping[str, Form]  # by id
    letters: Mapping[str, LetterTemplate]  # by id
    rules: RuleRegister
    reports: Mapping[str, Report]  # by id
    scenarios: tuple[str, ...]  # paths
    digest: str
    files: Files


def compose(authority: str, files: Files) -> Composed:
    """Return the library of the authority, ready to run.

    Only what cannot be read stops it; `check` finds what should not be published.
    :raises PublicationRefusedError: with everything that cannot be read.
    """
    parts = read_parts(files, authority)
    errors = [finding for finding in parts.findings if finding.severity is Severity.ERROR]
    if errors or parts.authority is None or parts.calendar is None:
        raise PublicationRefusedError(errors)
    identity = digest(files)
    try:
        release = load_release(
            digest=identity,
            authority=authority,
            diagrams=parts.diagrams,
            decisions=parts.tables,
            calendar=parts.calendar,
        )
    except ReleaseError as error:
        raise PublicationRefusedError(error.findings) from error
    return Composed(
        authority=parts.authority,
        release=replace(release, optional_deadlines=optional_deadlines(parts.diagrams, parts.deadlines)),
        forms=parts.forms,
        letters=parts.letters,
        rules=parts.rules,
        reports=parts.reports,
        scenarios=parts.scenarios,
        digest=identity,
        files=dict(files),
    )
