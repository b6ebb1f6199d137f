"""Move a running process from one release to another: all of it, or nothing.

Tokens keep their ids, so that open tasks with their drafts, calls that have left and incidents stay what they are.
Timers that wait keep their due times; variables are not touched.  What the new release waits for beside them begins to
be waited for, what it does not know ceases; a timer among that is left behind, and has its due time again (or does not
fire once more) where a later release has it.  Going back is the same with releases and mapping turned round.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from service.clocks import Clock, as_utc
from service.engine.errors import UnknownElementError
from service.engine.facts import Facts
from service.engine.migration.attempt import Attempt, Journey
from service.engine.migration.plan import Left, MigrationPlan, MigrationRefusedError, Place, PlanOutdatedError
from service.engine.release import Release
from service.engine.step import Step


@dataclass(frozen=True, kw_only=True)
class Attempted:
    """What a move means, and the Step that makes it; None when something is refused."""

    plan: MigrationPlan
    step: Step | None


def attempt_migration(  # noqa: PLR0913 - what moves, from where to where, and as of when
    old: Release,
    new: Release,
    state: bytes,
    *,
    facts: Facts,
    clock: Clock,
    mapping: Mapping[Place, Place] | None = None,
    opened: Mapping[str, datetime] | None = None,
    left: Iterable[Left] = (),
) -> Attempted:
    """Plan the move and make it in one go, for a host that holds the process.  See `plan_migration`."""
    asked = MigrationPlan(
        old=old.digest,
        new=new.digest,
        state=_fingerprint(state),
        mapping=dict(mapping or {}),
        opened={token: as_utc(moment) for token, moment in (opened or {}).items()},
        left=tuple(left),
    )
    require_places(old, asked.mapping.keys())
    require_places(new, asked.mapping.values())
    attempt = Attempt(Journey(old=old, new=new, state=state, asked=asked, facts=facts, now=as_utc(clock.now())))
    return Attempted(plan=attempt.plan, step=attempt.step)


def plan_migration(  # noqa: PLR0913 - as above
    old: Release,
    new: Release,
    state: bytes,
    *,
    facts: Facts,
    clock: Clock,
    mapping: Mapping[Place, Place] | None = None,
    opened: Mapping[str, datetime] | None = None,
    left: Iterable[Left] = (),
) -> MigrationPlan:
    """Say what a move of this process from the old release to the new one would mean.  Changes nothing.

    `mapping` says which element takes the place of another; what it does not name keeps its id and process.
    `opened`: when tasks were opened, by id: what counts from then is worked out as of then, else as of now.
    `left`: what the process has left behind (`leaves` of the plan of its last move).
    :raises UnknownElementError: the mapping names what is not there.
    :raises StateUnreadableError: the state is not one of the old release.
    """
    attempted = attempt_migration(old, new, state, facts=facts, clock=clock, mapping=mapping, opened=opened, left=left)
    return attempted.plan


def migrate(  # noqa: PLR0913, PLR0917 - as above
    old: Release, new: Release, state: bytes, plan: MigrationPlan, *, facts: Facts, clock: Clock
) -> Step:
    """Move the process as planned; the Step's `moved` says what stays open and is told otherwise.

    Facts and time may be others than when it was planned, so it is all worked out again.
    :raises MigrationRefusedError: it cannot move, and nothing half done comes out.
    :raises PlanOutdatedError: the plan is for another state or for other releases.
    """
    if (plan.old, plan.new, plan.state) != (old.digest, new.digest, _fingerprint(state)):
        raise PlanOutdatedError
    now = as_utc(clock.now())
    attempt = Attempt(Journey(old=old, new=new, state=state, asked=plan, facts=facts, now=now))
    if attempt.step is None:
        raise MigrationRefusedError(attempt.plan.refusals)
    return attempt.step


def require_places(release: Release, places: Iterable[Place]) -> None:
    """:raises UnknownElementError: one is not in the release."""
    for place in places:
        process = release.processes.get(place.process)
        if process is None or place.element not in process.elements:
            raise UnknownElementError(f'The release has no element "{place.element}" in "{place.process}".')


def _fingerprint(state: bytes) -> str:
    return sha256(state).hexdigest()
