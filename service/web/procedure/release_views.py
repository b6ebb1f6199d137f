"""One release: what it changed, who answers for it, its files."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.access import Capability
from service.errors import InvalidInputError
from service.library.contents import Kind, entry_of
from service.pathways.queries.procedure import draft_of_release
from service.pathways.queries.releases import ReleaseView, get_release, release_file
from service.pathways.queries.user_names import user_names
from service.pathways.withdraw_release import withdraw_release
from service.web.drafts.preview import Preview, preview_of
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.procedure.area import area
from service.web.procedure.listing import Group
from service.web.procedure.present import ReleaseBlock, ReleaseLine, block_of, line_of, moves_text, people_of
from service.web.procedure.views import contents_of
from service.web.requests import actor, clock, idempotency

XML = "application/xml"


@dataclass(frozen=True, kw_only=True)
class ReleasePage:
    release: ReleaseBlock
    line: ReleaseLine
    actions: tuple[Link, ...]
    contents: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True)
class FilePage:
    """`diagram_href` is empty for files that are no diagram; `form` None for those that are no form."""

    release: str
    path: str
    text: str
    diagram_href: str
    list_href: str
    form: Preview | None


@area.get("/procedure/releases/<uuid:release_id>")
@signed_in
def release(release_id: UUID) -> Response:
    found = get_release(release_id=release_id, actor=actor())
    names = user_names(people_of([found]))
    page = ReleasePage(
        release=block_of(found, names),
        line=line_of(found, names),
        actions=_actions(found),
        contents=contents_of(found),
    )
    return render("procedure/release.html", title=page.release.title, page=page, back=_back())


@area.get("/procedure/releases/<uuid:release_id>/files/<path:path>")
@signed_in
def file(release_id: UUID, path: str) -> Response:
    content = release_file(release_id=release_id, path=path, actor=actor())
    entry, found = entry_of(path, content), get_release(release_id=release_id, actor=actor())
    drawn = entry.kind is Kind.PROCESS
    page = FilePage(
        release=f"Release {found.number}",
        path=path,
        text=content.decode(errors="replace"),
        diagram_href=url_for("procedure.source", release_id=release_id, path=path) if drawn else "",
        list_href=url_for("outline.released", release_id=release_id, path=path) if drawn else "",
        form=preview_of(content, path, now=clock().now()) if entry.kind is Kind.FORM else None,
    )
    back = Link(page.release, url_for("procedure.release", release_id=release_id))
    return render("procedure/file.html", title=entry.name, page=page, back=back, wide=True)


@area.get("/procedure/releases/<uuid:release_id>/source/<path:path>")
@signed_in
def source(release_id: UUID, path: str) -> Response:
    """The file itself, for what draws it."""
    content = release_file(release_id=release_id, path=path, actor=actor())
    return Response(content, mimetype=XML if path.endswith((".bpmn", ".dmn")) else "text/plain")


@area.get("/procedure/releases/<uuid:release_id>/withdrawal")
@signed_in
def withdrawal(release_id: UUID) -> Response:
    return _withdrawal_page(release_id, NO_ERRORS)


@area.post("/procedure/releases/<uuid:release_id>/withdrawal")
@signed_in
def withdraw(release_id: UUID) -> Response:
    reason = request.form.get("reason", "")
    try:
        done = withdraw_release(
            release_id=release_id, reason=reason, actor=actor(), clock=clock(), idempotency=idempotency()
        )
    except InvalidInputError as error:
        return _withdrawal_page(release_id, error.errors)
    to = url_for("drafts.show", draft_id=UUID(done.draft_id)) if done.draft_id else url_for("procedure.show")
    return saved(f"Release {done.number} is withdrawn. Its draft is open again.", to=to)


def _withdrawal_page(release_id: UUID, errors: Errors) -> Response:
    found = get_release(release_id=release_id, actor=actor())
    page = block_of(found, user_names(people_of([found])))
    title = f"Withdraw release {found.number}"
    return render("procedure/withdrawal.html", title=title, page=page, errors=errors, back=_back())


def _actions(release: ReleaseView) -> tuple[Link, ...]:
    if not actor().may(Capability.PUBLISH):
        return ()
    ways = (
        ("See what it changed", "changes.release"),
        (moves_text(release), "moves.new"),
        ("Download as a folder", "folders.release"),
    )
    return (*(Link(text, url_for(endpoint, release_id=release.id)) for text, endpoint in ways), *_made_in(release))


def _made_in(release: ReleaseView) -> tuple[Link, ...]:
    draft_id = draft_of_release(release_id=release.id, actor=actor())
    if draft_id is None:
        return ()
    return (Link("Look at the draft that it was published from", url_for("drafts.show", draft_id=draft_id)),)


def _back() -> Link | None:
    """Everybody may read a release, and process owners alone the list of them."""
    return Link("Procedure", url_for("procedure.show")) if actor().may(Capability.PUBLISH) else None
