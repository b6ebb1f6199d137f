"""What really happened, played again with the draft."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, request, url_for

from service.errors import PublicationRefusedError
from service.models import BulkKind
from service.pathways.begin_replays import begin_replays
from service.pathways.queries.bulk import list_bulk_actions
from service.pathways.queries.drafts import DraftView, get_draft
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.replays import counted_processes, list_replayable
from service.pathways.queries.tryouts import draft_processes
from service.pathways.replay_process import replay_process
from service.web.drafts.frame import TRY, frame_of
from service.web.guards import signed_in
from service.web.pages import Link, go, render
from service.web.requests import actor, clock, idempotency
from service.web.site import site
from service.web.tryouts.area import area
from service.web.tryouts.refusing import unreadable
from service.web.tryouts.replays import Asked, choices_of, earlier_link, replay_page, replays_page

SHOWN = 5  # of what was replayed before


@area.get("/drafts/<uuid:draft_id>/try/replay")
@signed_in
def replays(draft_id: UUID) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    frame = frame_of(draft, TRY)
    try:
        names = {process.id: process.name for process in draft_processes(draft_id=draft_id, actor=actor())}
    except PublicationRefusedError as error:
        return unreadable(frame, error)
    asked = _asked(draft_id, names)
    found = list_replayable(draft_id=draft_id, process=asked.chosen, actor=actor(), page=_page(), running=asked.running)
    back = Link("Try it", url_for("tryouts.index", draft_id=draft_id))
    page = replays_page(frame, asked=asked, found=found, earlier=_earlier(draft, asked.chosen))
    return render("tryouts/replays.html", title="Replay what really happened", page=page, back=back)


@area.post("/drafts/<uuid:draft_id>/try/replay")
@signed_in
def replay_all(draft_id: UUID) -> Response:
    process = request.form.get("process", "")
    try:
        begun = begin_replays(
            draft_id=draft_id, process=process, actor=actor(), clock=clock(), idempotency=idempotency()
        )
    except PublicationRefusedError:
        return go(url_for("tryouts.replays", draft_id=draft_id))  # which says what cannot be read
    return go(url_for("operations.bulk", bulk_id=begun.bulk_id))


def _earlier(draft: DraftView, process: str) -> tuple[Link, ...]:
    page = PageRequest(limit=SHOWN)
    found = list_bulk_actions(actor=actor(), page=page, kind=BulkKind.REPLAY, draft_id=draft.id, process=process)
    return tuple(earlier_link(each, draft) for each in found.items)


def _page() -> PageRequest:
    return PageRequest(cursor=request.args.get("cursor"))


def _asked(draft_id: UUID, names: Mapping[str, str]) -> Asked:
    return Asked(
        choices=choices_of(names, counted_processes(draft_id=draft_id, actor=actor())),
        chosen=request.args.get("process", ""),
        running="running" in request.args,
    )


@area.get("/drafts/<uuid:draft_id>/try/replay/<uuid:instance_id>")
@signed_in
def replay(draft_id: UUID, instance_id: UUID) -> Response:
    frame = frame_of(get_draft(draft_id=draft_id, actor=actor()), TRY)
    try:
        found = replay_process(draft_id=draft_id, instance_id=instance_id, actor=actor(), clock=clock())
    except PublicationRefusedError as error:
        return unreadable(frame, error)
    page = replay_page(found, frame, site().calendar)
    back = Link("Replay", url_for("tryouts.replays", draft_id=draft_id, process=found.process))
    return render(
        "tryouts/replay.html",
        title="What the draft would have done",
        page=page,
        back=back,
        wide=True,
        concern_case_id=found.case_id,
    )
