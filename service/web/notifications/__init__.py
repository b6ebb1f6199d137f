"""What the person is told, in three kinds, and how to be rid of it."""

from service.web.notifications.views import area

__all__ = ["area"]
