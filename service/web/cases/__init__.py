"""A case: who it is about, what to do next, what happened, what was recorded, decided and due."""

from service.web.cases import (
    deadline_views,
    decision_views,
    index_views,
    offer_views,
    pathway_views,
    record_views,
    rule_views,
    timeline_views,
    views,
)
from service.web.cases.area import area

__all__ = [
    "area",
    "deadline_views",
    "decision_views",
    "index_views",
    "offer_views",
    "pathway_views",
    "record_views",
    "rule_views",
    "timeline_views",
    "views",
]
