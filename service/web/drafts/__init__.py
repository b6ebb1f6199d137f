"""A draft of the procedure: its files, what is wrong in it, who changed what, its approval and publication."""

from service.web.drafts import views
from service.web.drafts.area import area

__all__ = ["area", "views"]
