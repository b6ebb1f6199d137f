"""Moving running cases to a release that was published already, and making an earlier one current again."""

from service.web.moves import choice_views, preview_views, views
from service.web.moves.area import area

__all__ = ["area", "choice_views", "preview_views", "views"]
