"""What drafts and releases change."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from service.access import Scope
from service.api.common import Body, answers_with, resource
from service.api.guards import open_to
from service.api.identity import current_actor
from service.pathways.queries.differences import DifferenceView, difference_of_draft, difference_of_release

changes = resource("changes", "What a draft or a release changes: in sentences, and part by part.")


class AgainstSchema(Body):
    against = ma.fields.Integer(
        validate=ma.validate.Range(min=1, max=10**9),
        metadata={"description": "Number of the release to compare with; without it the one before."},
    )


@changes.route("/drafts/<uuid:draft_id>/difference")
@open_to(Scope.RELEASES_PUBLISH)
@answers_with(changes, DifferenceView)
def of_draft(draft_id: UUID) -> object:
    """Read what would change for new cases if the draft were published now."""
    return difference_of_draft(draft_id=draft_id, actor=current_actor())


@changes.route("/releases/<uuid:release_id>/difference")
@open_to(Scope.RELEASES_PUBLISH)
@changes.arguments(AgainstSchema, location="query")
@answers_with(changes, DifferenceView)
def of_release(query: dict[str, Any], release_id: UUID) -> object:
    """Read what a release changed."""
    return difference_of_release(release_id=release_id, actor=current_actor(), against=query.get("against"))
