"""The people of a case, and what they agreed to: two of the pages of a case."""

from service.web.people import consent_views, person_views
from service.web.people.views import area

__all__ = ["area", "consent_views", "person_views"]
