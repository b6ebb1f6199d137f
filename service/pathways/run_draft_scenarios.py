"""Running the scenario files of a draft, and of the live release that it is compared with.

They run where they are asked for and not in a job: what nobody has approved yet must not keep the workers from the
timers of real cases.  A request runs as many as fit into a few seconds; whoever asks again goes on from there.
"""

import time
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import delete

from service.access import Actor
from service.clocks.clock import Clock
from service.library import Composed
from service.models import ScenarioResult, db
from service.pathways.library_drafts import composed_of, drafted, find_draft
from service.pathways.releases import current_release
from service.pathways.scenario_runs import keep_results, known_paths, run_files
from service.pathways.transaction import transact

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
    """What is still to be run of one library."""

    library: Composed
    paths: tuple[str, ...]


def run_draft_scenarios(
    *, draft_id: UUID, actor: Actor, clock: Clock, again: bool = False, seconds: float = SECONDS
) -> RanScenarios:
    """Run what has not been run yet, as far as it fits into `seconds`.

    `again`: also what has been run.  No row is locked and no transaction open while they run.
    :raises NotFoundError: the actor's authority has no such draft.
    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    waiting = transact(lambda: _waiting(draft_id, actor, again=again))
    until = time.monotonic() + seconds
    ran = 0
    for each in waiting:
        results = tuple(run_files(each.library, each.paths, until=until)) if time.monotonic() < until else ()
        transact(partial(keep_results, each.library, results, now=clock.now()))
        ran += len(results)
    left = sum(len(each.paths) for each in waiting) - ran
    return RanScenarios(draft_id=str(draft_id), digest=waiting[0].library.digest, ran=ran, left=left)


def _waiting(draft_id: UUID, actor: Actor, *, again: bool) -> tuple[_Waiting, ...]:
    """The draft's files first: they are what somebody waits for."""
    draft = find_draft(draft_id, actor)
    libraries = (composed_of(drafted(draft)), current_release(draft.authority).composed)
    if again:
        digests = [library.digest for library in libraries]
        db.session.execute(delete(ScenarioResult).where(ScenarioResult.digest.in_(digests)))
    return tuple(_left(library) for library in dict.fromkeys(libraries))


def _left(library: Composed) -> _Waiting:
    known = known_paths(library)
    return _Waiting(library=library, paths=tuple(path for path in library.scenarios if path not in known))
