"""What came of a draft's scenario files, against the live release."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from service.access import Actor
from service.errors import NotFoundError
from service.library import Composed
from service.models import ScenarioResult, db
from service.pathways.library_drafts import composed_of, drafted, find_draft
from service.pathways.releases import LoadedRelease, current_release
from service.pathways.scenario_runs import named
from service.simulator.compare import Pair, Way, aligned, way_of
from service.simulator.timeline import Entry, Mark

_ORDER = {Way.NOW_FAILS: 0, Way.NOW_PASSES: 1, Way.OTHER_WAY: 2, Way.NEW: 3, Way.SAME: 4}


@dataclass(frozen=True, kw_only=True)
class ScenarioRow:
    """`passed` None: it has not been run yet.  `way` None: it, or that of the live release, has not been run yet."""

    path: str
    title: str
    passed: bool | None
    failure: str | None
    way: Way | None
    passed_before: bool | None


@dataclass(frozen=True, kw_only=True)
class DraftScenarios:
    """Those whose result changed stand first, then those that fail, then the others; `left`: still to be run.

    `live`: number of the release that they are compared with.  `gone`: files that only that one has.
    """

    draft_id: UUID
    digest: str
    live: int
    left: int
    rows: tuple[ScenarioRow, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScenarioRun:
    """One file: `pairs` are the lines of both timelines beside each other; only the draft's where it is new."""

    draft_id: UUID
    path: str
    title: str
    live: int
    failure: str | None
    failure_before: str | None
    way: Way | None
    pairs: tuple[Pair, ...]


def draft_scenarios(*, draft_id: UUID, actor: Actor) -> DraftScenarios:
    """Every scenario file of the draft, with what came of it as far as it was run.

    :raises NotFoundError: the actor's authority has no such draft.
    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    draft = find_draft(draft_id, actor)
    library, live = composed_of(drafted(draft)), current_release(draft.authority)
    rows = tuple(_rows(library, live))
    missing = set(live.composed.scenarios) - _ran(live.composed)
    left = sum(row.passed is None for row in rows) + (len(missing) if live.composed.digest != library.digest else 0)
    return DraftScenarios(
        draft_id=draft.id,
        digest=library.digest,
        live=live.number,
        left=left,
        rows=tuple(sorted(rows, key=_rank)),
        gone=tuple(sorted(set(live.composed.scenarios) - set(library.scenarios))),
    )


def draft_scenario(*, draft_id: UUID, path: str, actor: Actor) -> ScenarioRun:
    """One of them, with its timeline.  :raises NotFoundError: there is no such file, or it has not been run yet."""
    draft = find_draft(draft_id, actor)
    library, live = composed_of(drafted(draft)), current_release(draft.authority)
    after = _result(library, path) if path in library.scenarios else None
    if after is None:
        raise NotFoundError("scenario that was run", path)
    before = _result(live.composed, path)
    lines = () if before is None else _entries(before)
    pairs = tuple(aligned(lines, _entries(after))) if before is not None else tuple(_only(after))
    passed_before = None if before is None else before.failure is None
    differs = any(pair.differs for pair in pairs) or (before is not None and before.failure != after.failure)
    known = before is not None or path not in live.composed.scenarios
    return ScenarioRun(
        draft_id=draft.id,
        path=path,
        title=after.title,
        live=live.number,
        failure=after.failure,
        failure_before=None if before is None else before.failure,
        way=way_of(passed_before, after.failure is None, differs=differs) if known else None,
        pairs=pairs,
    )


def _rows(library: Composed, live: LoadedRelease) -> Iterator[ScenarioRow]:
    before = aliased(ScenarioResult)
    same = (before.timeline == ScenarioResult.timeline) & before.failure.is_not_distinct_from(ScenarioResult.failure)
    statement = (
        select(
            ScenarioResult.path,
            ScenarioResult.title,
            ScenarioResult.failure,
            before.path.is_not(None).label("ran_before"),
            before.failure.label("failure_before"),
            same.label("same"),
        )
        .outerjoin(before, (before.path == ScenarioResult.path) & (before.digest == live.composed.digest))
        .where(ScenarioResult.digest == library.digest)
    )
    found = {row.path: row for row in db.session.execute(statement)}
    for path in library.scenarios:
        row = found.get(path)
        if row is None:
            yield ScenarioRow(path=path, title=named(path), passed=None, failure=None, way=None, passed_before=None)
            continue
        known = row.ran_before or path not in live.composed.scenarios
        passed_before = row.failure_before is None if row.ran_before else None
        yield ScenarioRow(
            path=path,
            title=row.title,
            passed=row.failure is None,
            failure=row.failure,
            way=way_of(passed_before, row.failure is None, differs=not row.same) if known else None,
            passed_before=passed_before,
        )


def _rank(row: ScenarioRow) -> tuple[int, bool, str]:
    """Changed first, then failed, then passed, then what has not been run."""
    if row.passed is None:
        return (len(_ORDER) + 1, False, row.path)
    return (_ORDER[row.way] if row.way is not None else _ORDER[Way.SAME], row.passed, row.title)


def _ran(library: Composed) -> set[str]:
    return set(db.session.scalars(select(ScenarioResult.path).where(ScenarioResult.digest == library.digest)))


def _result(library: Composed, path: str) -> ScenarioResult | None:
    return db.session.get(ScenarioResult, (library.digest, path), populate_existing=True)


def _entries(result: ScenarioResult) -> tuple[Entry, ...]:
    return tuple(
        Entry(at=datetime.fromisoformat(str(line["at"])), mark=Mark(str(line["mark"])), text=str(line["text"]))
        for line in result.timeline
    )


def _only(result: ScenarioResult) -> Iterator[Pair]:
    return (Pair(before=None, after=entry) for entry in _entries(result))
