"""Letters: choose a template and a receiver, fill in, look, change the wording, make final, print, send."""

from service.web.letters import views
from service.web.letters.area import area

__all__ = ["area", "views"]
