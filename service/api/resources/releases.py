"""Releases and processes: what is published, and publishing."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import marshmallow as ma
from flask import Response, request

from service.access import Capability, Scope, require
from service.api.common import PREFIX, Body, answers_with, answers_with_page, common, resource, takes_page
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import idempotency, page_request
from service.api.schemas import answer_schema
from service.errors import InvalidInputError
from service.findings import Finding
from service.http.requests import clock
from service.library import digest, read_upload, read_zip
from service.library.files import MAX_TOTAL_BYTES
from service.pathways.propose_release import ProposedRelease, propose_release
from service.pathways.publish_release import check_release
from service.pathways.queries.processes import ProcessView, get_form, get_process, list_processes, process_diagram
from service.pathways.queries.releases import ReleaseView, get_release, list_releases, release_file
from service.pathways.withdraw_release import WithdrawnRelease, withdraw_release

releases = resource("releases", "Published libraries: immutable, identified by the digest of their content.")
processes = resource("processes", "The processes of the current release.")

P = ParamSpec("P")
R = TypeVar("R")

BPMN = "application/xml"


class UploadSchema(Body):
    authority = ma.fields.String(required=True)
    note = ma.fields.String(
        validate=ma.validate.Length(max=2_000), metadata={"description": "What changes, for those who work with it."}
    )
    reason = ma.fields.String(
        validate=ma.validate.Length(max=2_000), metadata={"description": "Why, for whoever approves it."}
    )


class WithdrawSchema(Body):
    reason = ma.fields.String(required=True, validate=ma.validate.Length(1, 2_000))


class FindingsSchema(ma.Schema):
    findings = ma.fields.List(ma.fields.Nested(answer_schema(Finding)))


class ProcessesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(answer_schema(ProcessView)))


class FormDescriptionSchema(ma.Schema):
    id = ma.fields.String()
    title = ma.fields.String()
    schema = ma.fields.Dict(metadata={"description": "JSON Schema of the answers."})


def takes_large_body(view: Callable[P, R]) -> Callable[P, R]:
    """Libraries are larger than anything else that is sent here; the library's own limits apply to what is in them.

    So nothing is read before it is clear that the sender may publish.
    """

    @functools.wraps(view)
    def reading_more(*args: P.args, **kwargs: P.kwargs) -> R:
        require(current_actor(), Capability.PUBLISH, action="publish releases")
        request.max_content_length = MAX_TOTAL_BYTES
        return view(*args, **kwargs)

    return reading_more


@releases.route("/releases")
@open_to(Scope.RELEASES_READ)
@takes_page(releases)
@answers_with_page(releases, ReleaseView)
def index(query: dict[str, Any]) -> object:
    """List the releases of your authority, newest first."""
    return list_releases(actor=current_actor(), page=page_request(query))


@releases.route("/releases", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@takes_large_body
@releases.arguments(UploadSchema, location="form")
@answers_with(releases, ProposedRelease, status=201)
@releases.alt_response(202, schema=answer_schema(ProposedRelease), description="Sent for approval", success=True)
def publish(form: dict[str, Any]) -> object:
    """Publish a library: a zip in `archive`, or its files with their paths in `files` (multipart/form-data).

    Only the first release of an authority is live at once (201).  Any other becomes a draft (202) that is sent for
    approval.  A process owner approves it, with an account: in the browser, or with `POST /drafts/{draft_id}/approve`;
    what a program sent is then published by a person who did not approve it.  Sending what is live, or waits already,
    changes nothing.
    """
    files = _uploaded(form["authority"])
    asked = "\0".join(f"{name}={form[name]}" for name in sorted(form))
    proposed = propose_release(
        **form,
        files=files,
        actor=current_actor(),
        clock=clock(),
        idempotency=idempotency(f"{asked}\0{digest(files)}".encode()),
    )
    if proposed.draft_id is not None:
        return proposed, 202, {"Location": f"{PREFIX}/drafts/{proposed.draft_id}"}
    return proposed, 201, {"Location": f"{PREFIX}/releases/{proposed.release_id}"}


@releases.route("/releases/check", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@takes_large_body
@releases.arguments(UploadSchema, location="form")
@releases.response(200, FindingsSchema)
def check(form: dict[str, Any]) -> object:
    """Check a library as publishing would, and write nothing."""
    files = _uploaded(form["authority"])
    return {"findings": check_release(authority=form["authority"], files=files, actor=current_actor())}


@releases.route("/releases/<uuid:release_id>")
@open_to(Scope.RELEASES_READ)
@answers_with(releases, ReleaseView)
def show(release_id: UUID) -> object:
    """Read one release and the list of its files."""
    return get_release(release_id=release_id, actor=current_actor())


@releases.route("/releases/<uuid:release_id>/withdraw", methods=["POST"])
@open_to(Scope.RELEASES_PUBLISH)
@releases.arguments(WithdrawSchema)
@answers_with(releases, WithdrawnRelease)
def withdraw(body: dict[str, Any], release_id: UUID) -> object:
    """Take back a release that is planned for a day; its draft is open again, and still approved."""
    return withdraw_release(release_id=release_id, reason=body["reason"], **common())


@releases.route("/releases/<uuid:release_id>/files/<path:path>")
@open_to(Scope.RELEASES_READ)
@releases.response(200, content_type="application/octet-stream")
def file(release_id: UUID, path: str) -> Response:
    """Read one file of a release, byte for byte."""
    content = release_file(release_id=release_id, path=path, actor=current_actor())
    return _download(content, "application/octet-stream")


@processes.route("/processes")
@open_to(Scope.RELEASES_READ)
@processes.response(200, ProcessesSchema)
def list_of_processes() -> object:
    """List the processes of the current release and how each can be started."""
    return {"items": list_processes(actor=current_actor())}


@processes.route("/processes/<process>")
@open_to(Scope.RELEASES_READ)
@answers_with(processes, ProcessView)
def show_process(process: str) -> object:
    """Read one process of the current release."""
    return get_process(process=process, actor=current_actor())


@processes.route("/processes/<process>/diagram")
@open_to(Scope.RELEASES_READ)
@processes.response(200, content_type=BPMN)
def diagram(process: str) -> Response:
    """Read the BPMN file of a process."""
    return _download(process_diagram(process=process, actor=current_actor()), BPMN)


@processes.route("/forms/<form>")
@open_to(Scope.RELEASES_READ)
@processes.response(200, FormDescriptionSchema)
def show_form(form: str) -> object:
    """Read what a form asks, as JSON Schema."""
    found = get_form(form=form, actor=current_actor())
    return {"id": found.id, "title": found.title, "schema": found.json_schema()}


def _uploaded(authority: str) -> Mapping[str, bytes]:
    archive = request.files.get("archive")
    loose = request.files.getlist("files")
    if (archive is None) == (not loose):
        raise InvalidInputError({"archive": ["Send either a zip in `archive` or the files in `files`."]})
    if archive is not None:
        return read_zip(archive.read(), authority)
    return read_upload({part.filename or "": part.read() for part in loose}, authority)


def _download(content: bytes, media_type: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = "attachment"
    return response
