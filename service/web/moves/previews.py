"""Looks at what a move to a release would mean."""

from uuid import UUID

from service.errors import NotFoundError
from service.models import BulkKind
from service.pathways.queries.bulk import BulkView, get_bulk_action, list_bulk_actions
from service.pathways.queries.paging import PageRequest
from service.web.requests import actor

RECENT = 50


def last_preview(release_id: UUID) -> BulkView | None:
    """The last look at a move to the release, among the recent ones, that is over."""
    recent = list_bulk_actions(actor=actor(), page=PageRequest(limit=RECENT), kind=BulkKind.PREVIEW).items
    return next((each for each in recent if each.release_id == release_id and each.finished_at is not None), None)


def preview_of(release_id: UUID, bulk_id: UUID) -> BulkView:
    """:raises NotFoundError: there is no such look at a move to the release."""
    found = get_bulk_action(bulk_id=bulk_id, actor=actor())
    if found.kind is not BulkKind.PREVIEW or found.release_id != release_id:
        raise NotFoundError("preview", bulk_id)
    return found
