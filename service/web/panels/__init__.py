"""Panels and meetings: the diary, one sitting, its papers, the allocations meeting, and the tab of a case."""

from service.web.panels import (
    agenda_views,
    allocation_views,
    attendance_views,
    closing_views,
    diary_views,
    meetings,
    pack_views,
)
from service.web.panels.area import area

__all__ = [
    "agenda_views",
    "allocation_views",
    "area",
    "attendance_views",
    "closing_views",
    "diary_views",
    "meetings",
    "pack_views",
]
