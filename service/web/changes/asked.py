"""The two versions that an address names."""

from dataclasses import dataclass
from uuid import UUID

from flask import request, url_for

from service.errors import NotFoundError
from service.pathways.queries.changes import Changes, draft_changes, release_changes
from service.pathways.queries.drafts import DraftView
from service.pathways.queries.releases import ReleaseView
from service.web.pages import Link
from service.web.requests import actor

LONGEST_NUMBER = 8
SIDES = ("before", "after")


@dataclass(frozen=True, kw_only=True)
class Compared:
    """`before`, `after`: what the two versions are called; `before` is empty where there was nothing before."""

    changes: Changes
    before: str
    after: str


def of_draft(draft: DraftView) -> Compared:
    """:raises PublicationRefusedError: something in the draft cannot be read."""
    changes = draft_changes(draft_id=draft.id, actor=actor())
    live = "Release" if draft.status == "published" else "Live release"
    number = changes.before.number if changes.before else ""
    return Compared(changes=changes, before=f"{live} {number}", after="This draft")


def of_release(release_id: UUID) -> Compared:
    changes = release_changes(release_id=release_id, actor=actor(), against=against())
    before = f"Release {changes.before.number}" if changes.before else ""
    return Compared(changes=changes, before=before, after=f"Release {changes.after.number}")


def against() -> int | None:
    """The number of the release to compare with, where the address names one."""
    asked = request.args.get("against", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER else None


def drawing_of(changes: Changes, process: str, side: str) -> bytes:
    """:raises NotFoundError: that version has no such process."""
    version = changes.before if side == "before" else changes.after
    found = version.diagram(process) if version else None
    if found is None:
        raise NotFoundError("diagram", process)
    return found


def crumbs_of(release: ReleaseView) -> tuple[Link, ...]:
    here = url_for("procedure.release", release_id=release.id)
    return Link("Procedure", url_for("procedure.show")), Link(f"Release {release.number}", here)
