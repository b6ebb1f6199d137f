"""The list from which processes are chosen one by one."""

from uuid import UUID

from flask import Response

from service.web.guards import signed_in
from service.web.moves.area import area
from service.web.moves.choosing import choice_form
from service.web.pages import NO_ERRORS


@area.get("/procedure/releases/<uuid:release_id>/moves/choose")
@signed_in
def choose(release_id: UUID) -> Response:
    return choice_form(release_id, NO_ERRORS)
