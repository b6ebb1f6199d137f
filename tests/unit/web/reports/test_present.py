"""Reports as texts."""

from datetime import date
from decimal import Decimal

import pytest

from service.pathways.queries.reports import GroupView, ReportView, TargetView
from service.reporting.measure import Figures
from service.web.reports.periods import periods
from service.web.reports.present import as_csv, block_of, number_text, target_text


def report(whole: Figures, title: str = "Seen", **groups: Figures) -> ReportView:
    return ReportView(
        id="seen",
        title=title,
        about="",
        rules=("TEST-001",),
        target=None,
        whole=whole,
        groups=tuple(GroupView(name=name, figures=figures) for name, figures in groups.items()),
        not_met=(),
    )


@pytest.mark.parametrize(
    ("number", "text"), [(None, ""), (3, "3"), (Decimal("3.0"), "3"), (Decimal("3.5"), "3.5"), (Decimal(100), "100")]
)
def test_a_number_has_no_digits_that_say_nothing(number, text):
    assert number_text(number) == text


def test_a_target_is_said_in_words():
    assert target_text(TargetView(op="min", amount=Decimal(90), unit="percent")) == "at least 90 percent"
    assert target_text(TargetView(op="max", amount=Decimal("1.5"), unit="days")) == "at most 1.5 days"


def test_a_share_is_shown_beside_its_number():
    lines = block_of(report(Figures(counted=3, met=2, share=Decimal("66.7")), west=Figures(counted=0, met=0))).lines

    assert [(line.name, line.counted, line.share) for line in lines] == [("All", "3", "2 (66.7%)"), ("west", "0", "")]


def test_no_spreadsheet_takes_a_title_for_a_formula():
    assert "\r\n'=1+1,All,1" in as_csv([report(Figures(counted=1), title="=1+1")])


@pytest.mark.parametrize(
    ("today", "name", "first", "last"),
    [
        (date(2026, 11, 22), "last-month", date(2026, 10, 1), date(2026, 10, 31)),
        (date(2027, 1, 5), "last-month", date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 11, 22), "this-quarter", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 2, 5), "last-quarter", date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 3, 31), "this-year", date(2026, 4, 1), date(2027, 3, 31)),
        (date(2027, 4, 1), "this-year", date(2027, 4, 1), date(2028, 3, 31)),
        (date(2027, 4, 1), "last-year", date(2026, 4, 1), date(2027, 3, 31)),
    ],
)
def test_periods_are_those_of_councils(today, name, first, last):
    _, days = periods(today)[name]

    assert (days.first, days.last) == (first, last)
