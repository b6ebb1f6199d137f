"""Drafts of a library: from a copy of the live release to the next one, with a second person's approval between."""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import marshmallow as ma
from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from service.access import Capability, Scope, require
from service.api.common import (
    PREFIX,
    Body,
    answers_with,
    answers_with_page,
    common,
    resource,
    takes_filter,
)
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import PageSchema, etag, page_request, seen_content, seen_revision
from service.api.schemas import answer_schema
from service.errors import NotFoundError
from service.library.files import MAX_FILE_BYTES
from service.models import ApprovalDecision, DraftStatus, RunningCases
from service.pathways.begin_draft import LONGEST_TITLE, BegunDraft, begin_draft
from service.pathways.decide_approval import DecidedDraft, decide_approval
from service.pathways.discard_draft import DiscardedDraft, discard_draft
from service.pathways.library_drafts import OPEN
from service.pathways.publish_draft import PublishedDraft, publish_draft
from service.pathways.queries.draft_checks import DraftFindings, draft_findings
from service.pathways.queries.drafts import (
    DraftEntry,
    DraftFileView,
    DraftSummary,
    DraftView,
    draft_file,
    draft_history,
    draft_version_file,
    get_draft,
    list_drafts,
)
from service.pathways.remove_draft_file import RemovedDraftFile, remove_draft_file
from service.pathways.renew_draft import RenewedDraft, renew_draft
from service.pathways.save_draft_file import SavedDraftFile, save_draft_file
from service.pathways.send_for_approval import LONGEST, SentDraft, send_for_approval

drafts = resource("drafts", "Changes of a library, from a copy of the live release to the next release.")

P = ParamSpec("P")
R = TypeVar("R")

BYTES = "application/octet-stream"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")  # Flask would take them apart


@dataclass(frozen=True, kw_only=True)
class DraftFilter:
    """Without a status: those that are neither published nor discarded."""

    owner: str | None = None
    status: DraftStatus | None = None


class BeginSchema(Body):
    title = ma.fields.String(required=True, validate=ma.validate.Length(1, LONGEST_TITLE))
    authority = ma.fields.String(metadata={"description": "Your own; it need not be said."})


class RenewSchema(Body):
    ours = ma.fields.List(
        ma.fields.String(), load_default=list, metadata={"description": "Of `conflicts`: the draft's file stays."}
    )
    theirs = ma.fields.List(
        ma.fields.String(), load_default=list, metadata={"description": "Of `conflicts`: the live release's is taken."}
    )


class SendSchema(Body):
    reason = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, LONGEST),
        metadata={
            "description": "Why the change is made. Timelines of cases that move tell it too, so name nobody in it."
        },
    )
    change_note = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, LONGEST),
        metadata={"description": "What changes, for those who work with it."},
    )


class ApproveSchema(Body):
    digest = ma.fields.String(required=True, metadata={"description": "Of the content that you looked at."})
    reason = ma.fields.String(load_default="", validate=ma.validate.Length(max=LONGEST))


class ReturnSchema(Body):
    digest = ma.fields.String(required=True, metadata={"description": "Of the content that you looked at."})
    reason = ma.fields.String(
        required=True, validate=ma.validate.Length(1, LONGEST), metadata={"description": "What has to change."}
    )


class PublishSchema(Body):
    digest = ma.fields.String(required=True, metadata={"description": "Of the content that was approved."})
    effective_on = ma.fields.Date(metadata={"description": "Live from the start of that day; at once without it."})
    running_cases = ma.fields.Enum(
        RunningCases,
        by_value=True,
        load_default=RunningCases.STAY,
        metadata={"description": "What becomes of cases that run: they stay, move, or move at their next stage."},
    )


class FilesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(answer_schema(DraftFileView)))


class PathQuerySchema(Body):
    path = ma.fields.String(metadata={"description": "Of one file alone."})


class HistoryQuerySchema(PageSchema):
    path = ma.fields.String(metadata={"description": "Of one file alone."})


def takes_a_file(view: Callable[P, R]) -> Callable[P, R]:
    """Let this request be as large as a file of a library.  Nothing of it is read before it is clear who sends it."""

    @functools.wraps(view)
    def reading_more(*args: P.args, **kwargs: P.kwargs) -> R:
        require(current_actor(), Capability.PUBLISH, action="work on drafts")
        request.max_content_length = MAX_FILE_BYTES
        if request.mimetype in _FORMS:
            raise UnsupportedMediaType(f"Send the file itself as the body, as {BYTES}.")
        return view(*args, **kwargs)

    return reading_more


@drafts.route("/drafts")
@open_to(Scope.RELEASES_PUBLISH)
@takes_filter(drafts, DraftFilter)
@answers_with_page(drafts, DraftSummary)
def index(query: dict[str, Any]) -> object:
    """List the drafts of your authority, changed last first."""
    page, status = page_request(query), query.get("status")
    statuses = OPEN if status is None else {status}
    return list_drafts(actor=current_actor(), page=page, owner=query.get("owner"), statuses=statuses)


@drafts.route("/drafts", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@drafts.arguments(BeginSchema)
@answers_with(drafts, BegunDraft, status=201)
def begin(body: dict[str, Any]) -> object:
    """Begin a draft with every file as it stands in the live release."""
    begun = begin_draft(**body, **common())
    return begun, 201, {"Location": f"{PREFIX}/drafts/{begun.draft_id}", **etag(begun.revision)}


@drafts.route("/drafts/<uuid:draft_id>")
@open_to(Scope.RELEASES_PUBLISH)
@answers_with(drafts, DraftView)
def show(draft_id: UUID) -> object:
    """Read a draft, its files and what was decided about it."""
    found = get_draft(draft_id=draft_id, actor=current_actor())
    return found, 200, etag(found.revision)


@drafts.route("/drafts/<uuid:draft_id>/discard", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@answers_with(drafts, DiscardedDraft)
def discard(draft_id: UUID) -> object:
    """Give a draft up; it can still be read."""
    return discard_draft(draft_id=draft_id, **common())


@drafts.route("/drafts/<uuid:draft_id>/renew", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@drafts.arguments(RenewSchema)
@answers_with(drafts, RenewedDraft)
def renew(body: dict[str, Any], draft_id: UUID) -> object:
    """Put a draft on top of the release that was published meanwhile; send its ETag as If-Match."""
    renewed = renew_draft(draft_id=draft_id, if_revision=seen_revision(), **body, **common())
    return renewed, 200, etag(renewed.revision)


@drafts.route("/drafts/<uuid:draft_id>/files")
@open_to(Scope.RELEASES_PUBLISH)
@drafts.response(200, FilesSchema)
def list_of_files(draft_id: UUID) -> object:
    """List the files of a draft, also those that it does without."""
    return {"items": get_draft(draft_id=draft_id, actor=current_actor()).files}


@drafts.route("/drafts/<uuid:draft_id>/files/<path:path>")
@open_to(Scope.RELEASES_PUBLISH)
@drafts.response(200, content_type=BYTES)
def file(draft_id: UUID, path: str) -> Response:
    """Read one file of a draft, byte for byte; its ETag is what saving it asks for."""
    found = draft_file(draft_id=draft_id, path=path, actor=current_actor())
    return _download(found)


@drafts.route("/drafts/<uuid:draft_id>/files/<path:path>", methods=["PUT"])
@open_to(Scope.RELEASES_PUBLISH)
@takes_a_file
@drafts.doc(requestBody={"required": True, "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}})
@answers_with(drafts, SavedDraftFile)
def save(draft_id: UUID, path: str) -> object:
    """Save one file: its bytes as the body, and its ETag as If-Match, or `If-None-Match: *` for a new one.

    What was sent for approval, or approved, has to be sent and approved again.
    """
    saved = save_draft_file(
        draft_id=draft_id, path=path, content=request.get_data(), if_match=seen_content(), **common()
    )
    return saved, 200, etag(saved.sha256)


@drafts.route("/drafts/<uuid:draft_id>/files/<path:path>", methods=["DELETE"])
@open_to(Scope.RELEASES_PUBLISH)
@answers_with(drafts, RemovedDraftFile)
def remove(draft_id: UUID, path: str) -> object:
    """Take one file out; its ETag as If-Match.  Its versions stay in the history."""
    seen = seen_content()
    if seen is None:
        raise NotFoundError("file", path)
    return remove_draft_file(draft_id=draft_id, path=path, if_match=seen, **common())


@drafts.route("/drafts/<uuid:draft_id>/history")
@open_to(Scope.RELEASES_PUBLISH)
@drafts.arguments(HistoryQuerySchema, location="query")
@answers_with_page(drafts, DraftEntry)
def history(query: dict[str, Any], draft_id: UUID) -> object:
    """Read every change of a draft, the last first."""
    page = page_request(query)
    return draft_history(draft_id=draft_id, actor=current_actor(), page=page, path=query.get("path"))


@drafts.route("/drafts/<uuid:draft_id>/versions/<int:revision>")
@open_to(Scope.RELEASES_PUBLISH)
@drafts.response(200, content_type=BYTES)
def version(draft_id: UUID, revision: int) -> Response:
    """Read the file that was saved with one change."""
    return _download(draft_version_file(draft_id=draft_id, revision=revision, actor=current_actor()))


@drafts.route("/drafts/<uuid:draft_id>/checks")
@open_to(Scope.RELEASES_PUBLISH)
@drafts.arguments(PathQuerySchema, location="query")
@answers_with(drafts, DraftFindings)
def checks(query: dict[str, Any], draft_id: UUID) -> object:
    """Read what publication would find: errors forbid it."""
    return draft_findings(draft_id=draft_id, actor=current_actor(), path=query.get("path"))


@drafts.route("/drafts/<uuid:draft_id>/send", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@drafts.arguments(SendSchema)
@answers_with(drafts, SentDraft)
def send(body: dict[str, Any], draft_id: UUID) -> object:
    """Ask the other process owners for their approval; send the draft's ETag as If-Match."""
    return send_for_approval(draft_id=draft_id, if_revision=seen_revision(), **body, **common())


@drafts.route("/drafts/<uuid:draft_id>/approve", methods=["POST"])
@open_to(None)
@drafts.arguments(ApproveSchema)
@answers_with(drafts, DecidedDraft)
def approve(body: dict[str, Any], draft_id: UUID) -> object:
    """Approve exactly this content, as a person who had no hand in it."""
    return decide_approval(draft_id=draft_id, decision=ApprovalDecision.APPROVED, **body, **common())


@drafts.route("/drafts/<uuid:draft_id>/return", methods=["POST"])
@open_to(None)
@drafts.arguments(ReturnSchema)
@answers_with(drafts, DecidedDraft)
def give_back(body: dict[str, Any], draft_id: UUID) -> object:
    """Give the draft back to those who made it; this undoes an approval, too."""
    return decide_approval(draft_id=draft_id, decision=ApprovalDecision.RETURNED, **body, **common())


@drafts.route("/drafts/<uuid:draft_id>/publish", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@drafts.arguments(PublishSchema)
@answers_with(drafts, PublishedDraft, status=201)
def publish(body: dict[str, Any], draft_id: UUID) -> object:
    """Make an approved draft a release, live at once or from a day on.

    What people alone made is published by a process owner or by a program.  What a program or an operator had a hand in
    is published by a person other than who approved it: 403 for programs, for whoever approved it, and for an account
    that the approver could use.
    """
    published = publish_draft(draft_id=draft_id, **body, **common())
    return published, 201, {"Location": f"{PREFIX}/releases/{published.release_id}"}


def _download(content: bytes) -> Response:
    response = Response(content, mimetype=BYTES)
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = "attachment"
    return response
