"""What a draft would mean for running cases."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, url_for

from service.errors import NotFoundError, PublicationRefusedError
from service.models import BulkKind
from service.pathways.begin_preview import begin_preview
from service.pathways.queries.bulk import BulkView, list_bulk_actions
from service.pathways.queries.drafts import DraftView, get_draft
from service.pathways.queries.paging import PageRequest
from service.web.drafts.frame import IMPACT, DraftFrame, frame_of
from service.web.guards import signed_in
from service.web.impact.area import area
from service.web.impact.present import Impact
from service.web.impact.shown import impact_of, impact_table
from service.web.pages import go, render
from service.web.requests import actor, clock, idempotency

TITLE = "Whom this draft affects"
OUTDATED = "The draft was changed after this was worked out. Look again to see what it means now."


@dataclass(frozen=True, kw_only=True)
class DraftImpactPage:
    """`impact` None: nobody asked for it yet.  `unreadable`: something in the draft cannot be read."""

    frame: DraftFrame
    impact: Impact | None
    unreadable: bool
    open: bool


@area.get("/drafts/<uuid:draft_id>/impact")
@signed_in
def show(draft_id: UUID) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    return render("impact/draft.html", title=TITLE, page=_page(draft), wide=True)


@area.post("/drafts/<uuid:draft_id>/impact")
@signed_in
def begin(draft_id: UUID) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    try:
        begin_preview(draft_id=draft_id, actor=actor(), clock=clock(), idempotency=idempotency())
    except PublicationRefusedError:
        return render("impact/draft.html", title=TITLE, page=_page(draft, unreadable=True), wide=True, status=422)
    return go(url_for("impact.show", draft_id=draft_id))


@area.get("/drafts/<uuid:draft_id>/impact.csv")
@signed_in
def download(draft_id: UUID) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    preview = _last(draft)
    if preview is None:
        raise NotFoundError("preview of draft", draft_id)
    return impact_table(preview)


def _page(draft: DraftView, *, unreadable: bool = False) -> DraftImpactPage:
    preview = _last(draft)
    here = url_for("impact.show", draft_id=draft.id)
    return DraftImpactPage(
        frame=frame_of(draft, IMPACT),
        impact=None
        if preview is None
        else impact_of(
            preview,
            href=here,
            download_href=url_for("impact.download", draft_id=draft.id),
            outdated=OUTDATED if preview.draft_digest != draft.digest else "",
        ),
        unreadable=unreadable,
        open=draft.may_be_changed,
    )


def _last(draft: DraftView) -> BulkView | None:
    page = PageRequest(limit=1)
    found = list_bulk_actions(actor=actor(), page=page, kind=BulkKind.PREVIEW, draft_id=draft.id).items
    return found[0] if found else None
