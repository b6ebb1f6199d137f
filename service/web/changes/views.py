"""What a draft changes against the live release, and a release against the one before it."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, url_for

from service.errors import PublicationRefusedError
from service.pathways.queries.drafts import DraftView, get_draft
from service.pathways.queries.paging import MOST, PageRequest
from service.pathways.queries.releases import ReleaseView, get_release, list_releases
from service.web.changes.area import area
from service.web.changes.asked import Compared, crumbs_of, of_draft, of_release
from service.web.changes.present import Told, told
from service.web.drafts.frame import CHANGES, DraftFrame, frame_of
from service.web.guards import signed_in
from service.web.pages import render
from service.web.requests import actor
from service.web.work.pages import Choice


@dataclass(frozen=True, kw_only=True)
class DraftChangesPage:
    """`told` None: something in the draft cannot be read, so nothing can be compared."""

    frame: DraftFrame
    before: str
    told: Told | None


@dataclass(frozen=True, kw_only=True)
class ReleaseChangesPage:
    """`before` is empty where there was no release before it; `others`: those that it can be compared with."""

    before: str
    told: Told
    others: tuple[Choice, ...]
    chosen: str


@area.get("/drafts/<uuid:draft_id>/changes")
@signed_in
def show(draft_id: UUID) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    return render("changes/draft.html", title="What this draft changes", page=_draft_page(draft), wide=True)


@area.get("/procedure/releases/<uuid:release_id>/changes")
@signed_in
def release(release_id: UUID) -> Response:
    compared = of_release(release_id)
    view = get_release(release_id=release_id, actor=actor())
    title = f"What release {view.number} changed"
    return render(
        "changes/release.html", title=title, page=_release_page(view, compared), crumbs=crumbs_of(view), wide=True
    )


def _draft_page(draft: DraftView) -> DraftChangesPage:
    frame = frame_of(draft, CHANGES)
    try:
        compared = of_draft(draft)
    except PublicationRefusedError:
        return DraftChangesPage(frame=frame, before="", told=None)
    shown = told(compared.changes, lambda process: url_for("changes.diagram", draft_id=draft.id, process=process))
    return DraftChangesPage(frame=frame, before=compared.before, told=shown)


def _release_page(view: ReleaseView, compared: Compared) -> ReleaseChangesPage:
    before = compared.changes.before
    number = None if before is None else before.number
    others = list_releases(actor=actor(), page=PageRequest(limit=MOST), authority=view.authority).items
    return ReleaseChangesPage(
        before=compared.before,
        told=told(
            compared.changes,
            lambda process: url_for("changes.release_diagram", release_id=view.id, process=process, against=number),
        ),
        others=tuple(
            Choice(value=str(each.number), text=f"Release {each.number}") for each in others if each.id != view.id
        ),
        chosen=str(number or ""),
    )
