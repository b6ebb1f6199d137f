"""The page of the reports."""

import csv
import io

import pytest

from tests.integration.builders import started, triaged
from tests.integration.web.conftest import Visit


def test_every_report_is_shown_with_its_figures_and_target(visit: Visit):
    with visit.app.app_context():
        triaged(visit.clock)
        started(visit.clock, family="Test Family Elm")

    page = visit.as_("director.one").get("/reports?period=this-month")

    shown = page.find("//section[@id='triaged_in_time']")[0].text_content()
    assert "Referrals triaged in time" in shown
    assert "Target: at least 90 percent." in shown
    assert "Target not reached" in shown
    assert "1 (50%)" in shown


def test_the_period_of_the_address_is_shown_and_an_unknown_one_is_the_usual_one(visit: Visit):
    browser = visit.as_("director.one")

    assert "1 October 2026 to 31 December 2026" in browser.get("/reports?period=this-quarter").text
    assert "1 April 2025 to 31 March 2026" in browser.get("/reports?period=last-year").text
    assert "1 November 2026 to 30 November 2026" in browser.get("/reports?period=ever").text


def test_the_table_for_spreadsheets_holds_the_same_figures(visit: Visit):
    with visit.app.app_context():
        triaged(visit.clock)

    response = visit.as_("director.one").client.get("/reports.csv?period=this-month")

    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
    first = next(row for row in rows if row["Report"] == "Referrals triaged in time" and row["Group"] == "All")
    assert (first["Counted"], first["Percent"], first["Target reached"]) == ("1", "100", "yes")
    assert "attachment" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["/reports", "/reports.csv"])
def test_who_reads_no_reports_is_told_so(visit: Visit, path: str):
    assert visit.as_("worker.west").get(path, status=403)
