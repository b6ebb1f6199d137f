"""Diagrams and tables of a release, to be read and printed."""

from uuid import UUID

from flask import Response, url_for

from service.pathways.queries.outlines import release_outline, release_tables
from service.pathways.queries.releases import get_release
from service.web.guards import signed_in
from service.web.outline.area import area
from service.web.outline.pages import OutlinePage, released_places
from service.web.outline.present import body_of
from service.web.outline.tables import table_page, table_title
from service.web.outline.views import title_of
from service.web.pages import Link, render
from service.web.requests import actor


@area.get("/procedure/releases/<uuid:release_id>/outline/<path:path>")
@signed_in
def released(release_id: UUID, path: str) -> Response:
    shown = release_outline(release_id=release_id, path=path, actor=actor())
    caption, back = _around(release_id)
    body = body_of(shown, released_places(release_id))
    page = OutlinePage(frame=None, caption=f"Process, as a list. {caption}", body=body, links=(), closed="")
    return render("outline/released.html", title=title_of(shown), page=page, back=back)


@area.get("/procedure/releases/<uuid:release_id>/table/<path:path>")
@signed_in
def released_table(release_id: UUID, path: str) -> Response:
    shown = release_tables(release_id=release_id, path=path, actor=actor())
    caption, back = _around(release_id)
    page = table_page(shown, frame=None, caption=caption)
    return render("outline/released_table.html", title=table_title(shown), page=page, back=back, wide=True)


def _around(release_id: UUID) -> tuple[str, Link]:
    number = get_release(release_id=release_id, actor=actor()).number
    return f"Release {number}", Link(f"Release {number}", url_for("procedure.release", release_id=release_id))
