"""Moving an instance from one step to another, with a look at what would come of it; and instances that are stuck."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from service.access import Scope
from service.api.common import Answers, Body, answers_with, answers_with_page, common, resource, takes_filter
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import etag, if_revision, page_request
from service.http.requests import clock
from service.pathways.queries.redirects import RedirectChoices, RedirectPreview, preview_redirect, redirect_targets
from service.pathways.queries.stuck import StuckFilter, StuckView, list_stuck
from service.pathways.redirect_instance import RedirectedInstance, redirect_instance

redirects = resource("redirects", "Moves of an instance from one step to another, and what is stuck.")


class PreviewSchema(Body):
    from_id = ma.fields.UUID(required=True, metadata={"description": "Of a task, timer, message, call or incident."})
    to = ma.fields.String(required=True, metadata={"description": "Id of the element that is to begin."})
    data = Answers("Variables to set before it begins.", load_default=dict)


class RedirectSchema(PreviewSchema):
    reason = ma.fields.String(required=True, validate=ma.validate.Length(1, 2_000))


@redirects.route("/instances/stuck")
@open_to(Scope.INSTANCES_READ)
@takes_filter(redirects, StuckFilter)
@answers_with_page(redirects, StuckView)
def stuck(query: dict[str, Any]) -> object:
    """List why instances are stuck: nothing can happen in them any more, or has not although it should have."""
    page = page_request(query)
    return list_stuck(actor=current_actor(), clock=clock(), filters=StuckFilter(**query), page=page)


@redirects.route("/instances/<uuid:instance_id>/redirect")
@open_to(Scope.INSTANCES_OPERATE)
@answers_with(redirects, RedirectChoices)
def targets(instance_id: UUID) -> object:
    """Read what can be moved to another step, and to which."""
    found = redirect_targets(instance_id=instance_id, actor=current_actor(), clock=clock())
    return found, 200, etag(found.revision)


@redirects.route("/instances/<uuid:instance_id>/redirect/preview", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@redirects.arguments(PreviewSchema)
@answers_with(redirects, RedirectPreview)
def preview(body: dict[str, Any], instance_id: UUID) -> object:
    """Read what would be closed and opened; nothing is changed."""
    found = preview_redirect(instance_id=instance_id, actor=current_actor(), clock=clock(), **body)
    return found, 200, etag(found.revision)


@redirects.route("/instances/<uuid:instance_id>/redirect", methods=["POST"])
@open_to(Scope.INSTANCES_OPERATE)
@redirects.arguments(RedirectSchema)
@answers_with(redirects, RedirectedInstance)
def redirect(body: dict[str, Any], instance_id: UUID) -> object:
    """Move what stands at one step to another one; refused where it would leave the instance stuck or half done."""
    changed = redirect_instance(instance_id=instance_id, if_revision=if_revision(), **common(), **body)
    return changed, 200, etag(changed.revision)
