"""The team: how much everybody carries, who is away, whose work goes to whom, why standards were missed."""

from service.web.team import absences, overdue, views
from service.web.team.area import area

__all__ = ["absences", "area", "overdue", "views"]
