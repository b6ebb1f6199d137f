"""What a draft, or a move to a release, would mean for running cases."""

from service.web.impact import views
from service.web.impact.area import area

__all__ = ["area", "views"]
