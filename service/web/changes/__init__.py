"""What a draft or a release changes: in words, part by part, on the drawings."""

from service.web.changes import drawing_views, views
from service.web.changes.area import area

__all__ = ["area", "drawing_views", "views"]
