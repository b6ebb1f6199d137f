"""One file of a draft: opened in its editor, saved by hand and by itself."""

from http import HTTPStatus
from uuid import UUID

from flask import Response, jsonify, make_response, render_template, request, url_for

from service.errors import FileRefusedError, NotSignedInError, PathwaysError, StaleVersionError
from service.http.statuses import status_of
from service.library.contents import entry_of
from service.pathways.queries.changes import file_changes
from service.pathways.queries.draft_checks import draft_findings
from service.pathways.queries.drafts import draft_file, get_draft
from service.pathways.queries.library_contents import draft_catalogue
from service.pathways.remove_draft_file import remove_draft_file
from service.pathways.save_draft_file import SavedDraftFile
from service.web.drafts.area import area
from service.web.drafts.conflict import conflict_page, stale_text
from service.web.drafts.files import DRAWN, EDITORS, Beside, badges_of, file_page, found_list
from service.web.drafts.kept import content_of, file_of, save_file
from service.web.drafts.posted import posted_content, posted_version
from service.web.drafts.preview import preview_of
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, render, saved
from service.web.requests import actor, clock

THEIRS = "theirs"  # answers to which of two versions is kept


@area.get("/drafts/<uuid:draft_id>/files/<path:path>")
@signed_in
def file(draft_id: UUID, path: str) -> Response:
    content = draft_file(draft_id=draft_id, path=path, actor=actor())
    return edited(draft_id, path, content.decode(errors="replace"))


@area.post("/drafts/<uuid:draft_id>/files/<path:path>")
@signed_in
def save(draft_id: UUID, path: str) -> Response:
    there = content_of(draft_id, path)
    content = posted_content(there)
    try:
        done = save_file(draft_id, path, content, seen=posted_version())
        if request.form.get("keep") == THEIRS:
            return _keep_theirs(done, draft_id, there)
    except StaleVersionError:
        return _conflict(draft_id, path, content)
    except FileRefusedError as error:
        return edited(draft_id, path, content.decode(), errors={"content": reasons_of(error)})
    leave = request.form.get("then") == "leave"
    to = url_for("drafts.show", draft_id=draft_id) if leave else url_for("drafts.file", draft_id=draft_id, path=path)
    return saved(
        "The file is saved." if done.changed else "The file is saved. Nothing is new since the last time.", to=to
    )


@area.post("/drafts/<uuid:draft_id>/autosave/<path:path>")
@signed_in
def autosave(draft_id: UUID, path: str) -> Response:
    """The same for scripts, as JSON."""
    try:
        content = posted_content(content_of(draft_id, path))
        done = save_file(draft_id, path, content, seen=posted_version())
    except NotSignedInError:
        raise
    except StaleVersionError:
        return _refused(stale_text(get_draft(draft_id=draft_id, actor=actor())), HTTPStatus.CONFLICT)
    except FileRefusedError as error:
        return _refused(" ".join(reasons_of(error)), status_of(error)[0])
    except PathwaysError as error:
        return _refused(str(error), status_of(error)[0])
    moment = done.saved_at.isoformat() if done.changed else None
    return jsonify({"saved_at": moment, "version": done.sha256, "changed": done.changed})


@area.get("/drafts/<uuid:draft_id>/findings/<path:path>")
@signed_in
def findings(draft_id: UUID, path: str) -> Response:
    """What the checks find in the file now: for the drawing, and for the list beside it."""
    found = draft_findings(draft_id=draft_id, actor=actor(), path=path).findings
    html = render_template("drafts/found.html", found=found_list(found), drawn=path.endswith(DRAWN))
    return jsonify({"badges": badges_of(found), "html": html})


@area.post("/drafts/<uuid:draft_id>/preview/<path:path>")
@signed_in
def preview(draft_id: UUID, path: str) -> Response:
    """The form as it will be seen: a piece of a page."""
    get_draft(draft_id=draft_id, actor=actor())
    shown = preview_of(posted_content(), path, now=clock().now())
    return make_response(render_template("drafts/preview.html", preview=shown))


def edited(draft_id: UUID, path: str, content: str, *, errors: Errors = NO_ERRORS) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    entry = entry_of(path, content.encode())
    beside = Beside(
        found=draft_findings(draft_id=draft_id, actor=actor(), path=path).findings,
        catalogue=draft_catalogue(draft_id=draft_id, actor=actor()) if entry.kind in EDITORS else {},
    )
    page = file_page(draft, entry, file_of(draft, path), content=content, beside=beside)
    return render("drafts/file.html", title=entry.name, page=page, errors=errors, wide=True)


def _conflict(draft_id: UUID, path: str, content: bytes) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    theirs = content_of(draft_id, path).decode(errors="replace")
    changes = file_changes(draft_id=draft_id, path=path, content=content, actor=actor())
    page = conflict_page(draft, file_of(draft, path), mine=content.decode(), theirs=theirs, changes=changes)
    title = "Somebody else changed this file, too"
    return render("drafts/conflict.html", title=title, page=page, status=HTTPStatus.CONFLICT, wide=True)


def _keep_theirs(mine: SavedDraftFile, draft_id: UUID, theirs: bytes) -> Response:
    """Both versions are in the history then: the one that was just saved, and the one that stands again."""
    text = "The other version stands. Yours is in the history, to look at and to go on with."
    history = url_for("drafts.history", draft_id=draft_id, path=mine.path, every=1)
    if posted_version() is None:
        remove_draft_file(draft_id=draft_id, path=mine.path, if_match=mine.sha256, actor=actor(), clock=clock())
        return saved(text, to=history)
    save_file(draft_id, mine.path, theirs, seen=mine.sha256)
    return saved(text, to=history)


def reasons_of(error: FileRefusedError) -> tuple[str, ...]:
    return tuple(f"{finding.message} {finding.remedy}" for finding in error.findings)


def _refused(detail: str, status: HTTPStatus) -> Response:
    return make_response(jsonify({"detail": detail}), status)
