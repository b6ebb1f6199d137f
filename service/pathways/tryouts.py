"""Tryouts: finding one's own, and playing it against the draft as it is now.

A tryout is played in memory from its beginning each time.  It knows no table and no adapter, so nothing leaves it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotFoundError, PathwaysError, StaleVersionError
from service.library import Composed
from service.models import LibraryDraft, Tryout, db
from service.pathways.feel_json import from_json, to_json
from service.pathways.library_drafts import composed_of, drafted, find_draft
from service.pathways.standing import audit
from service.simulator import Limits, Played, ScenarioError, ScenarioFailedError, World, play
from service.simulator.reader import read_told
from service.simulator.run import cause_of
from service.simulator.scenario import Scenario

LIMITS = Limits(steps=3_000, seconds=8.0)
MOST_STEPS = 200
LARGEST = 400_000  # characters of JSON
FILE = "tryout"
STEP = "step"  # under which name a step is refused that breaks no rule of its form

Told = dict[str, object]  # a scenario as a file tells it


@dataclass(frozen=True, kw_only=True)
class Trying:
    """A tryout with the library that it is played against."""

    tryout: Tryout
    draft: LibraryDraft
    library: Composed
    told: Told

    @property
    def steps(self) -> list[object]:
        found = self.told.get("steps")
        return list(found) if isinstance(found, list) else []


@dataclass(frozen=True, kw_only=True)
class ChangedTryout:
    """`steps`: how many it has besides its start."""

    tryout_id: str
    revision: int
    steps: int


def find_tryout(tryout_id: UUID, actor: Actor, *, lock: bool = False) -> tuple[Tryout, LibraryDraft]:
    """Return somebody's own tryout, with its draft.

    :raises NotAllowedError: the actor is no process owner.
    :raises NotFoundError: the actor has no such tryout.
    """
    statement = select(Tryout).where(Tryout.id == tryout_id, Tryout.owner == actor.name)
    statement = statement.execution_options(populate_existing=True)
    tryout = db.session.scalar(statement.with_for_update() if lock else statement)
    if tryout is None:
        raise NotFoundError("tryout", tryout_id)
    return tryout, find_draft(tryout.draft_id, actor)


def trying(tryout_id: UUID, actor: Actor, *, lock: bool = False) -> Trying:
    """The same, ready to be played.

    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    tryout, draft = find_tryout(tryout_id, actor, lock=lock)
    return Trying(tryout=tryout, draft=draft, library=composed_of(drafted(draft)), told=from_json(tryout.scenario))


def played(library: Composed, told: Mapping[str, object]) -> Played:
    """Play it as far as it works.

    :raises InvalidInputError: it cannot even be begun.
    """
    try:
        return play(World.of(library), read_told(told, FILE), limits=LIMITS)
    except ScenarioFailedError as error:
        raise refused(cause_of(error)) from error
    except ScenarioError as error:
        raise refused(error) from error


def read(told: Mapping[str, object]) -> Scenario:
    """:raises InvalidInputError: it is no scenario."""
    try:
        return read_told(told, FILE)
    except ScenarioError as error:
        raise refused(error) from error


def refused(error: PathwaysError) -> InvalidInputError:
    """The error as one of what was sent: by the form's fields, or of the step as a whole."""
    if isinstance(error, InvalidInputError):
        return error
    return InvalidInputError({STEP: [str(error).removeprefix(f"{FILE}:1: ")]}, str(error))


def require_revision(tryout: Tryout, if_revision: int | None) -> None:
    """:raises StaleVersionError: it was changed in another window."""
    if if_revision is not None and tryout.revision != if_revision:
        raise StaleVersionError("tryout")


def stored(told: Mapping[str, object]) -> dict[str, object]:
    """The scenario as it is kept.  :raises InvalidInputError: it has become too large, or holds what is no value."""
    try:
        kept = to_json(told)
    except TypeError as error:
        raise InvalidInputError({STEP: [str(error)]}) from error
    if len(json.dumps(kept)) > LARGEST:
        raise InvalidInputError({STEP: [f"The tryout would be longer than {LARGEST:,} characters."]})
    return kept


def keep(trying: Trying, steps: list[object], *, clock: Clock) -> ChangedTryout:
    """Write the steps down."""
    tryout = trying.tryout
    tryout.scenario = stored({**trying.told, "steps": steps})
    tryout.revision += 1
    tryout.changed_at = clock.now()
    return changed(tryout, len(steps))


def changed(tryout: Tryout, steps: int) -> ChangedTryout:
    return ChangedTryout(tryout_id=str(tryout.id), revision=tryout.revision, steps=steps)


def audit_tryout(
    tryout: Tryout, draft: LibraryDraft, action: str, *, actor: Actor, clock: Clock, details: Mapping[str, object]
) -> None:
    audit(
        actor,
        action,
        f"tryout {tryout.id}",
        at=clock.now(),
        case_id=None,
        authority=draft.authority,
        details={"draft": str(draft.id), **details},
    )
