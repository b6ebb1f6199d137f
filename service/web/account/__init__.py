"""Signing in and out, the own account, and the pages about the service itself."""

from service.web.account.views import area

__all__ = ["area"]
