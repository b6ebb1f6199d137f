"""What is said where a draft cannot be tried out: it cannot even be read."""

from dataclasses import dataclass

from flask import Response, url_for

from service.errors import PublicationRefusedError
from service.web.drafts.frame import DraftFrame
from service.web.pages import render


@dataclass(frozen=True, kw_only=True)
class UnreadablePage:
    frame: DraftFrame
    findings: tuple[str, ...]
    checks_href: str


def unreadable(frame: DraftFrame, error: PublicationRefusedError) -> Response:
    page = UnreadablePage(
        frame=frame,
        findings=tuple(f"{finding.file}: {finding.message}" for finding in error.findings),
        checks_href=url_for("drafts.checks", draft_id=frame.draft_id),
    )
    return render("tryouts/unreadable.html", title="This draft cannot be tried out yet", page=page)
