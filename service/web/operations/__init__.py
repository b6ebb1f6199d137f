"""Keeping processes running: where they stand, what failed, where they wait, what is done to many at once."""

from service.web.operations import (
    action_views,
    bulk_views,
    incident_views,
    index_views,
    process_views,
    release_views,
    waiting_views,
)
from service.web.operations.area import area

__all__ = [
    "action_views",
    "area",
    "bulk_views",
    "incident_views",
    "index_views",
    "process_views",
    "release_views",
    "waiting_views",
]
