"""A draft of the procedure: its files, what is wrong in it, who changed what, its approval and publication."""

from service.web.drafts import (
    approval_views,
    file_views,
    look_views,
    publication_views,
    version_views,
    views,
)
from service.web.drafts.area import area

__all__ = [
    "approval_views",
    "area",
    "file_views",
    "look_views",
    "publication_views",
    "version_views",
    "views",
]
