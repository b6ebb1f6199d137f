"""A diagram of a draft as a list."""

from pathlib import PurePosixPath
from uuid import UUID

from flask import Response

from service.pathways.queries.drafts import get_draft
from service.pathways.queries.outlines import DiagramAsList, draft_outline
from service.web.drafts.frame import frame_of
from service.web.guards import signed_in
from service.web.outline.area import area
from service.web.outline.pages import OutlinePage, closed_text, draft_links, draft_places
from service.web.outline.present import body_of
from service.web.pages import render
from service.web.requests import actor


@area.get("/drafts/<uuid:draft_id>/outline/<path:path>")
@signed_in
def show(draft_id: UUID, path: str) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    shown = draft_outline(draft_id=draft_id, path=path, actor=actor())
    page = OutlinePage(
        frame=frame_of(draft, ""),
        caption="Process, as a list",
        body=body_of(shown, draft_places(draft, path)),
        links=draft_links(draft_id, path),
        closed=closed_text(draft, path),
    )
    return render("outline/show.html", title=title_of(shown), page=page)


def title_of(shown: DiagramAsList) -> str:
    """The name of the process, or of the file where it cannot be read."""
    names = [process.name for process in shown.outline.processes] if shown.outline is not None else []
    return ", ".join(names) or PurePosixPath(shown.path).name
