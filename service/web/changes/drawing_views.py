"""The drawings of a process before and after, side by side."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, url_for

from service.pathways.queries.drafts import get_draft
from service.pathways.queries.releases import get_release
from service.web.changes.area import area
from service.web.changes.asked import SIDES, against, crumbs_of, drawing_of, of_draft, of_release
from service.web.changes.drawings import Drawings, drawings
from service.web.drafts.frame import CHANGES, DraftFrame, frame_of
from service.web.guards import signed_in
from service.web.pages import render
from service.web.requests import actor

TITLE = "Diagrams before and after"
_SIDE = f"<any({', '.join(SIDES)}):side>"


@dataclass(frozen=True, kw_only=True)
class DrawingsPage:
    """`frame` None: of a release.  `whole_href`: everything else that differs."""

    frame: DraftFrame | None
    drawings: Drawings
    whole_href: str


@area.get("/drafts/<uuid:draft_id>/changes/diagram/<process>")
@signed_in
def diagram(draft_id: UUID, process: str) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    files = (url_for("changes.drawing", draft_id=draft_id, process=process, side=side) for side in SIDES)
    page = DrawingsPage(
        frame=frame_of(draft, CHANGES),
        drawings=drawings(of_draft(draft), process, files=dict(zip(SIDES, files, strict=True))),
        whole_href=url_for("changes.show", draft_id=draft_id),
    )
    return render("changes/draft_diagram.html", title=TITLE, page=page, wide=True)


@area.get(f"/drafts/<uuid:draft_id>/changes/diagram/<process>/{_SIDE}")
@signed_in
def drawing(draft_id: UUID, process: str, side: str) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    return _file(drawing_of(of_draft(draft).changes, process, side))


@area.get("/procedure/releases/<uuid:release_id>/changes/diagram/<process>")
@signed_in
def release_diagram(release_id: UUID, process: str) -> Response:
    other = against()
    files = (
        url_for("changes.release_drawing", release_id=release_id, process=process, side=side, against=other)
        for side in SIDES
    )
    page = DrawingsPage(
        frame=None,
        drawings=drawings(of_release(release_id), process, files=dict(zip(SIDES, files, strict=True))),
        whole_href=url_for("changes.release", release_id=release_id, against=other),
    )
    crumbs = crumbs_of(get_release(release_id=release_id, actor=actor()))
    return render("changes/release_diagram.html", title=TITLE, page=page, crumbs=crumbs, wide=True)


@area.get(f"/procedure/releases/<uuid:release_id>/changes/diagram/<process>/{_SIDE}")
@signed_in
def release_drawing(release_id: UUID, process: str, side: str) -> Response:
    return _file(drawing_of(of_release(release_id).changes, process, side))


def _file(xml: bytes) -> Response:
    """A file that a browser does not open as a page: a draft's can hold whatever somebody put in."""
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return Response(xml, mimetype="application/xml", headers=headers)
