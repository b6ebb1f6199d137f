"""What is wrong in a draft."""

from dataclasses import dataclass
from uuid import UUID

from service.access import Actor
from service.findings import Finding, Severity
from service.pathways.library_drafts import drafted, find_draft, findings_of


@dataclass(frozen=True, kw_only=True)
class DraftFindings:
    """Errors, which forbid publication, stand before warnings; `digest` is that of the draft they were found in."""

    draft_id: UUID
    revision: int
    digest: str
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def draft_findings(*, draft_id: UUID, actor: Actor, path: str | None = None) -> DraftFindings:
    """Everything that publication would find in the draft, or of that in one file."""
    draft = find_draft(draft_id, actor)
    found = findings_of(drafted(draft))
    return DraftFindings(
        draft_id=draft.id,
        revision=draft.revision,
        digest=draft.digest,
        findings=tuple(finding for finding in found if path in {None, finding.file}),
    )
