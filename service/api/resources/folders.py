"""A draft as a folder: read as a zip, changed by a program or a modeler, and put back whole."""

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import marshmallow as ma
from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from service.access import Capability, Scope, require
from service.api.common import Body, answers_with, common, resource
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import etag, seen_revision
from service.http.requests import clock
from service.library import read_folder_zip
from service.library.files import MAX_TOTAL_BYTES
from service.pathways.queries.drafts import get_draft
from service.pathways.queries.folders import draft_folder
from service.pathways.save_folder import SavedFolder, save_folder
from service.pathways.stage_folder import stage_folder

folders = resource("folders", "Drafts as folders, for modelers and back.")

P = ParamSpec("P")
R = TypeVar("R")

ZIP = "application/zip"
_BINARY = {"type": "string", "format": "binary"}


class RemoveQuerySchema(Body):
    remove = ma.fields.Boolean(
        load_default=False, metadata={"description": "Take out of the draft what the folder does not hold."}
    )


def takes_a_folder(view: Callable[P, R]) -> Callable[P, R]:
    """Let this request be as large as a library.  Nothing of it is read before it is clear who sends it."""

    @functools.wraps(view)
    def reading_more(*args: P.args, **kwargs: P.kwargs) -> R:
        require(current_actor(), Capability.PUBLISH, action="work on drafts")
        request.max_content_length = MAX_TOTAL_BYTES
        if request.mimetype != ZIP:
            raise UnsupportedMediaType(f"Send the zip itself as the body, as {ZIP}.")
        return view(*args, **kwargs)

    return reading_more


@folders.route("/drafts/<uuid:draft_id>/folder")
@open_to(Scope.RELEASES_PUBLISH)
@folders.response(200, content_type=ZIP)
def download(draft_id: UUID) -> Response:
    """Read the draft as a zip with the service catalogue for Camunda Modeler; putting it back asks for its ETag."""
    revision = get_draft(draft_id=draft_id, actor=current_actor()).revision
    folder = draft_folder(draft_id=draft_id, actor=current_actor())
    response = Response(folder.zipped(), mimetype=ZIP, headers=etag(revision))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = f'attachment; filename="{folder.name}.zip"'
    return response


@folders.route("/drafts/<uuid:draft_id>/folder", methods=["PUT"])
@open_to(Scope.RELEASES_PUBLISH)
@takes_a_folder
@folders.doc(requestBody={"required": True, "content": {ZIP: {"schema": _BINARY}}})
@folders.arguments(RemoveQuerySchema, location="query")
@answers_with(folders, SavedFolder)
def upload(query: dict[str, Any], draft_id: UUID) -> object:
    """Put a folder into the draft, all of it or nothing: its zip as the body, and the draft's ETag as If-Match."""
    seen, actor = seen_revision(), current_actor()
    files = read_folder_zip(request.get_data(), get_draft(draft_id=draft_id, actor=actor).authority)
    staged = stage_folder(draft_id=draft_id, files=files, actor=actor, clock=clock())
    gone = staged.missing if query["remove"] else ()
    saved = save_folder(draft_id=draft_id, kept=staged.kept, remove=gone, if_revision=seen, **common())
    return saved, 200, etag(saved.revision)
