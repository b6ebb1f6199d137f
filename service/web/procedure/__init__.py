"""The procedure of the authority: what is live, what is planned, who changes what."""

from service.web.procedure.views import area

__all__ = ["area"]
