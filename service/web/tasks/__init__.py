"""One task: its form, its drafts, who has it, and what it led to."""

from service.web.tasks.views import area

__all__ = ["area"]
