"""The procedure of the authority: what is live, what is planned, who changes what."""

from service.web.procedure import release_views, views
from service.web.procedure.area import area

__all__ = ["area", "release_views", "views"]
