"""The reports, on a page and as a table for spreadsheets."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, request, url_for

from service.clocks import local_day
from service.pathways.queries.reports import ReportView, measured_reports, period_of_days
from service.web.guards import signed_in
from service.web.pages import render
from service.web.reports.periods import Days, periods
from service.web.reports.present import ReportsPage, as_csv, block_of
from service.web.requests import actor, clock
from service.web.site import site
from service.web.texts import day_text
from service.web.work.pages import Choice

area = Blueprint("reports", __name__)


@area.get("/reports")
@signed_in
def show() -> Response:
    name, days = _asked()
    page = ReportsPage(
        blocks=tuple(map(block_of, _measured(days))),
        periods=tuple(Choice(value=key, text=words) for key, (words, _) in periods(_today()).items()),
        period=name,
        days=f"{day_text(days.first)} to {day_text(days.last)}",
        download_href=url_for("reports.download", period=name),
    )
    return render("reports/show.html", title="Reports", page=page, wide=True)


@area.get("/reports.csv")
@signed_in
def download() -> Response:
    name, days = _asked()
    headers = {"Content-Disposition": f"attachment; filename=reports-{name}.csv"}
    return Response(as_csv(_measured(days)), content_type="text/csv; charset=utf-8", headers=headers)


def _measured(days: Days) -> Sequence[ReportView]:
    return measured_reports(actor=actor(), period=period_of_days(actor(), days.first, days.last))


def _asked() -> tuple[str, Days]:
    """The period of the address; the usual one where it names none."""
    known = periods(_today())
    name = request.args.get("period", "")
    name = name if name in known else next(iter(known))
    return name, known[name][1]


def _today() -> date:
    return local_day(clock().now(), site().calendar.zone)
