"""A process that moves to another release: worked out, and made, by whoever holds it locked.

The engine proves each move by a round trip before it hands out the Step; nothing of a process that is refused changes.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from uuid import UUID

from sqlalchemy import select, true

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.engine.migration import Attempted, MigrationRefusedError, Place, attempt_migration
from service.errors import InvalidInputError, NotFoundError, WrongStateError
from service.library import Composed
from service.models import Instance, InstanceState, Release, ReleaseMove, Task, TaskStatus, db
from service.pathways.apply import update_instance, write_step
from service.pathways.facts import RowFacts
from service.pathways.left_timers import left_as_json, left_by
from service.pathways.mappings import Mapped, followed_by, read, stored, turned_round
from service.pathways.releases import LoadedRelease, composed
from service.pathways.running import Running
from service.pathways.standing import audit
from service.pathways.writing.context import Writing
from service.pathways.writing.moved import write_moved

RUNS = (InstanceState.RUNNING, InstanceState.SUSPENDED)


@dataclass(frozen=True, kw_only=True)
class Order:
    """Who has a process moved, why, and as a part of which action on many."""

    actor: Actor
    reason: str | None
    bulk_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Look:
    """A process, where it is to go, and what that would mean.  `writing` is as of the new release."""

    running: Running
    found: Attempted
    writing: Writing


def require_mover(actor: Actor) -> None:
    """One process is moved by those who publish, and by those who operate.  :raises NotAllowedError: anybody else."""
    if Capability.OPERATE not in actor.capabilities:
        require(actor, Capability.PUBLISH, action="move a process to another release")


def destination(release_id: UUID, actor: Actor) -> LoadedRelease:
    """Return a release that processes may move to.

    :raises NotFoundError: the actor's authority has no such release.
    :raises WrongStateError: it was never current.
    """
    release = find_release(release_id, actor)
    if release.first_live_at is None:
        remedy = "Processes can move to it once it is current."
        raise WrongStateError(f"Release {release.number}", "not current yet", remedy)
    return LoadedRelease(id=release.id, number=release.number, composed=composed(release.id))


def find_release(release_id: UUID, actor: Actor) -> Release:
    """:raises NotFoundError: the actor's authority has no such release."""
    own = true() if actor.authority is None else Release.authority == actor.authority
    release = db.session.scalar(
        select(Release).where(Release.id == release_id, own).execution_options(populate_existing=True)
    )
    if release is None:
        raise NotFoundError("release", release_id)
    return release


def require_mapping(mapping: Mapped | None, to: Composed) -> None:
    """:raises InvalidInputError: something is to take the place of an element, and is not in the release."""
    missing = [place for place in (mapping or {}).values() if not _has(to, place)]
    if missing:
        sentences = [f"The release has no element “{place.element}” in “{place.process}”." for place in missing]
        raise InvalidInputError({"mapping": sentences})


def mapping_to(release_id: UUID, instance_id: UUID, asked: Mapped) -> dict[Place, Place]:
    """Return what takes the place of what when the process moves there: as asked, otherwise as on the way it came."""
    moves = db.session.scalars(
        select(ReleaseMove).where(ReleaseMove.instance_id == instance_id).order_by(ReleaseMove.id.desc())
    )
    came: dict[Place, Place] = {}
    for move in moves:
        came = followed_by(read(move.mapping), came)
        if move.from_id == release_id:
            return turned_round(came, is_there=partial(_has, composed(release_id))) | dict(asked)
    return dict(asked)


def look(running: Running, to: Composed, *, mapping: Mapped, actor: Actor, clock: Clock) -> Look:
    """Work out the move in memory; of the mapping, what concerns the release that the process follows."""
    instance = running.instance
    found = attempt_migration(
        running.composed.release,
        to.release,
        instance.state,
        facts=RowFacts(case=running.case, instance_id=instance.id, composed=to, clock=clock),
        clock=clock,
        mapping={old: new for old, new in mapping.items() if _has(running.composed, old)},
        opened=_opened(instance.id),
        left=left_by(instance.id),
    )
    writing = Writing(instance=instance, case=running.case, composed=to, actor=actor, now=clock.now())
    return Look(running=running, found=found, writing=writing)


def make_move(looked: Look, to: UUID, order: Order) -> None:
    """Write the move of a locked process.

    :raises MigrationRefusedError: it cannot move; nothing is written.
    """
    step = looked.found.step
    if step is None:
        raise MigrationRefusedError(looked.found.plan.refusals)
    instance, writing = looked.running.instance, looked.writing
    before, instance.release_id = instance.release_id, to
    update_instance(instance, step, writing)
    write_moved(writing, step.moved, before=looked.running.composed)
    write_step(writing, step)
    db.session.add(
        ReleaseMove(
            instance_id=instance.id,
            from_id=before,
            to_id=to,
            at=writing.now,
            by=order.actor.name,
            bulk_id=order.bulk_id,
            left=left_as_json(looked.found.plan.leaves),
            mapping=stored(looked.found.plan.mapping),
        )
    )
    _audit(looked, order, numbers=(number_of(before), number_of(to)))


@lru_cache(maxsize=256)
def number_of(release_id: UUID) -> int:
    return db.session.scalars(select(Release.number).where(Release.id == release_id)).one()


def _has(library: Composed, place: Place) -> bool:
    process = library.release.processes.get(place.process)
    return process is not None and place.element in process.elements


def _opened(instance_id: UUID) -> dict[str, datetime]:
    rows = db.session.execute(
        select(Task.id, Task.opened_at).where(Task.instance_id == instance_id, Task.status == TaskStatus.OPEN)
    )
    return {str(row.id): row.opened_at for row in rows}


def _audit(looked: Look, order: Order, *, numbers: tuple[int, int]) -> None:
    instance: Instance = looked.running.instance
    before, after = numbers
    audit(
        order.actor,
        "move process to release",
        f"process {instance.id}",
        at=looked.writing.now,
        case_id=instance.case_id,
        authority=instance.authority,
        details={
            "process": instance.process,
            "from": before,
            "to": after,
            "reason": order.reason,
            "action": None if order.bulk_id is None else str(order.bulk_id),
            "mapped": stored(looked.found.plan.mapping),
        },
    )
