"""Running the scenario files of a library: each once, for a library never changes, and what came of it is kept."""

from collections.abc import Sequence
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
    """`digest`: of the library."""

    digest: str
    path: str
    title: str
    failure: str | None
    timeline: Sequence[dict[str, object]]


def known_paths(library: Composed) -> set[str]:
    """The files whose results are there."""
    rows = db.session.scalars(select(ScenarioResult.path).where(ScenarioResult.digest == library.digest))
    return set(rows)


def run_file(world: World, library: Composed, path: str) -> FileResult:
    """Run one file of the library in memory, nothing is kept; whatever is wrong with it is its result."""
    try:
        scenario = read_scenario(library.files[path], path)
        outcome = run_scenario(world, scenario, limits=LIMITS)
    except (ScenarioError, ScenarioFailedError) as error:
        return FileResult(digest=library.digest, path=path, title=named(path), failure=str(error), timeline=())
    return FileResult(
        digest=library.digest,
        path=path,
        title=scenario.title,
        failure=None if outcome.failure is None else str(outcome.failure),
        timeline=lines_of(outcome),
    )


def named(path: str) -> str:
    """What a file is called as long as nobody has read it: "Family not reached"."""
    return path.rpartition("/")[2].removesuffix(".yaml").replace("_", " ").capitalize()


def lines_of(outcome: Outcome) -> list[dict[str, object]]:
    return [
        {"at": entry.at.isoformat(), "mark": entry.mark.value, "text": entry.text}
        for entry in outcome.timeline.entries[:MOST_LINES]
    ]


def keep_results(results: Sequence[FileResult], *, now: datetime) -> None:
    """Write them down; what somebody else wrote meanwhile is the same."""
    if not results:
        return
    rows = [
        {
            "digest": result.digest,
            "path": result.path,
            "title": result.title,
            "failure": result.failure,
            "timeline": list(result.timeline),
            "ran_at": now,
        }
        for result in results
    ]
    db.session.execute(insert(table_of(ScenarioResult)).on_conflict_do_nothing(), rows)
