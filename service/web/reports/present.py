"""Reports as texts."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for

from service.pathways.queries.reports import ReportView, TargetView
from service.reporting.measure import Figures
from service.web.pages import Link
from service.web.work.pages import Choice

MOST_CASES = 20
_BOUNDS = {"min": "at least", "max": "at most"}
HEADS = ("Report", "Group", "Counted", "Met", "Percent", "Average", "Median", "Target", "Target reached", "Rules")


@dataclass(frozen=True)
class FigureLine:
    name: str
    counted: str
    share: str
    average: str
    median: str


@dataclass(frozen=True, kw_only=True)
class ReportBlock:
    """`reached`: what is said of the target, and the tone it is said in; None without a target or figures."""

    id: str
    title: str
    about: str
    lines: tuple[FigureLine, ...]
    has_share: bool
    has_value: bool
    target: str
    reached: tuple[str, str] | None
    cases: tuple[Link, ...]
    more: str


@dataclass(frozen=True, kw_only=True)
class ReportsPage:
    blocks: tuple[ReportBlock, ...]
    periods: tuple[Choice, ...]
    period: str
    days: str
    download_href: str


def block_of(report: ReportView) -> ReportBlock:
    shown, hidden = report.not_met[:MOST_CASES], len(report.not_met) - MOST_CASES
    return ReportBlock(
        id=report.id,
        title=report.title,
        about=report.about,
        lines=tuple(_line(name, figures) for name, figures in _groups(report)),
        has_share=report.whole.met is not None,
        has_value=any(figures.average is not None for _, figures in _groups(report)),
        target=target_text(report.target),
        reached=_reached(report.whole),
        cases=tuple(Link(each.reference, url_for("cases.overview", case_id=each.case_id)) for each in shown),
        more=f"and {hidden} more" if hidden > 0 else "",
    )


def target_text(target: TargetView | None) -> str:
    """Return "at least 90 percent"."""
    return "" if target is None else f"{_BOUNDS[target.op]} {number_text(target.amount)} {target.unit}"


def number_text(number: Decimal | int | None) -> str:
    """Without the zeros that say nothing; empty for none."""
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return "" if number is None else text.removesuffix(".0")


def as_csv(reports: Sequence[ReportView]) -> str:
    """Return all figures as a table for spreadsheets."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(HEADS)
    table.writerows(row for report in reports for row in _rows(report))
    return written.getvalue()


def _rows(report: ReportView) -> Iterator[tuple[str, ...]]:
    for name, figures in _groups(report):
        reached = {None: "", True: "yes", False: "no"}[figures.reached]
        numbers = (figures.counted, figures.met, figures.share, figures.average, figures.median)
        texts = (target_text(report.target), reached, " ".join(report.rules))
        yield (_cell(report.title), _cell(name), *(number_text(number) for number in numbers), *texts)


def _groups(report: ReportView) -> Iterator[tuple[str, Figures]]:
    yield "All", report.whole
    yield from ((group.name, group.figures) for group in report.groups)


def _cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _line(name: str, figures: Figures) -> FigureLine:
    share = "" if figures.share is None else f"{figures.met} ({number_text(figures.share)}%)"
    return FigureLine(name, str(figures.counted), share, number_text(figures.average), number_text(figures.median))


def _reached(figures: Figures) -> tuple[str, str] | None:
    if figures.reached is None:
        return None
    return ("Target reached", "green") if figures.reached else ("Target not reached", "red")
