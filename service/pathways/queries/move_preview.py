"""What moving one process to another release would mean.  Changes nothing."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, visible_instances
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.models import Case, Instance, Publication, Release, db
from service.pathways.move_details import move_details
from service.pathways.moves import destination, look, mapping_to, require_mover
from service.pathways.published import said_id
from service.pathways.queries.move_details import MoveDetails, read_details
from service.pathways.running import running


@dataclass(frozen=True, kw_only=True)
class MovePreview:
    """`revision`: of the process that this was worked out for.  `details.refusals`: why it cannot move."""

    number: int
    revision: int
    possible: bool
    details: MoveDetails


@dataclass(frozen=True, kw_only=True)
class MoveTarget:
    """A release that was current at some time, so that processes may move to it."""

    release_id: UUID
    number: int
    note: str | None
    is_current: bool


def move_targets(*, instance_id: UUID, actor: Actor) -> tuple[MoveTarget, ...]:
    """Where the process could be moved to, the latest release first.

    :raises NotFoundError: there is no such process that the actor may see.
    """
    instance = _seen(instance_id, actor)
    rows = db.session.execute(
        select(Release.id, Release.number, Release.is_current, Publication.note)
        .join(Publication, Publication.id == said_id())
        .where(
            Release.authority == instance.authority,
            Release.id != instance.release_id,
            Release.first_live_at.is_not(None),
        )
        .order_by(Release.number.desc())
    )
    return tuple(
        MoveTarget(release_id=row.id, number=row.number, note=row.note, is_current=row.is_current) for row in rows
    )


def preview_move(*, instance_id: UUID, release_id: UUID, actor: Actor, clock: Clock) -> MovePreview:
    """For process owners and operators, as the move itself.

    :raises NotFoundError: there is no such process that the actor may see, or no such release.
    :raises WrongStateError: the release was never current.
    """
    instance = _seen(instance_id, actor)
    to = destination(release_id, actor)
    mapping = mapping_to(to.id, instance.id, {})
    looked = look(running(instance, clock), to.composed, mapping=mapping, actor=actor, clock=clock)
    return MovePreview(
        number=to.number,
        revision=instance.revision,
        possible=looked.found.plan.possible,
        details=read_details(move_details(looked)),
    )


def _seen(instance_id: UUID, actor: Actor) -> Instance:
    require_mover(actor)
    instance = db.session.scalar(
        select(Instance)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Instance.id == instance_id, visible_instances(actor))
        .execution_options(populate_existing=True)
    )
    if instance is None:
        raise NotFoundError("process", instance_id)
    return instance
