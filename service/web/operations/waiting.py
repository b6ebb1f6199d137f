"""Where cases wait, and for how long: as a table, as a drawing and for spreadsheets, with the same numbers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from service.pathways.queries.waits import FEWEST, ProcessWaits, StepWaits, Waits
from service.web.cases.pathway import KINDS
from service.web.operations.frame import TabLink, span_text
from service.web.spreadsheet import as_csv
from service.web.work.pages import Choice

HEADS = (
    "Process",
    "Step",
    "Who",
    "Waiting now",
    "Median days now",
    "Longest days now",
    "Left in 90 days",
    "Median days before",
    "Longest days before",
)
FEW = f"fewer than {FEWEST}"
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class WaitCells:
    """Ready-made texts; empty where nothing waits, or waited."""

    count: str
    median: str
    longest: str


@dataclass(frozen=True, kw_only=True)
class StepLine:
    name: str
    about: str
    note: str
    now: WaitCells
    past: WaitCells


@dataclass(frozen=True, kw_only=True)
class WaitingPage:
    """`heat`: for the drawing, as JSON; `diagram_href` None: the current release has no such process."""

    tabs: tuple[TabLink, ...]
    processes: tuple[Choice, ...]
    process: str
    name: str
    about: str
    lines: tuple[StepLine, ...]
    diagram_href: str | None
    heat: str
    download_href: str


def choices_of(processes: Sequence[ProcessWaits]) -> tuple[Choice, ...]:
    return tuple(Choice(value=each.process, text=f"{each.name} ({waiting_text(each)})") for each in processes)


def waiting_text(process: ProcessWaits) -> str:
    waits = [step.now for step in process.steps if step.now]
    if not waits:
        return "nothing waits"
    number = sum(each.count or 0 for each in waits)
    if all(each.count for each in waits):
        return f"{number:,} waiting"
    return f"{number:,} or more waiting" if number else "a few waiting"


def waiting_page(
    processes: Sequence[ProcessWaits], shown: ProcessWaits | None, tabs: tuple[TabLink, ...]
) -> WaitingPage:
    href = url_for("operations.waiting_diagram", process=shown.process) if shown and shown.known else None
    return WaitingPage(
        tabs=tabs,
        processes=choices_of(processes),
        process=shown.process if shown else "",
        name=shown.name if shown else "",
        about=about_of(shown) if shown else "",
        lines=tuple(map(line_of, shown.steps)) if shown else (),
        diagram_href=href,
        heat=heat_of(shown) if shown else "{}",
        download_href=url_for("operations.waiting_table"),
    )


def about_of(process: ProcessWaits) -> str:
    if process.running is None:
        return f"How many run now is not told: they are {FEW}, or {FEW} of them wait at one of the steps."
    if process.running == 0:
        return "None runs by itself now; it may be a part of other processes."
    return f"{process.running:,} run now." if process.running > 1 else "1 runs now."


def line_of(step: StepWaits) -> StepLine:
    kind = KINDS.get(step.kind, "Step")
    return StepLine(
        name=step.name,
        about=", ".join(part for part in (kind, step.lane) if part),
        note="" if step.known else "Not in the current release",
        now=cells_of(step.now),
        past=cells_of(step.past),
    )


def cells_of(waits: Waits | None) -> WaitCells:
    if waits is None:
        return WaitCells(count="0", median="", longest="")
    return WaitCells(count=_count_text(waits), median=_span_text(waits.median), longest=_span_text(waits.longest))


def heat_of(process: ProcessWaits) -> str:
    """{"now": {element: {value, text}}, "past": …}.

    Now the value is how many wait; past it is the time spent there in all.  It is 0 where the reader is told neither.
    """
    now = {step.element: _spot(step.now.count or 0, spot_text(step.now)) for step in process.steps if step.now}
    past = {step.element: _spot(_spent(step.past), spot_text(step.past)) for step in process.steps if step.past}
    return json.dumps({"now": now, "past": past})


def _spot(value: float, text: str) -> dict[str, object]:
    return {"value": round(value, 3), "text": text}


def _spent(waits: Waits) -> float:
    """In days."""
    return 0 if waits.count is None or waits.median is None else waits.median / _DAY * waits.count


def spot_text(waits: Waits) -> str:
    return " · ".join(text for text in (_count_text(waits), _span_text(waits.median)) if text)


def _count_text(waits: Waits) -> str:
    return FEW if waits.count is None else f"{waits.count:,}"


def _span_text(span: timedelta | None) -> str:
    return "" if span is None else span_text(span)


def table_of(processes: Sequence[ProcessWaits]) -> str:
    """As CSV, in whole days that have passed, so that a spreadsheet can count on."""
    rows = [
        (process.name, step.name, step.lane or "", *_numbers(step.now), *_numbers(step.past))
        for process in processes
        for step in process.steps
    ]
    return as_csv(HEADS, rows)


def _numbers(waits: Waits | None) -> tuple[str, str, str]:
    if waits is None:
        return "0", "", ""
    return FEW if waits.count is None else str(waits.count), _days(waits.median), _days(waits.longest)


def _days(span: timedelta | None) -> str:
    return "" if span is None else str(span.days)
