"""The lists of work, what can be done from them to many tasks at once, and the calendar feed."""

from service.web.work import actions, feed, views
from service.web.work.area import area

__all__ = ["actions", "area", "feed", "views"]
