"""Documents and letters of a case: the tab, adding a file, opening and removing one."""

from service.web.documents.views import area

__all__ = ["area"]
