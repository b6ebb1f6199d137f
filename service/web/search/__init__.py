"""Searching for families."""

from service.web.search.views import area

__all__ = ["area"]
