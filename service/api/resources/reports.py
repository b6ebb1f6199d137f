"""The reports of the authority."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import marshmallow as ma

from service.access import Scope
from service.api.common import answers_with, resource
from service.api.guards import open_to
from service.api.identity import current_actor
from service.pathways.queries.reports import ReportView, measured_reports, period_of_days

reports = resource("reports", "Figures about cases, standards and forms over a period.")


@dataclass(frozen=True, kw_only=True)
class ReportList:
    items: tuple[ReportView, ...]


class PeriodSchema(ma.Schema):
    since = ma.fields.Date(metadata={"description": "First day; without it from the beginning."})
    until = ma.fields.Date(metadata={"description": "Last day; without it up to now."})

    @ma.validates_schema
    def _in_order(self, data: dict[str, date], **_: Any) -> None:
        if "since" in data and "until" in data and data["until"] < data["since"]:
            raise ma.ValidationError("The last day is before the first.", "until")


@reports.route("/reports")
@open_to(Scope.REPORTS_READ)
@reports.arguments(PeriodSchema, location="query")
@answers_with(reports, ReportList)
def list_reports(query: dict[str, date]) -> object:
    """Measure every report of the authority over the days from `since` to `until`, both included."""
    actor = current_actor()
    period = period_of_days(actor, query.get("since"), query.get("until"))
    return ReportList(items=tuple(measured_reports(actor=actor, period=period)))
