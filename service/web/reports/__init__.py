"""The figures of the authority's reports."""

from service.web.reports.views import area

__all__ = ["area"]
