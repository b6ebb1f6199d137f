"""Where cases wait: table, drawing and file.  For operators, process owners and those who read reports."""

from flask import Response, request

from service.pathways.queries.waits import process_waits, waits_diagram
from service.web.guards import signed_in
from service.web.operations.area import area
from service.web.operations.frame import Tab, tabs_of
from service.web.operations.process_views import XML
from service.web.operations.waiting import table_of, waiting_page
from service.web.pages import render
from service.web.requests import actor, clock


@area.get("/operations/waiting")
@signed_in
def waiting() -> Response:
    processes = process_waits(actor=actor(), clock=clock())
    named = {each.process: each for each in processes}
    shown = named.get(request.args.get("process", "")) or next(iter(processes), None)
    page = waiting_page(processes, shown, tabs_of(Tab.WAITING, actor()))
    return render("operations/waiting.html", title="Where cases wait", page=page, wide=True)


@area.get("/operations/waiting/<process>/diagram")
@signed_in
def waiting_diagram(process: str) -> Response:
    return Response(waits_diagram(actor=actor(), process=process), mimetype=XML)


@area.get("/operations/waiting.csv")
@signed_in
def waiting_table() -> Response:
    headers = {"Content-Disposition": "attachment; filename=waiting.csv"}
    table = table_of(process_waits(actor=actor(), clock=clock()))
    return Response(table, content_type="text/csv; charset=utf-8", headers=headers)
