"""Running the scenario files of a library: each once, for a library never changes, and what came of it is kept."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.library import Composed
from service.models import ScenarioResult, db, table_of
from service.simulator import Outcome, ScenarioError, ScenarioFailedError, World, read_scenario, run_scenario
from service.simulator.limits import Limits

LIMITS = Limits(steps=3_000, seconds=8.0)  # of one file; the longest of ours needs a fifth of a second
MOST_LINES = 2_000  # of a timeline that is kept


@dataclass(frozen=True, kw_only=True)
class FileResult:
    path: str
    title: str
    failure: str | None
    timeline: Sequence[dict[str, object]]


def known_paths(library: Composed) -> set[str]:
    """The files whose results are there."""
    rows = db.session.scalars(select(ScenarioResult.path).where(ScenarioResult.digest == library.digest))
    return set(rows)


def run_files(library: Composed, paths: Sequence[str], *, until: float) -> Iterator[FileResult]:
    """Run these files in their order, until the stopwatch (time.monotonic) shows `until`; in memory, nothing is kept.

    At least one is run, so that whoever asks again gets further.
    """
    world = World.of(library)
    for number, path in enumerate(paths):
        if number and time.monotonic() >= until:
            return
        yield run_file(world, library.files[path], path)


def run_file(world: World, data: bytes, path: str) -> FileResult:
    """Run one file; whatever is wrong with it is its result."""
    try:
        scenario = read_scenario(data, path)
        outcome = run_scenario(world, scenario, limits=LIMITS)
    except (ScenarioError, ScenarioFailedError) as error:
        return FileResult(path=path, title=path.rpartition("/")[2], failure=str(error), timeline=())
    failure = None if outcome.failure is None else str(outcome.failure)
    return FileResult(path=path, title=scenario.title, failure=failure, timeline=lines_of(outcome))


def lines_of(outcome: Outcome) -> list[dict[str, object]]:
    return [
        {"at": entry.at.isoformat(), "mark": entry.mark.value, "text": entry.text}
        for entry in outcome.timeline.entries[:MOST_LINES]
    ]


def keep_results(library: Composed, results: Sequence[FileResult], *, now: datetime) -> None:
    """Write them down; what somebody else wrote meanwhile is the same."""
    if not results:
        return
    rows = [
        {
            "digest": library.digest,
            "path": result.path,
            "title": result.title,
            "failure": result.failure,
            "timeline": list(result.timeline),
            "ran_at": now,
        }
        for result in results
    ]
    db.session.execute(insert(table_of(ScenarioResult)).on_conflict_do_nothing(), rows)
