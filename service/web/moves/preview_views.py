"""What a move to a release would mean, before it is begun."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, url_for

from service.pathways.begin_preview import begin_preview
from service.pathways.queries.releases import get_release
from service.web.guards import signed_in
from service.web.impact.present import Impact
from service.web.impact.shown import impact_of, impact_table
from service.web.moves.area import area
from service.web.moves.previews import preview_of
from service.web.pages import Link, go, render
from service.web.requests import actor, clock, idempotency


@dataclass(frozen=True, kw_only=True)
class PreviewPage:
    impact: Impact
    href: str
    moves_href: str


@area.post("/procedure/releases/<uuid:release_id>/moves/preview")
@signed_in
def begin_look(release_id: UUID) -> Response:
    begun = begin_preview(release_id=release_id, actor=actor(), clock=clock(), idempotency=idempotency())
    return go(url_for("moves.preview", release_id=release_id, bulk_id=UUID(begun.bulk_id)))


@area.get("/procedure/releases/<uuid:release_id>/moves/preview/<uuid:bulk_id>")
@signed_in
def preview(release_id: UUID, bulk_id: UUID) -> Response:
    found = preview_of(release_id, bulk_id)
    release = get_release(release_id=release_id, actor=actor())
    href = url_for("moves.preview", release_id=release_id, bulk_id=bulk_id)
    table = url_for("moves.preview_table", release_id=release_id, bulk_id=bulk_id)
    moves_href = url_for("moves.new", release_id=release_id)
    page = PreviewPage(impact=impact_of(found, href=href, download_href=table), href=href, moves_href=moves_href)
    title = f"What a move to release {release.number} would mean"
    back = Link("Back to the choice", moves_href)
    return render("moves/preview.html", title=title, page=page, back=back, wide=True)


@area.get("/procedure/releases/<uuid:release_id>/moves/preview/<uuid:bulk_id>.csv")
@signed_in
def preview_table(release_id: UUID, bulk_id: UUID) -> Response:
    return impact_table(preview_of(release_id, bulk_id))
