"""Playing a real process again with a draft, to see where the draft would have gone another way.

It is first played on the release that it ran on.  Only where that does what really happened can the draft be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, require_scope, visible_instances
from service.clocks.clock import Clock
from service.engine.release import Release as EngineRelease
from service.errors import NotFoundError
from service.models import Case, Instance, Release, db
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


@dataclass(frozen=True, kw_only=True)
class ProcessReplay:
    """`faithful`: played on its own release it did what really happened; otherwise `hindrances` say why not.

    Only then is there anything else: `apart`, what the draft would have done otherwise; `notes`, what of the story the
    draft had no place for; `pairs`, both timelines.  `release`: number of the one that it ran on.
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
    pairs: tuple[Pair, ...]


def replay_process(*, draft_id: UUID, instance_id: UUID, actor: Actor, clock: Clock) -> ProcessReplay:
    """Play it; nothing of it leaves, and nothing is kept but who looked at it.

    :raises NotFoundError: no such draft or process that the actor may see, its case is restricted, or the draft has no
        such process.
    :raises PublicationRefusedError: something in the draft cannot be read.
    """
    require_scope(actor, Scope.INSTANCES_READ, action="replay processes")

    def work() -> ProcessReplay:
        draft = find_draft(draft_id, actor)
        instance, case, number = _found(instance_id, actor)
        library = composed_of(drafted(draft))
        if instance.process not in library.release.processes:
            raise NotFoundError("process in this draft called", instance.process)
        audit(
            actor,
            "replay process",
            f"process {instance.id}",
            at=clock.now(),
            case_id=instance.case_id,
            authority=instance.authority,
            details={"draft": str(draft.id), "digest": library.digest},
        )
        real = real_story(instance, case, now=clock.now())
        return _played(draft_id, real, World.of(library), reference=case.reference if case else None, release=number)

    return transact(work)


def _found(instance_id: UUID, actor: Actor) -> tuple[Instance, Case | None, int]:
    row = db.session.execute(
        select(Instance, Case, Release.number)
        .join(Release, Release.id == Instance.release_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Instance.id == instance_id, visible_instances(actor), Case.restricted.is_not(True))
    ).one_or_none()
    if row is None:
        raise NotFoundError("process", instance_id)
    return row.Instance, row.Case, row.number


def _played(draft_id: UUID, real: RealStory, draft: World, *, reference: str | None, release: int) -> ProcessReplay:
    before = replay(World.of(real.library), real.story, known=None, limits=LIMITS)
    hindrances = real.hindrances or tuple(mismatches(real, before))
    differences: Sequence[Apart] = ()
    notes: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    if not hindrances:
        after = replay(draft, real.story, known=_steps(real.library.release), limits=LIMITS)
        differences, notes = tuple(apart(before, after)), after.notes
        pairs = tuple(aligned(before.host.timeline.entries, after.host.timeline.entries))
    instance = real.instance
    return ProcessReplay(
        draft_id=draft_id,
        instance_id=instance.id,
        case_id=instance.case_id,
        reference=reference,
        process=instance.process,
        process_name=draft.release.processes[instance.process].name,
        release=release,
        started_at=instance.started_at,
        ended_at=instance.ended_at,
        faithful=not hindrances,
        hindrances=hindrances,
        apart=tuple(differences),
        notes=notes,
        pairs=pairs,
    )


def _steps(release: EngineRelease) -> frozenset[tuple[str, str]]:
    return frozenset((process.id, element) for process in release.processes.values() for element in process.elements)
