"""The draft's scenario files: run them, and read what came of them."""

from uuid import UUID

from flask import Response, request, url_for

from service.errors import PublicationRefusedError
from service.pathways.queries.draft_scenarios import draft_scenario, draft_scenarios
from service.pathways.queries.drafts import get_draft
from service.pathways.run_draft_scenarios import run_draft_scenarios
from service.web.drafts.frame import TRY, frame_of
from service.web.guards import signed_in
from service.web.pages import Link, go, render
from service.web.requests import actor, clock
from service.web.site import site
from service.web.tryouts.area import area
from service.web.tryouts.refusing import unreadable
from service.web.tryouts.scenarios import scenario_page, scenarios_page


@area.get("/drafts/<uuid:draft_id>/try/scenarios")
@signed_in
def scenarios(draft_id: UUID) -> Response:
    frame = frame_of(get_draft(draft_id=draft_id, actor=actor()), TRY)
    try:
        page = scenarios_page(draft_scenarios(draft_id=draft_id, actor=actor()), frame)
    except PublicationRefusedError as error:
        return unreadable(frame, error)
    back = Link("Try it", url_for("tryouts.index", draft_id=draft_id))
    return render("tryouts/scenarios.html", title="Scenarios", page=page, back=back)


@area.post("/drafts/<uuid:draft_id>/try/scenarios")
@signed_in
def run_scenarios(draft_id: UUID) -> Response:
    run_draft_scenarios(draft_id=draft_id, actor=actor(), clock=clock(), again="again" in request.form)
    return go(url_for("tryouts.scenarios", draft_id=draft_id))


@area.get("/drafts/<uuid:draft_id>/try/scenarios/<path:path>")
@signed_in
def scenario(draft_id: UUID, path: str) -> Response:
    run = draft_scenario(draft_id=draft_id, path=path, actor=actor())
    frame = frame_of(get_draft(draft_id=draft_id, actor=actor()), TRY)
    page = scenario_page(run, frame, site().calendar)
    back = Link("Scenarios", url_for("tryouts.scenarios", draft_id=draft_id))
    return render("tryouts/scenario.html", title=run.title, page=page, back=back, wide=bool(page.beside))
