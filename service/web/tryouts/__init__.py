"""Trying a draft out: its scenario files, a playground, and what really happened played again."""

from service.web.tryouts import playing_views, replay_views, saving_views, scenario_views, step_views, views
from service.web.tryouts.area import area

__all__ = ["area", "playing_views", "replay_views", "saving_views", "scenario_views", "step_views", "views"]
