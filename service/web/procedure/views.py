"""The procedure as a whole: the live release, drafts, earlier releases."""

from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError
from service.models import DraftStatus
from service.pathways.begin_draft import begin_draft
from service.pathways.queries.drafts import list_drafts
from service.pathways.queries.library_contents import release_contents
from service.pathways.queries.paging import MOST, PageRequest
from service.pathways.queries.procedure import drafts_to_approve, standing_of
from service.pathways.queries.releases import ReleaseSummary, list_releases
from service.pathways.queries.user_names import user_names
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, render, saved
from service.web.procedure.area import area
from service.web.procedure.listing import Group, Ways, groups_of, released_links
from service.web.procedure.present import EndedDrafts, ProcedurePage, block_of, draft_line, line_of, people_of, way_back
from service.web.requests import actor, clock, idempotency

RELEASES_SHOWN = 10
ENDED_SHOWN = 10
ENDED = frozenset({DraftStatus.PUBLISHED, DraftStatus.DISCARDED})


@area.get("/procedure")
@signed_in
def show() -> Response:
    return _page(NO_ERRORS)


@area.post("/procedure/drafts")
@signed_in
def begin() -> Response:
    title = request.form.get("title", "")
    try:
        begun = begin_draft(title=title, actor=actor(), clock=clock(), idempotency=idempotency())
    except InvalidInputError as error:
        return _page(error.errors)
    text = "The draft is begun. Nothing changes for anybody until it is approved and published."
    return saved(text, to=url_for("drafts.show", draft_id=UUID(begun.draft_id)))


def _page(errors: Errors) -> Response:
    standing = standing_of(actor=actor())
    drafts = list_drafts(actor=actor(), page=PageRequest(limit=MOST)).items
    asked = PageRequest(limit=RELEASES_SHOWN, cursor=request.args.get("releases"), sort="-number")
    releases = list_releases(actor=actor(), page=asked)
    names = user_names(people_of([each for each in (standing.live, standing.planned) if each], drafts))
    names = {**names, **user_names(people_of(releases.items))}
    waiting = {draft.id for draft in drafts_to_approve(actor=actor())}
    rest = [draft for draft in drafts if draft.id not in waiting]
    page = ProcedurePage(
        live=None if standing.live is None else block_of(standing.live, names),
        back=way_back(standing.live, standing.before),
        planned=None if standing.planned is None else block_of(standing.planned, names),
        to_approve=tuple(draft_line(draft, names) for draft in drafts if draft.id in waiting),
        mine=tuple(draft_line(draft, names) for draft in rest if draft.owner == actor().name),
        others=tuple(draft_line(draft, names) for draft in rest if draft.owner != actor().name),
        contents=() if standing.live is None else contents_of(standing.live),
        releases=tuple(line_of(release, names) for release in releases.items),
        earlier_href=url_for("procedure.show", releases=releases.next_cursor) if releases.next_cursor else None,
        ended=_ended(),
    )
    return render("procedure/show.html", title="Procedure", page=page, errors=errors)


def _ended() -> EndedDrafts:
    cursor = request.args.get("ended")
    found = list_drafts(actor=actor(), page=PageRequest(limit=ENDED_SHOWN, cursor=cursor), statuses=ENDED)
    names = user_names(people_of((), found.items))
    return EndedDrafts(
        lines=tuple(draft_line(draft, names) for draft in found.items),
        opened=cursor is not None,
        earlier_href=url_for("procedure.show", ended=found.next_cursor) if found.next_cursor else None,
    )


def contents_of(release: ReleaseSummary) -> tuple[Group, ...]:
    ways = Ways(links=lambda entry: released_links(release.id, entry))
    return groups_of(release_contents(release_id=release.id, actor=actor()), ways)
