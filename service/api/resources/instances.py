"""Instances: runs of a process, for operators and for drawing where a case stands."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response

from service.access import Scope
from service.api.common import Body, answers_with, answers_with_page, common, resource, takes_filter, takes_page
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import etag, if_revision, page_request
from service.api.schemas import answer_schema
from service.pathways.change_instance import ChangedInstance, cancel_instance, resume_instance, suspend_instance
from service.pathways.queries.instances import (
    DecisionView,
    ElementState,
    HistoryView,
    InstanceDetail,
    InstanceFilter,
    InstanceSummary,
    decisions,
    element_states,
    get_instance,
    history,
    list_instances,
)
from service.pathways.queries.instances import diagram as instance_diagram

instances = resource("instances", "Runs of a process.")


class ReasonSchema(Body):
    reason = ma.fields.String(required=True, validate=ma.validate.Length(1, 2_000))


class DiagramQuerySchema(Body):
    process = ma.fields.String(metadata={"description": "A called process; the instance's own without it."})


class ElementsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(answer_schema(ElementState)))


@instances.route("/instances")
@open_to(Scope.INSTANCES_READ)
@takes_filter(instances, InstanceFilter)
@answers_with_page(instances, InstanceSummary)
def index(query: dict[str, Any]) -> object:
    """List the instances that you may see."""
    page = page_request(query)
    return list_instances(actor=current_actor(), filters=InstanceFilter(**query), page=page)


@instances.route("/instances/<uuid:instance_id>")
@open_to(Scope.INSTANCES_READ)
@answers_with(instances, InstanceDetail)
def show(instance_id: UUID) -> object:
    """Read an instance and what it waits for."""
    found = get_instance(instance_id=instance_id, actor=current_actor())
    return found, 200, etag(found.revision)


@instances.route("/instances/<uuid:instance_id>/elements")
@open_to(Scope.INSTANCES_READ)
@instances.response(200, ElementsSchema)
def elements(instance_id: UUID) -> object:
    """Read the state of each element, for colouring the diagram."""
    return {"items": element_states(instance_id=instance_id, actor=current_actor())}


@instances.route("/instances/<uuid:instance_id>/history")
@open_to(Scope.INSTANCES_READ)
@takes_page(instances)
@answers_with_page(instances, HistoryView)
def show_history(query: dict[str, Any], instance_id: UUID) -> object:
    """Read what an instance did, element by element."""
    return history(instance_id=instance_id, actor=current_actor(), page=page_request(query))


@instances.route("/instances/<uuid:instance_id>/decisions")
@open_to(Scope.INSTANCES_READ)
@takes_page(instances)
@answers_with_page(instances, DecisionView)
def show_decisions(query: dict[str, Any], instance_id: UUID) -> object:
    """Read which rows of which decision tables fired, with their inputs."""
    return decisions(instance_id=instance_id, actor=current_actor(), page=page_request(query))


@instances.route("/instances/<uuid:instance_id>/diagram")
@open_to(Scope.INSTANCES_READ)
@instances.arguments(DiagramQuerySchema, location="query")
@instances.response(200, content_type="application/xml")
def diagram(query: dict[str, Any], instance_id: UUID) -> Response:
    """Read the diagram of the release that the instance runs on."""
    content = instance_diagram(instance_id=instance_id, actor=current_actor(), process=query.get("process"))
    response = Response(content, mimetype="application/xml")
    response.headers["Content-Disposition"] = "attachment"
    return response


@instances.route("/instances/<uuid:instance_id>/cancel", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@instances.arguments(ReasonSchema)
@answers_with(instances, ChangedInstance)
def cancel(body: dict[str, Any], instance_id: UUID) -> object:
    """End an instance early; its history stays."""
    changed = cancel_instance(instance_id=instance_id, reason=body["reason"], if_revision=if_revision(), **common())
    return changed, 200, etag(changed.revision)


@instances.route("/instances/<uuid:instance_id>/suspend", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@instances.arguments(ReasonSchema)
@answers_with(instances, ChangedInstance)
def suspend(body: dict[str, Any], instance_id: UUID) -> object:
    """Pause an instance: tasks refuse, timers and messages wait; urgent concerns still pass."""
    changed = suspend_instance(instance_id=instance_id, reason=body["reason"], if_revision=if_revision(), **common())
    return changed, 200, etag(changed.revision)


@instances.route("/instances/<uuid:instance_id>/resume", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@answers_with(instances, ChangedInstance)
def resume(instance_id: UUID) -> object:
    """Let a paused instance go on; what fell due meanwhile happens now."""
    changed = resume_instance(instance_id=instance_id, if_revision=if_revision(), **common())
    return changed, 200, etag(changed.revision)
