"""Downloading a library as a folder; uploading one into a draft after looking at what it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.context import current_settings
from service.errors import InvalidInputError, PublicationRefusedError
from service.library import read_folder_zip
from service.library.contents import entry_of
from service.library.files import MAX_TOTAL_BYTES
from service.pathways.queries.drafts import get_draft
from service.pathways.queries.folders import Folder, draft_folder, release_folder
from service.pathways.save_folder import save_folder
from service.pathways.stage_folder import StagedFolder, stage_folder
from service.web.drafts.frame import DraftFrame, frame_of
from service.web.folders.area import area
from service.web.folders.token import looked_at, token_of
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency

FILE = "file"
MOST_TOLD = 20  # things that are wrong in one folder


@dataclass(frozen=True, kw_only=True)
class FolderPage:
    frame: DraftFrame
    download: str
    action: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class LookPage:
    """What a folder would change; `token`: what was looked at."""

    frame: DraftFrame
    added: tuple[Listed, ...]
    changed: tuple[Listed, ...]
    missing: tuple[Listed, ...]
    same: int
    action: str
    token: str


@area.url_value_preprocessor
def _allow_folders(endpoint: str | None, _: Mapping[str, object] | None) -> None:
    """Before anything of the request is read."""
    if endpoint == "folders.look":
        request.max_content_length = current_settings().largest_body + MAX_TOTAL_BYTES
    if endpoint == "folders.save":
        request.max_form_memory_size = current_settings().largest_body


@area.get("/drafts/<uuid:draft_id>/folder")
@signed_in
def show(draft_id: UUID) -> Response:
    return _page(draft_id, NO_ERRORS)


@area.get("/drafts/<uuid:draft_id>/folder/download")
@signed_in
def download(draft_id: UUID) -> Response:
    return _zip(draft_folder(draft_id=draft_id, actor=actor()))


@area.get("/procedure/releases/<uuid:release_id>/folder")
@signed_in
def release(release_id: UUID) -> Response:
    return _zip(release_folder(release_id=release_id, actor=actor()))


@area.post("/drafts/<uuid:draft_id>/folder")
@signed_in
def look(draft_id: UUID) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    sent = request.files.get(FILE)
    if sent is None or not sent.filename:
        return _page(draft_id, {FILE: ["Select the zip of the folder"]})
    try:
        files = read_folder_zip(sent.stream.read(MAX_TOTAL_BYTES + 1), draft.authority)
        staged = stage_folder(draft_id=draft_id, files=files, actor=actor(), clock=clock())
    except PublicationRefusedError as error:
        return _page(draft_id, {FILE: _reasons(error)})
    return _look_page(draft_id, staged, files)


@area.post("/drafts/<uuid:draft_id>/folder/saving")
@signed_in
def save(draft_id: UUID) -> Response:
    try:
        looked = looked_at(request.form.get("token", ""), draft_id, by=actor().name)
    except InvalidInputError as error:
        return _page(draft_id, error.errors)
    done = save_folder(
        draft_id=draft_id,
        kept=looked.kept,
        remove=[path for path in looked.missing if path in request.form.getlist("remove")],
        if_revision=looked.revision,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )
    text = f"{_counted(done.saved)} saved, {_counted(done.removed)} removed."
    return saved(text, to=url_for("drafts.show", draft_id=draft_id))


def _page(draft_id: UUID, errors: Errors) -> Response:
    page = FolderPage(
        frame=frame_of(get_draft(draft_id=draft_id, actor=actor()), ""),
        download=url_for("folders.download", draft_id=draft_id),
        action=url_for("folders.look", draft_id=draft_id),
    )
    return render("folders/show.html", title="The draft as a folder", page=page, errors=errors)


def _look_page(draft_id: UUID, staged: StagedFolder, files: Mapping[str, bytes]) -> Response:
    page = LookPage(
        frame=frame_of(get_draft(draft_id=draft_id, actor=actor()), ""),
        added=_listed(staged.added, files),
        changed=_listed(staged.changed, files),
        missing=_listed(staged.missing, files),
        same=staged.same,
        action=url_for("folders.save", draft_id=draft_id),
        token=token_of(staged, by=actor().name),
    )
    back = Link("Choose another folder", url_for("folders.show", draft_id=draft_id))
    return render("folders/look.html", title="What the folder would change", page=page, back=back)


def _listed(paths: Sequence[str], files: Mapping[str, bytes]) -> tuple[Listed, ...]:
    return tuple(Listed(name=entry_of(path, files.get(path, b"")).name, path=path) for path in paths)


def _reasons(error: PublicationRefusedError) -> list[str]:
    told = [f"{finding.file}: {finding.message} {finding.remedy}".removeprefix(": ") for finding in error.findings]
    more = len(told) - MOST_TOLD
    return told[:MOST_TOLD] + ([f"And {more} more. Nothing was saved."] if more > 0 else [])


def _zip(folder: Folder) -> Response:
    disposition = f'attachment; filename="{folder.name}.zip"'
    return Response(folder.zipped(), mimetype="application/zip", headers={"Content-Disposition": disposition})


def _counted(number: int) -> str:
    return f"{number} file{'' if number == 1 else 's'}"
