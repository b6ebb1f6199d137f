"""Starting what is about no one case."""

from service.web.start.views import area

__all__ = ["area"]
