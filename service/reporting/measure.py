"""The figures of a report."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from service import feel
from service.errors import ConflictError
from service.reporting.definitions import Report
from service.reporting.rows import History, Row, rows_of

Functions = Mapping[str, Callable[..., object]]
ONE_PLACE = Decimal("0.1")
DAY = Decimal(86_400)
SECONDS = 30.0  # of the processor, within what a person waits for a page


@dataclass(frozen=True, kw_only=True)
class Period:
    """From the one moment up to, and without, the other; None: without a bound on that side."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """`share` in percent, `average` and `median` in the unit of the value (days for durations): one decimal place.

    None where the report does not ask for it, or where nothing was counted.
    """

    counted: int
    met: int | None = None
    share: Decimal | None = None
    average: Decimal | None = None
    median: Decimal | None = None
    reached: bool | None = None  # the target


@dataclass(frozen=True, kw_only=True)
class Measured:
    report: Report
    whole: Figures
    groups: Mapping[str, Figures]  # by the text of `by`, in alphabetical order
    not_met: tuple[History, ...]  # in the order of their rows


class ReportTooSlowError(ConflictError):
    def __init__(self, title: str) -> None:
        super().__init__(f"The report “{title}” takes too long: its expressions go through too much. Shorten them.")


@dataclass(frozen=True, kw_only=True)
class _Counted:
    row: Row
    met: bool | None
    value: Decimal | None
    group: str


def measure(report: Report, histories: Sequence[History], *, period: Period, functions: Functions) -> Measured:
    """Return the figures of the report over a period.

    An expression that gives null does not count, and does not meet.
    :raises ReportTooSlowError: its expressions take more than SECONDS of the processor.
    """
    end = time.thread_time() + SECONDS
    counted = []
    for row in (row for row in rows_of(report, histories) if period.holds(row.at)):
        if time.thread_time() > end:
            raise ReportTooSlowError(report.title)
        if _counts(report, row, functions):
            counted.append(_look(report, row, functions))
    groups: dict[str, list[_Counted]] = {}
    for each in counted if report.by else ():
        groups.setdefault(each.group, []).append(each)
    return Measured(
        report=report,
        whole=_figures(report, counted),
        groups={name: _figures(report, groups[name]) for name in sorted(groups)},
        not_met=tuple(each.row.history for each in counted if each.met is False),
    )


def _counts(report: Report, row: Row, functions: Functions) -> bool:
    return report.counted is None or _value(report.counted, row, functions) is True


def _look(report: Report, row: Row, functions: Functions) -> _Counted:
    return _Counted(
        row=row,
        met=None if report.met is None else _value(report.met, row, functions) is True,
        value=None if report.value is None else _number(_value(report.value, row, functions)),
        group="" if report.by is None else feel.to_text(_value(report.by, row, functions) or "not known"),
    )


def _value(text: str, row: Row, functions: Functions) -> object:
    return feel.evaluate(text, row.context, functions=functions)


def _number(value: object) -> Decimal | None:
    if isinstance(value, timedelta):
        return Decimal(int(value.total_seconds())) / DAY
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _figures(report: Report, counted: Sequence[_Counted]) -> Figures:
    met = None if report.met is None else sum(each.met is True for each in counted)
    share = None if met is None or not counted else _rounded(Decimal(100 * met) / len(counted))
    values = [each.value for each in counted if each.value is not None]
    average = _rounded(sum(values, Decimal(0)) / len(values)) if values else None
    held = _first((share, average, None if report.met or report.value else Decimal(len(counted))))
    return Figures(
        counted=len(counted),
        met=met,
        share=share,
        average=average,
        median=_rounded(Decimal(median(values))) if values else None,
        reached=None if report.target is None or held is None else report.target.reached(held),
    )


def _first(figures: Iterable[Decimal | None]) -> Decimal | None:
    return next((figure for figure in figures if figure is not None), None)


def _rounded(figure: Decimal) -> Decimal:
    return figure.quantize(ONE_PLACE, rounding=ROUND_HALF_UP)
