"""Asking for help without an account: for families, schools and neighbours."""

from service.web.public.views import area

__all__ = ["area"]
