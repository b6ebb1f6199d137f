"""Actions on many processes as rows: the action, its items, and when it is over.

Each item is one transaction, done by a job (service.pathways.run_bulk_item); the sweep finds items that wait for one.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Update, case, exists, func, insert, literal, null, select, true, update

from service.access import Actor, ActorKind, visible_instances
from service.clocks.clock import Clock
from service.engine.migration import Place
from service.errors import NotFoundError
from service.models import BulkAction, BulkItem, BulkKind, BulkStatus, Case, Instance, ItemResult, Json, db, table_of
from service.pathways.mappings import read, stored
from service.pathways.moves import RUNS
from service.pathways.standing import audit

SUPERSEDED = "A newer move takes the place of this one."
REPLACED = "Another release has become the current one."
STOPPED = "The action was stopped before."


@dataclass(frozen=True, kw_only=True)
class BegunBulk:
    """`total`: how many processes the action is about; 0: there was nothing to do, and it is finished already."""

    bulk_id: str
    total: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be done, by the columns of BulkAction.

    `waits`: each process until the next stage of its case.  `newest_first`: in which order they are come to.
    """

    kind: BulkKind
    authority: str
    reason: str | None = None
    release_id: UUID | None = None
    draft_id: UUID | None = None
    draft_digest: str | None = None
    mapping: Mapping[Place, Place] = field(default_factory=lambda: MappingProxyType({}))
    waits: bool = False
    newest_first: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one process, as its item has it."""

    result: ItemResult
    message: str | None = None
    details: Json | None = None


def begin(asked: Asked, chosen: ColumnElement[bool], *, actor: Actor, clock: Clock) -> BegunBulk:
    """Write the action with an item for each of the processes `chosen` (over Instance); jobs come to them."""
    now, bulk_id = clock.now(), uuid4()
    db.session.execute(insert(BulkAction).values(_action(asked, bulk_id, actor=actor, now=now)))
    total = _write_items(asked, bulk_id, chosen)
    over = {"status": BulkStatus.FINISHED, "finished_at": now} if total == 0 else {}
    _execute(update(BulkAction).where(BulkAction.id == bulk_id).values(total=total, **over))
    audit(
        actor,
        f"begin {asked.kind.value} of processes",
        f"action {bulk_id}",
        at=now,
        case_id=None,
        authority=asked.authority,
        details=_details(asked, total),
    )
    return BegunBulk(bulk_id=str(bulk_id), total=total)


def following_another(authority: str, release_id: UUID | None) -> ColumnElement[bool]:
    """Condition over Instance: it runs and follows another release than this (None: a draft, so every one)."""
    other = true() if release_id is None else Instance.release_id != release_id
    return (Instance.authority == authority) & Instance.status.in_(RUNS) & other


def named(instance_ids: Collection[UUID], authority: str, actor: Actor) -> ColumnElement[bool]:
    """Condition over Instance: one of these.

    :raises NotFoundError: the actor sees no such process of the authority.
    """
    ids = sorted(set(instance_ids))
    seen = set(
        db.session.scalars(
            select(Instance.id)
            .outerjoin(Case, Case.id == Instance.case_id)
            .where(Instance.id.in_(ids), Instance.authority == authority, visible_instances(actor))
        )
    )
    unseen = [each for each in ids if each not in seen]
    if unseen:
        raise NotFoundError("process", unseen[0])
    return Instance.id.in_(ids)


def supersede_moves(
    authority: str, instance_ids: Collection[UUID] | None, *, now: datetime, message: str = SUPERSEDED
) -> Mapping[UUID, int]:
    """Let earlier moves not come to these processes (None: to any) any more.

    Returns to how many of them each move, by its id, will not come.  What is being moved at this moment is waited for,
    so that whoever looks next sees where it went.
    """
    moves = select(BulkAction.id).where(
        BulkAction.kind == BulkKind.MOVE, BulkAction.status == BulkStatus.RUNNING, BulkAction.authority == authority
    )
    these = true() if instance_ids is None else BulkItem.instance_id.in_(sorted(set(instance_ids)))
    still_open = (BulkItem.bulk_id.in_(moves), BulkItem.ended_at.is_(None), these)
    # in one order, so that two newer moves do not wait for each other
    ordered = select(BulkItem.instance_id).where(*still_open).order_by(BulkItem.bulk_id, BulkItem.position)
    db.session.execute(ordered.with_for_update(of=BulkItem))
    ending = update(BulkItem).where(*still_open).values(not_begun(message, now)).returning(BulkItem.bulk_id)
    return Counter(db.session.scalars(ending.execution_options(synchronize_session=False)))


def not_begun(message: str, now: datetime) -> dict[str, object]:
    return {"result": ItemResult.NOT_BEGUN, "message": message, "ended_at": now, "claimed_until": None}


def finish_actions(bulk_ids: Collection[UUID] | None = None, *, now: datetime) -> None:
    """Say of these actions (None: of all) that they are over, where no item is left."""
    left = exists().where(BulkItem.bulk_id == BulkAction.id, BulkItem.ended_at.is_(None))
    these = true() if bulk_ids is None else BulkAction.id.in_(sorted(bulk_ids))
    _execute(
        update(BulkAction)
        .where(BulkAction.status == BulkStatus.RUNNING, these, ~left)
        .values(status=BulkStatus.FINISHED, finished_at=now)
    )


def actor_of(action: BulkAction) -> Actor:
    """In whose name its items are done.  What they may do was looked at when the action began."""
    return Actor(
        kind=ActorKind(action.actor_kind),
        id=action.actor_id,
        name=action.begun_by,
        display_name=action.begun_by,
        authority=action.authority,
    )


def mapping_of(action: BulkAction) -> dict[Place, Place]:
    return read(action.mapping)


def _action(asked: Asked, bulk_id: UUID, *, actor: Actor, now: datetime) -> dict[str, object]:
    return {
        "id": bulk_id,
        "authority": asked.authority,
        "kind": asked.kind,
        "status": BulkStatus.RUNNING,
        "release_id": asked.release_id,
        "draft_id": asked.draft_id,
        "draft_digest": asked.draft_digest,
        "reason": asked.reason,
        "total": 0,
        "begun_at": now,
        "begun_by": actor.name,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "mapping": stored(asked.mapping),
    }


def _write_items(asked: Asked, bulk_id: UUID, chosen: ColumnElement[bool]) -> int:
    stage = Case.stage if asked.waits else null()
    order = (Instance.started_at, Instance.id)
    order_by = tuple(each.desc() for each in order) if asked.newest_first else order
    waits = literal(asked.waits) & Case.stage.is_not(None) & Case.closed_at.is_(None)
    items = (
        select(
            literal(bulk_id),
            Instance.id,
            func.row_number().over(order_by=order_by),
            case((waits, ItemResult.WAITING.value), else_=ItemResult.PENDING.value),
            stage,
        )
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(chosen)
    )
    columns = ["bulk_id", "instance_id", "position", "result", "stage"]
    statement = insert(table_of(BulkItem)).from_select(columns, items).execution_options(preserve_rowcount=True)
    return db.session.connection().execute(statement).rowcount


def _details(asked: Asked, total: int) -> dict[str, object]:
    return {
        "total": total,
        "reason": asked.reason,
        "release": None if asked.release_id is None else str(asked.release_id),
        "draft": None if asked.draft_id is None else str(asked.draft_id),
        "digest": asked.draft_digest,
        "at_next_stage": asked.waits,
        "mapped": stored(asked.mapping),
    }


def _execute(statement: Update) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
