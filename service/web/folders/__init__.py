"""A draft or release as a folder: for Camunda Modeler on one's own computer, and back again."""

from service.web.folders import views
from service.web.folders.area import area

__all__ = ["area", "views"]
