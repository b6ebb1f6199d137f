"""What failed: by cause, one by one, and what is done about it."""

from http import HTTPStatus
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from service.errors import ConflictError, InvalidInputError
from service.models import BulkKind, IncidentStatus
from service.pathways.held_timers import IN_VAIN_KIND
from service.pathways.incidents import HandledIncident, resolve_incident, retry_incident
from service.pathways.queries.failed_step import FailedStep, failed_step
from service.pathways.queries.incident_groups import (
    count_hidden_incidents,
    incident_groups,
    incidents_of_group,
    processes_of_group,
)
from service.pathways.queries.incidents import IncidentFilter, IncidentView, list_incidents
from service.pathways.queries.operated import require_operator
from service.pathways.queries.paging import Page, PageRequest
from service.pathways.queries.stuck import StuckFilter, list_stuck
from service.pathways.read_process import is_restricted, read_data
from service.pathways.skip_incident import skip_incident
from service.web.cases.asked import href_after, href_with, text_in
from service.web.guards import signed_in
from service.web.operations.actions import ANSWERS, FAILED_AGAIN, LATER, AnswerPage
from service.web.operations.area import area
from service.web.operations.corrections import CHOICES, Row, corrections_in, rows_of
from service.web.operations.frame import Tab, tabs_of
from service.web.operations.incidents import (
    IncidentsPage,
    SinglePage,
    StuckPage,
    group_row,
    hidden_text,
    single_row,
    stuck_row,
)
from service.web.operations.index_views import confirmed
from service.web.operations.process import incident_row
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency

RESOLVED = "resolved"


@area.get("/operations/incidents")
@signed_in
def incidents() -> Response:
    """By cause; those of one cause, or the resolved ones, one by one."""
    key = text_in(request.args, "cause")
    if key is not None or text_in(request.args, "status") == RESOLVED:
        return _single(key)
    path, cursor = url_for("operations.incidents"), text_in(request.args, "after")
    found = incident_groups(actor=actor(), page=PageRequest(limit=50, cursor=cursor))
    page = IncidentsPage(
        tabs=tabs_of(Tab.INCIDENTS, actor()),
        rows=tuple(map(group_row, found.items)),
        hidden=hidden_text(count_hidden_incidents(actor=actor())),
        next_href=href_after(path, found.next_cursor),
        first_href=href_with(path) if cursor else None,
    )
    return render("operations/incidents.html", title="Incidents", page=page, wide=True)


def _single(key: str | None) -> Response:
    path, cursor = url_for("operations.incidents"), text_in(request.args, "after")
    found = _incidents(key, PageRequest(limit=50, cursor=cursor))
    page = SinglePage(
        rows=tuple(map(single_row, found.items)),
        cause=key or "",
        resolved=key is None,
        next_href=href_after(path, found.next_cursor),
        first_href=href_with(path) if cursor else None,
    )
    title = "Resolved incidents" if key is None else "Incidents of one cause"
    back = Link("Back to all incidents", path)
    return render("operations/incidents_single.html", title=title, page=page, back=back, wide=True)


def _incidents(key: str | None, page: PageRequest) -> Page[IncidentView]:
    if key is not None:
        return incidents_of_group(key=key, actor=actor(), page=page)
    require_operator(actor())
    return list_incidents(actor=actor(), filters=IncidentFilter(status=IncidentStatus.RESOLVED), page=page)


@area.post("/operations/incidents/retry")
@signed_in
def retry_cause() -> Response:
    """Ask whether everything that failed for this cause is to be run again."""
    ids = tuple(processes_of_group(key=request.form.get("cause", ""), actor=actor()))
    if not ids:
        raise InvalidInputError({"cause": ["Nothing has failed for this cause any more."]})
    page, back = confirmed(BulkKind.RETRY, ids), Link("Back to all incidents", url_for("operations.incidents"))
    return render("operations/confirm.html", title="Retry what failed", page=page, back=back, wide=True)


@area.get("/operations/stuck")
@signed_in
def stuck() -> Response:
    path, cursor = url_for("operations.stuck"), text_in(request.args, "after")
    require_operator(actor())
    asked = PageRequest(limit=50, cursor=cursor)
    found = list_stuck(actor=actor(), clock=clock(), filters=StuckFilter(), page=asked)
    page = StuckPage(
        tabs=tabs_of(Tab.STUCK, actor()),
        rows=tuple(stuck_row(each, now=clock().now()) for each in found.items),
        next_href=href_after(path, found.next_cursor),
        first_href=href_with(path) if cursor else None,
    )
    return render("operations/stuck.html", title="Stuck processes", page=page, wide=True)


@area.get("/operations/incidents/<uuid:incident_id>/<any(retry, skip, resolve):answer>")
@signed_in
def answer(incident_id: UUID, answer: str) -> Response:
    return _ask(incident_id, answer)


@area.post("/operations/incidents/<uuid:incident_id>/<any(retry, skip, resolve):answer>")
@signed_in
def give_answer(incident_id: UUID, answer: str) -> ResponseReturnValue:
    try:
        handled = _answer(incident_id, answer)
    except InvalidInputError as error:
        return _ask(incident_id, answer, errors=error.errors)
    except ConflictError as error:
        return _ask(incident_id, answer, conflict=str(error))
    if answer == "retry" and handled.status == IncidentStatus.OPEN:
        return _ask(incident_id, answer, conflict=FAILED_AGAIN)
    words = LATER if handled.later else ANSWERS[answer]
    return saved(words.done, to=url_for("operations.show", instance_id=handled.instance_id))


def _answer(incident_id: UUID, answer: str) -> HandledIncident:
    form = request.form
    reason, data = form.get("reason", ""), corrections_in(form)
    if answer == "retry":
        return retry_incident(
            incident_id=incident_id, data=data, actor=actor(), clock=clock(), idempotency=idempotency()
        )
    if answer == "skip":
        return skip_incident(
            incident_id=incident_id, reason=reason, data=data, actor=actor(), clock=clock(), idempotency=idempotency()
        )
    try:
        return resolve_incident(
            incident_id=incident_id, note=reason, actor=actor(), clock=clock(), idempotency=idempotency()
        )
    except InvalidInputError as error:
        raise InvalidInputError({"reason": ["Say what was done."]}) from error


def _ask(incident_id: UUID, answer: str, *, errors: Errors = NO_ERRORS, conflict: str = "") -> Response:
    step = failed_step(incident_id=incident_id, actor=actor())
    page = _answer_page(step, answer, conflict)
    back = Link("Back to the process", url_for("operations.show", instance_id=step.incident.instance_id))
    status = HTTPStatus.CONFLICT if conflict else None
    return render(
        "operations/answer.html", title=page.words.title, page=page, errors=errors, status=status, back=back, wide=True
    )


def _answer_page(step: FailedStep, answer: str, conflict: str) -> AnswerPage:
    instance_id, shown = step.incident.instance_id, request.args.get("values") == "yes"
    later = step.incident.kind == IN_VAIN_KIND  # takes no data; nor is it read: that may be what workers died of
    rows = () if later else _rows(step, answer, shown=shown)
    row = incident_row(step.incident, values=shown)
    return AnswerPage(
        process=step.process_name,
        incident=row,
        settled=f"This incident was resolved: {row.resolved}." if row.resolved else "",
        words=LATER if later and answer == "retry" else ANSWERS[answer],
        action=url_for(
            "operations.give_answer", incident_id=step.incident.id, answer=answer, values="yes" if shown else None
        ),
        show_href=url_for("operations.answer", incident_id=step.incident.id, answer=answer, values="yes"),
        shown=shown,
        may_show=not is_restricted(instance_id=instance_id, actor=actor()),
        rows=rows,
        kinds=CHOICES,
        reason=request.form.get("reason", ""),
        conflict=conflict,
    )


def _rows(step: FailedStep, answer: str, *, shown: bool) -> tuple[Row, ...]:
    data = read_data(instance_id=step.incident.instance_id, values=shown, actor=actor(), clock=clock())
    return () if answer == "resolve" else rows_of(step.reads, data, request.form)
