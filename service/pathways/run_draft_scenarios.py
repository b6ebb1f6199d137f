"""Running the scenario files of a draft, and of the live release that it is compared with.

They run where they are asked for and not in a job: what nobody has approved yet must not keep the workers from the
timers of real cases.  A request runs as many as fit into a few seconds; whoever asks again goes on from there.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete

from service.access import Actor
from service.clocks.clock import Clock
from service.library import Composed
from service.models import ScenarioResult, db
from service.pathways.library_drafts import composed_of, drafted, find_draft
from service.pathways.releases import current_release
from service.pathways.scenario_runs import FileResult, keep_results, known_paths, run_file
from service.pathways.transaction import transact
from service.simulator import World

SECONDS = 4.0  # of one request


@dataclass(frozen=True, kw_only=True)
class RanScenarios:
    """`left`: files of the draft and of the live release that have not been run yet."""

    draft_id: str
    digest: str
    ran: int
    left: int


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    """What is still to be run, of both libraries: each file of the draft beside that of the live release."""

    digest: str
    files: tuple[tuple[Composed, str], ...]


def run_draft_scenarios(
    *, draft_id: UUID, actor: Actor, clock: Clock, again: bool = False, seconds: float = SECONDS
) -> RanScenarios:
    """Run what has not been run yet, as far as it fits into `seconds`, one file at least.

    `again`: also what has been run.  No row is locked and no transaction open while they run.
    :raises NotFoundError: the actor's authority has no such draft.
    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    waiting = transact(lambda: _waiting(draft_id, actor, again=again))
    results = tuple(_run(waiting.files, until=time.monotonic() + seconds))
    transact(lambda: keep_results(results, now=clock.now()))
    left = len(waiting.files) - len(results)
    return RanScenarios(draft_id=str(draft_id), digest=waiting.digest, ran=len(results), left=left)


def _run(files: Sequence[tuple[Composed, str]], *, until: float) -> Iterator[FileResult]:
    worlds: dict[str, World] = {}
    for number, (library, path) in enumerate(files):
        if number and time.monotonic() >= until:
            return
        world = worlds.setdefault(library.digest, World.of(library))
        yield run_file(world, library, path)


def _waiting(draft_id: UUID, actor: Actor, *, again: bool) -> _Waiting:
    draft = find_draft(draft_id, actor)
    library, live = composed_of(drafted(draft)), current_release(draft.authority).composed
    libraries = (library,) if library.digest == live.digest else (library, live)
    if again:
        digests = [each.digest for each in libraries]
        db.session.execute(delete(ScenarioResult).where(ScenarioResult.digest.in_(digests)))
    known = {each.digest: known_paths(each) for each in libraries}
    paths = dict.fromkeys(path for each in libraries for path in each.scenarios)
    files = (
        (each, path)
        for path in paths
        for each in libraries
        if path in each.scenarios and path not in known[each.digest]
    )
    return _Waiting(digest=library.digest, files=tuple(files))
