"""Files of a draft that are begun, copied, taken out or brought back as they were."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.errors import FileRefusedError, InvalidInputError
from service.library.contents import Kind, entry_of
from service.library.starters import PLACES, starter
from service.pathways.queries.drafts import draft_file, draft_version_file, get_draft
from service.pathways.queries.library_contents import live_file
from service.pathways.remove_draft_file import remove_draft_file
from service.web.drafts.area import area
from service.web.drafts.file_views import edited, reasons_of
from service.web.drafts.files import KINDS
from service.web.drafts.frame import DraftFrame, frame_of
from service.web.drafts.kept import file_of, save_file
from service.web.drafts.posted import posted_version
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency

NEW = (Kind.FORM, Kind.PROCESS, Kind.DECISION, Kind.LETTER)  # in the order in which they are offered


@dataclass(frozen=True, kw_only=True)
class NewPage:
    frame: DraftFrame
    action: str
    kinds: tuple[dict[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RemovalPage:
    frame: DraftFrame
    action: str
    version: str
    name: str
    path: str


@area.get("/drafts/<uuid:draft_id>/new")
@signed_in
def new(draft_id: UUID) -> Response:
    return _new_page(draft_id, NO_ERRORS)


@area.post("/drafts/<uuid:draft_id>/new")
@signed_in
def add(draft_id: UUID) -> Response:
    try:
        path = _add(draft_id)
    except InvalidInputError as error:
        return _new_page(draft_id, error.errors)
    except FileRefusedError as error:
        return _new_page(draft_id, {"name": reasons_of(error)})
    return saved("The file is in the draft.", to=url_for("drafts.file", draft_id=draft_id, path=path))


@area.post("/drafts/<uuid:draft_id>/restore/<path:path>")
@signed_in
def restore(draft_id: UUID, path: str) -> Response:
    """Save the file as it was after the change `revision`; without one, as the release has it."""
    revision = request.form.get("revision", type=int)
    if revision is None:
        content = live_file(draft_id=draft_id, path=path, actor=actor())
    else:
        content = draft_version_file(draft_id=draft_id, revision=revision, actor=actor())
    try:
        save_file(draft_id, path, content, seen=posted_version())
    except FileRefusedError as error:
        return edited(draft_id, path, content.decode(errors="replace"), errors={"content": reasons_of(error)})
    return saved("The earlier version stands again.", to=url_for("drafts.file", draft_id=draft_id, path=path))


@area.get("/drafts/<uuid:draft_id>/removal/<path:path>")
@signed_in
def removal(draft_id: UUID, path: str) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    page = RemovalPage(
        frame=frame_of(draft, ""),
        action=url_for("drafts.remove", draft_id=draft_id, path=path),
        version=file_of(draft, path).sha256 or "",
        name=entry_of(path, draft_file(draft_id=draft_id, path=path, actor=actor())).name,
        path=path,
    )
    back = Link("Back to the file", url_for("drafts.file", draft_id=draft_id, path=path))
    return render("drafts/removal.html", title="Remove a file from the draft", page=page, back=back)


@area.post("/drafts/<uuid:draft_id>/removal/<path:path>")
@signed_in
def remove(draft_id: UUID, path: str) -> Response:
    seen = posted_version() or ""
    remove_draft_file(
        draft_id=draft_id, path=path, if_match=seen, actor=actor(), clock=clock(), idempotency=idempotency()
    )
    text = "The file is removed from the draft. Its versions stay in the history."
    return saved(text, to=url_for("drafts.show", draft_id=draft_id))


@area.post("/drafts/<uuid:draft_id>/copy/<path:path>")
@signed_in
def copy(draft_id: UUID, path: str) -> Response:
    """Put a file of the authority's own in the place of a shared one."""
    content = draft_file(draft_id=draft_id, path=path, actor=actor())
    draft = get_draft(draft_id=draft_id, actor=actor())
    own = path.replace("/shared/", f"/{draft.authority}/", 1)
    if file_of(draft, own).sha256 is None:
        save_file(draft_id, own, content, seen=None)
    text = "This copy is your own. It stands in the place of the shared file."
    return saved(text, to=url_for("drafts.file", draft_id=draft_id, path=own))


def _add(draft_id: UUID) -> str:
    """:raises InvalidInputError: something is missing, or there is a file of that name."""
    draft = get_draft(draft_id=draft_id, actor=actor())
    kind = next((each for each in NEW if each.value == request.form.get("kind")), None)
    if kind is None:
        raise InvalidInputError({"kind": ["Choose what it is."]})
    path, content = starter(kind, request.form.get("name", ""), draft.authority)
    if file_of(draft, path).sha256 is not None:
        raise InvalidInputError({"name": ["There is a file of that name already. Choose another name."]})
    save_file(draft_id, path, content, seen=None)
    return path


def _new_page(draft_id: UUID, errors: Errors) -> Response:
    page = NewPage(
        frame=frame_of(get_draft(draft_id=draft_id, actor=actor()), ""),
        action=url_for("drafts.add", draft_id=draft_id),
        kinds=tuple({"value": kind.value, "text": KINDS[kind]} for kind in NEW if kind in PLACES),
    )
    back = Link("Back to the draft", url_for("drafts.show", draft_id=draft_id))
    return render("drafts/new.html", title="Add a file to the draft", page=page, errors=errors, back=back)
