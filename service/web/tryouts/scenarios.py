"""What came of the scenario files, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from service.clocks import WorkingCalendar
from service.pathways.queries.draft_scenarios import DraftScenarios, ScenarioRow, ScenarioRun
from service.simulator.compare import Way
from service.web.drafts.frame import DraftFrame
from service.web.texts import spelt
from service.web.tryouts.lines import Day, PairDay, days_of, pairs_of

_CHANGED = frozenset({Way.NOW_FAILS, Way.NOW_PASSES, Way.OTHER_WAY})
WAYS = {
    Way.NOW_FAILS: "Passed before, fails now",
    Way.NOW_PASSES: "Failed before, passes now",
    Way.OTHER_WAY: "The same result on another way",
    Way.NEW: "New in the draft",
    Way.SAME: "As in the live release",
}
NOT_COMPARED = "It has not been run on the live release yet"
PASSED, FAILED, NOT_RUN = ("Passes", "green"), ("Fails", "red"), ("Not run yet", "grey")


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    title: str
    href: str | None
    result: str
    tone: str
    way: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ResultGroup:
    title: str
    rows: tuple[ResultRow, ...]


@dataclass(frozen=True, kw_only=True)
class ScenariosPage:
    """`left`: files that are still to be run, of both libraries; `done`: in words how far it is."""

    frame: DraftFrame
    summary: str
    done: str
    left: int
    groups: tuple[ResultGroup, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScenarioPage:
    """`beside`: both timelines, where they differ; `days`: the draft's alone."""

    frame: DraftFrame
    result: str
    tone: str
    way: str
    failure: str
    failure_before: str
    live: int
    path: str
    file_href: str
    beside: tuple[PairDay, ...]
    days: tuple[Day, ...]


def scenarios_page(found: DraftScenarios, frame: DraftFrame) -> ScenariosPage:
    return ScenariosPage(
        frame=frame,
        summary=summary_of(found),
        done=f"{spelt(found.left, 'file').capitalize()} left to run, of the draft and of the live release."
        if found.left
        else "",
        left=found.left,
        groups=tuple(_groups(found)),
        gone=found.gone,
    )


def summary_of(found: DraftScenarios) -> str:
    """In one sentence: how many were run, changed, failed and passed."""
    ran = [row for row in found.rows if row.passed is not None]
    if not found.rows:
        return "The draft has no scenarios yet."
    if not ran:
        return f"The draft has {spelt(len(found.rows), 'scenario')}. Nobody has run them yet."
    changed = sum(row.way in _CHANGED for row in ran)
    failed = sum(row.passed is False for row in ran)
    return (
        f"{len(ran)} of {spelt(len(found.rows), 'scenario')} run: {changed} changed against release {found.live}, "
        f"{failed} {'fails' if failed == 1 else 'fail'}, {len(ran) - failed} pass."
    )


def scenario_page(run: ScenarioRun, frame: DraftFrame, calendar: WorkingCalendar) -> ScenarioPage:
    result, tone = PASSED if run.failure is None else FAILED
    compared = run.way is not None and run.way is not Way.NEW
    differs = compared and any(pair.differs for pair in run.pairs)
    entries = [pair.after for pair in run.pairs if pair.after is not None]
    return ScenarioPage(
        frame=frame,
        result=result,
        tone=tone,
        way=NOT_COMPARED if run.way is None else WAYS[run.way],
        failure=reason_of(run.failure, run.path),
        failure_before=reason_of(run.failure_before, run.path),
        live=run.live,
        path=run.path,
        file_href=url_for("drafts.file", draft_id=run.draft_id, path=run.path),
        beside=pairs_of(run.pairs, calendar) if differs else (),
        days=days_of(entries, calendar),
    )


def reason_of(failure: str | None, path: str) -> str:
    """Why it failed, with the line of the file instead of its path."""
    if failure is None:
        return ""
    line, colon, rest = failure.removeprefix(f"{path}:").partition(": ")
    return f"Line {line}: {rest}" if colon and line.isdecimal() else failure


def _groups(found: DraftScenarios) -> Iterator[ResultGroup]:
    titles = ("Changed against the live release", "Fail", "Pass", "Not run yet")
    for title, rows in zip(titles, _sorted(found.rows), strict=True):
        if rows:
            yield ResultGroup(title=f"{title} ({len(rows)})", rows=tuple(_row(row, found) for row in rows))


def _sorted(rows: Sequence[ScenarioRow]) -> tuple[list[ScenarioRow], ...]:
    changed = [row for row in rows if row.passed is not None and row.way in _CHANGED]
    rest = [row for row in rows if row not in changed]
    return (
        changed,
        [row for row in rest if row.passed is False],
        [row for row in rest if row.passed],
        [row for row in rest if row.passed is None],
    )


def _row(row: ScenarioRow, found: DraftScenarios) -> ResultRow:
    result, tone = NOT_RUN if row.passed is None else PASSED if row.passed else FAILED
    href = None
    if row.passed is not None:
        href = url_for("tryouts.scenario", draft_id=found.draft_id, path=row.path)
    return ResultRow(
        title=row.title,
        href=href,
        result=result,
        tone=tone,
        way="" if row.way is None else WAYS[row.way],
        why=reason_of(row.failure, row.path),
    )
