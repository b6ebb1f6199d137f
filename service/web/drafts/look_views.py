"""Looking back and looking it over: what the checks find, who changed what, a file as it once was."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.library.contents import entry_of
from service.pathways.queries.draft_checks import draft_findings
from service.pathways.queries.drafts import DraftView, draft_entry, draft_history, draft_version_file, get_draft
from service.pathways.queries.library_contents import draft_contents
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.user_names import user_names
from service.web.drafts.area import area
from service.web.drafts.checks import checks_page
from service.web.drafts.frame import HISTORY, DraftFrame, frame_of
from service.web.drafts.history import Asked, history_page
from service.web.drafts.kept import file_of
from service.web.guards import signed_in
from service.web.pages import Link, render
from service.web.requests import actor
from service.web.texts import moment_text

SHOWN = 100  # changes on a page


@dataclass(frozen=True, kw_only=True)
class VersionPage:
    """`seen`: SHA-256 of the file as it stands now; `restore_href` is empty where nothing can be changed any more."""

    frame: DraftFrame
    about: str
    path: str
    text: str
    source_href: str
    restore_href: str
    revision: int
    seen: str


@area.get("/drafts/<uuid:draft_id>/checks")
@signed_in
def checks(draft_id: UUID) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    found = draft_findings(draft_id=draft_id, actor=actor()).findings
    page = checks_page(draft, found, draft_contents(draft_id=draft_id, actor=actor()))
    return render("drafts/checks.html", title="Checks", page=page)


@area.get("/drafts/<uuid:draft_id>/history")
@signed_in
def history(draft_id: UUID) -> Response:
    draft, path = get_draft(draft_id=draft_id, actor=actor()), request.args.get("path")
    every = "every" in request.args
    asked = PageRequest(limit=SHOWN, cursor=request.args.get("cursor"))
    found = draft_history(draft_id=draft_id, actor=actor(), page=asked, path=path)
    on = url_for("drafts.history", draft_id=draft_id, path=path, every=every or None, cursor=found.next_cursor)
    about = Asked(
        path=path,
        every=every,
        next_href=on if found.next_cursor else None,
        names={entry.path: entry.name for entry in draft_contents(draft_id=draft_id, actor=actor())},
        people=user_names(entry.by for entry in found.items),
    )
    page = history_page(draft, found.items, about)
    return render("drafts/history.html", title="History", page=page)


@area.get("/drafts/<uuid:draft_id>/versions/<int:revision>")
@signed_in
def version(draft_id: UUID, revision: int) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    content = draft_version_file(draft_id=draft_id, revision=revision, actor=actor())
    page = _version_page(draft, revision, content)
    back = Link("History of this file", url_for("drafts.history", draft_id=draft_id, path=page.path))
    return render("drafts/version.html", title=entry_of(page.path, content).name, page=page, back=back, wide=True)


@area.get("/drafts/<uuid:draft_id>/versions/<int:revision>/source")
@signed_in
def version_source(draft_id: UUID, revision: int) -> Response:
    """The file itself, for what draws it."""
    content = draft_version_file(draft_id=draft_id, revision=revision, actor=actor())
    return Response(content, mimetype="application/xml")


def _version_page(draft: DraftView, revision: int, content: bytes) -> VersionPage:
    entry = draft_entry(draft_id=draft.id, revision=revision, actor=actor())
    path = entry.path or ""
    by = user_names((entry.by,)).get(entry.by, entry.by)
    drawn = path.endswith(".bpmn")
    return VersionPage(
        frame=frame_of(draft, HISTORY),
        about=f"As {by} saved it on {moment_text(entry.at)}",
        path=path,
        text=content.decode(errors="replace"),
        source_href=url_for("drafts.version_source", draft_id=draft.id, revision=revision) if drawn else "",
        restore_href=url_for("drafts.restore", draft_id=draft.id, path=path) if draft.may_be_changed else "",
        revision=revision,
        seen=file_of(draft, path).sha256 or "",
    )
