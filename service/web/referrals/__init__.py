"""Requests for help: written by staff, received from outside, and what becomes of them."""

from service.web.referrals import writing_views
from service.web.referrals.views import area

__all__ = ["area", "writing_views"]
