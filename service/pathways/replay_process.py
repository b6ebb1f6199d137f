"""Playing a real process again with a draft, to see where the draft would have gone another way.

It is first played on the release that it ran on.  Only where that does what really happened can the draft be compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service.access import Actor, Capability, Scope, require, require_scope, visible_instances
from service.clocks.clock import Clock
from service.engine.release import Release as EngineRelease
from service.errors import NotFoundError
from service.library import Composed
from service.models import Case, Instance, InstanceState, Release, db
from service.pathways.happenings import RealStory, mismatches, real_story
from service.pathways.library_drafts import composed_of, drafted, find_draft
from service.pathways.standing import audit
from service.pathways.transaction import transact
from service.simulator import World
from service.simulator.compare import Pair, aligned
from service.simulator.limits import Limits
from service.simulator.replay import replay
from service.simulator.replay_difference import Apart, apart

LIMITS = Limits(steps=3_000, seconds=8.0)
ENDED = (InstanceState.COMPLETED, InstanceState.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class ProcessReplay:
    """`faithful`: played on its own release it did what really happened; otherwise `hindrances` say why not.

    Only then is there anything else: `apart`, what the draft would have done otherwise; `notes`, what of the story the
    draft had no place for; `pairs`, both timelines; `stopped`, why the draft could not be played to the end, None where
    it was.  `release`: number of the one that it ran on.
    """

    draft_id: UUID
    instance_id: UUID
    case_id: UUID | None
    reference: str | None
    process: str
    process_name: str
    release: int
    started_at: datetime
    ended_at: datetime | None
    faithful: bool
    hindrances: tuple[str, ...]
    apart: tuple[Apart, ...]
    notes: tuple[str, ...]
    stopped: str | None
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, kw_only=True)
class DraftToPlay:
    """What is played, as it is now; `details` are for the audit besides which draft it is."""

    id: UUID
    library: Composed
    limits: Limits = LIMITS
    details: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def replay_process(*, draft_id: UUID, instance_id: UUID, actor: Actor, clock: Clock) -> ProcessReplay:
    """Play it; nothing of it leaves, and nothing is kept but who looked at it.

    :raises NotFoundError: no such draft or process that the actor may see, its case is restricted, or the draft has no
        such process.
    :raises PublicationRefusedError: something in the draft cannot be read.
    """

    def work() -> ProcessReplay:
        draft = find_draft(draft_id, actor)
        library = composed_of(drafted(draft))
        return played_with(DraftToPlay(id=draft.id, library=library), instance_id, actor=actor, clock=clock)

    return transact(work)


def played_with(draft: DraftToPlay, instance_id: UUID, *, actor: Actor, clock: Clock) -> ProcessReplay:
    """Play it within the transaction of whoever asks, and write down that the actor looked at it.

    :raises NotAllowedError, NotFoundError: as `replay_process`.
    """
    require_to_replay(actor)
    instance, case, number = _found(instance_id, actor)
    require_process(draft.library, instance.process)
    real = real_story(instance, case, now=clock.now())
    found = _played(draft, real, reference=case.reference if case else None, release=number)
    audit(  # last: until the end of the transaction it keeps others from writing about the case
        actor,
        "replay process",
        f"process {instance.id}",
        at=clock.now(),
        case_id=instance.case_id,
        authority=instance.authority,
        details={"draft": str(draft.id), "digest": draft.library.digest, **draft.details},
    )
    return found


def replayable(actor: Actor) -> ColumnElement[bool]:
    """Condition over Instance and its outer-joined Case: the actor may see it, and it is not restricted."""
    return visible_instances(actor) & Case.restricted.is_not(True)


def require_to_replay(actor: Actor) -> None:
    """:raises NotAllowedError: neither a process owner nor a client that may do and read as much."""
    require(actor, Capability.PUBLISH, action="replay processes")
    require_scope(actor, Scope.INSTANCES_READ, action="replay processes")


def require_process(library: Composed, process: str) -> None:
    """:raises NotFoundError: the draft has no such process."""
    if process not in library.release.processes:
        raise NotFoundError("process in this draft called", process)


def _found(instance_id: UUID, actor: Actor) -> tuple[Instance, Case | None, int]:
    row = db.session.execute(
        select(Instance, Case, Release.number)
        .join(Release, Release.id == Instance.release_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Instance.id == instance_id, replayable(actor))
    ).one_or_none()
    if row is None:
        raise NotFoundError("process", instance_id)
    return row.Instance, row.Case, row.number


def _played(draft: DraftToPlay, real: RealStory, *, reference: str | None, release: int) -> ProcessReplay:
    before = replay(World.of(real.library), real.story, known=None, limits=draft.limits)
    hindrances = real.hindrances or tuple(mismatches(real, before))
    differences: Sequence[Apart] = ()
    notes: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    stopped: str | None = None
    if not hindrances:
        known = _steps(real.library.release)
        after = replay(World.of(draft.library), real.story, known=known, limits=draft.limits)
        differences, notes, stopped = tuple(apart(before, after)), after.notes, after.stopped
        pairs = tuple(aligned(before.host.timeline.entries, after.host.timeline.entries))
    instance = real.instance
    return ProcessReplay(
        draft_id=draft.id,
        instance_id=instance.id,
        case_id=instance.case_id,
        reference=reference,
        process=instance.process,
        process_name=draft.library.release.processes[instance.process].name,
        release=release,
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        faithful=not hindrances,
        hindrances=hindrances,
        apart=tuple(differences),
        notes=notes,
        stopped=stopped,
        pairs=pairs,
    )


def _steps(release: EngineRelease) -> frozenset[tuple[str, str]]:
    return frozenset((process.id, element) for process in release.processes.values() for element in process.elements)
