"""Every step of a case's pathways, as a table and as a diagram."""

from uuid import UUID

from flask import Response, request, url_for

from service.errors import NotFoundError
from service.pathways.queries.case_diagram import case_diagram, case_processes
from service.pathways.reading import read_diagram
from service.web.cases.area import area
from service.web.cases.asked import id_in, text_in
from service.web.cases.frame import Tab, open_frame
from service.web.cases.pathway import pathway_page, process_tabs
from service.web.guards import signed_in
from service.web.pages import Link, render
from service.web.requests import actor, clock

XML = "application/xml"


@area.get("/cases/<uuid:case_id>/pathway")
@signed_in
def pathway(case_id: UUID) -> Response:
    frame = open_frame(case_id, Tab.OVERVIEW)
    back = Link("Back to the case", url_for("cases.overview", case_id=case_id))
    processes = case_processes(case_id=case_id, actor=actor())
    chosen = id_in(request.args, "process") or (processes[0].id if processes else None)
    if chosen is None:
        raise NotFoundError("pathway of case", case_id)
    view = case_diagram(case_id=case_id, instance_id=chosen, part=text_in(request.args, "part"), actor=actor())
    page = pathway_page(view, frame, process_tabs(processes, case_id, chosen))
    return render("cases/pathway.html", title="Pathway", page=page, back=back, wide=True)


@area.get("/cases/<uuid:case_id>/pathway/<uuid:instance_id>/diagram")
@signed_in
def diagram(case_id: UUID, instance_id: UUID) -> Response:
    part = text_in(request.args, "part")
    xml = read_diagram(case_id=case_id, instance_id=instance_id, part=part, actor=actor(), clock=clock())
    return Response(xml, mimetype=XML)
