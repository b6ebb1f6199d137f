"""Which releases running processes follow, and which of them could move to a release."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, true

from service.access import Actor, Capability, require, visible_instances
from service.models import BulkAction, BulkItem, BulkKind, BulkStatus, Case, Instance, Release, db
from service.pathways.moves import RUNS, find_release
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of
from service.pathways.releases import composed


@dataclass(frozen=True, kw_only=True)
class Following:
    """How many running processes, those of restricted cases too, follow a release."""

    release_id: UUID
    number: int
    processes: int


@dataclass(frozen=True, kw_only=True)
class WaitingMove:
    """How many running processes, those of restricted cases too, wait to move to the release `number`."""

    number: int
    processes: int


@dataclass(frozen=True, kw_only=True)
class Movable:
    """A running process that follows another release, and that the actor may see."""

    instance_id: UUID
    process_name: str
    case_id: UUID | None
    case_reference: str | None
    stage: str | None
    release_number: int


def running_by_release(*, actor: Actor) -> tuple[Following, ...]:
    """Of the actor's authority, the latest release first.

    :raises NotAllowedError: the actor is no process owner.
    """
    require(actor, Capability.PUBLISH, action="see which releases processes follow")
    own = true() if actor.authority is None else Instance.authority == actor.authority
    rows = db.session.execute(
        select(Release.id, Release.number, func.count().label("processes"))
        .join(Instance, Instance.release_id == Release.id)
        .where(own, Instance.status.in_(RUNS))
        .group_by(Release.id, Release.number)
        .order_by(Release.number.desc())
    )
    return tuple(Following(release_id=row.id, number=row.number, processes=row.processes) for row in rows)


def waiting_to_move(*, actor: Actor) -> tuple[WaitingMove, ...]:
    """What moves of the actor's authority have yet to come to, the latest release first.

    :raises NotAllowedError: the actor is no process owner.
    """
    require(actor, Capability.PUBLISH, action="see which releases processes follow")
    own = true() if actor.authority is None else BulkAction.authority == actor.authority
    rows = db.session.execute(
        select(Release.number, func.count().label("processes"))
        .join(BulkAction, BulkAction.release_id == Release.id)
        .join(BulkItem, BulkItem.bulk_id == BulkAction.id)
        .where(own, BulkAction.kind == BulkKind.MOVE, BulkAction.status == BulkStatus.RUNNING)
        .where(BulkItem.ended_at.is_(None))
        .group_by(Release.number)
        .order_by(Release.number.desc())
    )
    return tuple(WaitingMove(number=row.number, processes=row.processes) for row in rows)


def movable(*, release_id: UUID, actor: Actor, page: PageRequest) -> Page[Movable]:
    """Running processes that follow another release than this one, the first begun first.

    :raises NotFoundError: the actor's authority has no such release.
    """
    require(actor, Capability.PUBLISH, action="move processes to another release")
    release = find_release(release_id, actor)
    statement = (
        select(Instance, Release.number, Case.reference, Case.stage)
        .join(Release, Release.id == Instance.release_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(
            Instance.authority == release.authority,
            Instance.status.in_(RUNS),
            Instance.release_id != release_id,
            visible_instances(actor),
        )
        .execution_options(populate_existing=True)
    )
    order = Order(columns={"started_at": Instance.started_at}, default="started_at", key=Instance.id)
    return page_of(statement, order, page, make=_movable)


def _movable(row: AnyRow) -> Movable:
    instance: Instance = row.Instance
    return Movable(
        instance_id=instance.id,
        process_name=composed(instance.release_id).release.processes[instance.process].name,
        case_id=instance.case_id,
        case_reference=row.reference,
        stage=row.stage,
        release_number=row.number,
    )
