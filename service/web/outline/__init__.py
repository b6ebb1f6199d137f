"""Diagrams as lists and tables as forms: the equivalent of the canvas for keyboard, screen reader and paper."""

from service.web.outline import released_views, row_views, step_views, views, way_views
from service.web.outline.area import area

__all__ = ["area", "released_views", "row_views", "step_views", "views", "way_views"]
