"""Timers, incidents, sittings and where cases wait: what operators look after."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from service.access import Scope
from service.api.common import (
    Answers,
    Body,
    answers_with,
    answers_with_page,
    common,
    resource,
    takes_filter,
    takes_page,
)
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import page_request
from service.api.schemas import answer_schema
from service.http.requests import clock
from service.pathways.incidents import HandledIncident, resolve_incident, retry_incident
from service.pathways.move_sitting import MovedSitting, move_sitting
from service.pathways.queries.incident_groups import IncidentGroup, incident_groups
from service.pathways.queries.incidents import IncidentFilter, IncidentView, get_incident, list_incidents
from service.pathways.queries.sittings import SittingView, list_sittings
from service.pathways.queries.timers import TimerFilter, TimerView, list_timers
from service.pathways.queries.waits import ProcessWaits, process_waits
from service.pathways.skip_incident import skip_incident

timers = resource("timers", "Moments at which instances go on by themselves.")
incidents = resource("incidents", "Steps that failed and wait for an operator.")
waits = resource("waits", "Where cases wait, and for how long.")
sittings = resource("sittings", "Meetings of panels that stand in the diary.")


class RetrySchema(Body):
    data = Answers("Variables to correct before the step runs again.", load_default=dict)


class ResolveSchema(Body):
    note = ma.fields.String(required=True, validate=ma.validate.Length(1, 2_000))


class SkipSchema(Body):
    reason = ma.fields.String(required=True, validate=ma.validate.Length(1, 2_000))
    data = Answers("Variables to set in place of what the step would have done.", load_default=dict)


class MoveSchema(Body):
    panel = ma.fields.String(required=True)
    regular_at = ma.fields.AwareDateTime(required=True, metadata={"description": "When the sitting would be."})
    to = ma.fields.AwareDateTime(required=True)
    reason = ma.fields.String(required=True, validate=ma.validate.Length(1, 2_000))


class WaitsQuerySchema(Body):
    process = ma.fields.String(metadata={"description": "Id of one process; without it all of them."})


class ProcessesWaitsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(answer_schema(ProcessWaits)))


class SittingsQuerySchema(Body):
    panel = ma.fields.String()


class SittingsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(answer_schema(SittingView)))


@timers.route("/timers")
@open_to(Scope.INSTANCES_READ)
@takes_filter(timers, TimerFilter)
@answers_with_page(timers, TimerView)
def list_of_timers(query: dict[str, Any]) -> object:
    """List armed timers, the next first."""
    page = page_request(query)
    return list_timers(actor=current_actor(), filters=TimerFilter(**query), page=page)


@incidents.route("/incidents")
@open_to(Scope.INSTANCES_READ)
@takes_filter(incidents, IncidentFilter)
@answers_with_page(incidents, IncidentView)
def list_of_incidents(query: dict[str, Any]) -> object:
    """List incidents."""
    page = page_request(query)
    return list_incidents(actor=current_actor(), filters=IncidentFilter(**query), page=page)


@incidents.route("/incidents/groups")
@open_to(Scope.INSTANCES_OPERATE)
@takes_page(incidents)
@answers_with_page(incidents, IncidentGroup)
def list_of_groups(query: dict[str, Any]) -> object:
    """List open incidents by their cause: of one step, with messages that differ in numbers at most."""
    return incident_groups(actor=current_actor(), page=page_request(query))


@incidents.route("/incidents/<uuid:incident_id>")
@open_to(Scope.INSTANCES_READ)
@answers_with(incidents, IncidentView)
def show_incident(incident_id: UUID) -> object:
    """Read one incident."""
    return get_incident(incident_id=incident_id, actor=current_actor())


@incidents.route("/incidents/<uuid:incident_id>/retry", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@incidents.arguments(RetrySchema)
@answers_with(incidents, HandledIncident)
def retry(body: dict[str, Any], incident_id: UUID) -> object:
    """Run the failed step again, with corrected variables if need be."""
    return retry_incident(incident_id=incident_id, data=body["data"], **common())


@incidents.route("/incidents/<uuid:incident_id>/skip", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@incidents.arguments(SkipSchema)
@answers_with(incidents, HandledIncident)
def skip(body: dict[str, Any], incident_id: UUID) -> object:
    """Pass over the failed step: the instance goes on behind it, and nothing that the step does is done."""
    return skip_incident(incident_id=incident_id, reason=body["reason"], data=body["data"], **common())


@incidents.route("/incidents/<uuid:incident_id>/resolve", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@incidents.arguments(ResolveSchema)
@answers_with(incidents, HandledIncident)
def resolve(body: dict[str, Any], incident_id: UUID) -> object:
    """Say that an incident needs nothing more, and why."""
    return resolve_incident(incident_id=incident_id, note=body["note"], **common())


@waits.route("/waits")
@open_to(Scope.REPORTS_READ)
@waits.arguments(WaitsQuerySchema, location="query")
@waits.response(200, ProcessesWaitsSchema)
def list_of_waits(query: dict[str, Any]) -> object:
    """Read how many wait at each step and how long, in seconds: now, and those who left it in the past 90 days.

    Who does not operate processes reads null for fewer than five, for how long they wait, and for how many run where
    fewer than five wait at one of the steps.
    """
    return {"items": process_waits(actor=current_actor(), clock=clock(), process=query.get("process"))}


@sittings.route("/sittings")
@open_to(Scope.RELEASES_READ)
@sittings.arguments(SittingsQuerySchema, location="query")
@sittings.response(200, SittingsSchema)
def list_of_sittings(query: dict[str, Any]) -> object:
    """List the sittings to come that were entered or moved."""
    return {"items": list_sittings(actor=current_actor(), panel=query.get("panel"), after=clock().now())}


@sittings.route("/sittings/move", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@sittings.arguments(MoveSchema)
@answers_with(sittings, MovedSitting)
def move(body: dict[str, Any]) -> object:
    """Move one sitting of a panel; no standard moves with it."""
    return move_sitting(**body, **common())
