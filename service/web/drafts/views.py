"""A draft as a whole."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response

from service.pathways.queries.drafts import get_draft
from service.web.drafts.area import area
from service.web.drafts.frame import OVERVIEW, DraftFrame, frame_of
from service.web.guards import signed_in
from service.web.pages import render
from service.web.requests import actor


@dataclass(frozen=True, kw_only=True)
class Shown:
    frame: DraftFrame


@area.get("/drafts/<uuid:draft_id>")
@signed_in
def show(draft_id: UUID) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    return render("drafts/frame.html", title="Draft", page=Shown(frame=frame_of(draft, OVERVIEW)))


@area.get("/drafts/<uuid:draft_id>/renewal")
@signed_in
def renewal(draft_id: UUID) -> Response:
    return show(draft_id)
