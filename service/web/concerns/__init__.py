"""Raising an urgent concern from any page, and seeing who was alerted."""

from service.web.concerns.views import area

__all__ = ["area"]
