"""A case: who it is about, what to do next, what happened, what was recorded, decided and due."""

from service.web.cases import views
from service.web.cases.area import area

__all__ = ["area", "views"]
