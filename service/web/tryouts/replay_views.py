"""What really happened, played again with the draft."""

from uuid import UUID

from flask import Response

from service.pathways.queries.drafts import get_draft
from service.web.drafts.frame import TRY, frame_of
from service.web.guards import signed_in
from service.web.pages import render
from service.web.requests import actor
from service.web.tryouts.area import area


@area.get("/drafts/<uuid:draft_id>/try/replay")
@signed_in
def replays(draft_id: UUID) -> Response:
    frame = frame_of(get_draft(draft_id=draft_id, actor=actor()), TRY)
    return render("drafts/frame.html", title="Replay", page={"frame": frame})
