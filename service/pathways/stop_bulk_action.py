"""Stopping an action on many processes: what it has not come to stays as it is."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, true, update

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import NotFoundError, WrongStateError
from service.models import BulkAction, BulkItem, BulkKind, BulkStatus, db
from service.pathways.bulk_actions import STOPPED, not_begun
from service.pathways.idempotency import Idempotency
from service.pathways.standing import audit
from service.pathways.transaction import transact_once

OF_OWNERS = frozenset({BulkKind.PREVIEW, BulkKind.MOVE, BulkKind.REPLAY})


@dataclass(frozen=True, kw_only=True)
class StoppedBulk:
    """`not_begun`: how many of the `total` processes stay as they are."""

    bulk_id: str
    total: int
    not_begun: int


def stop_bulk_action(
    *, bulk_id: UUID, actor: Actor, clock: Clock, reason: str = "", idempotency: Idempotency | None = None
) -> StoppedBulk:
    """End the action; what is being done to a process at this moment is done to its end.

    Moves, previews and replays are stopped by process owners, operations by operators.
    :raises NotFoundError: the actor's authority has no such action.
    :raises WrongStateError: it is over.
    """

    def work() -> StoppedBulk:
        action = _locked(bulk_id, actor)
        capability = Capability.PUBLISH if action.kind in OF_OWNERS else Capability.OPERATE
        require(actor, capability, action="stop this action")
        if action.status is not BulkStatus.RUNNING:
            raise WrongStateError("This action", action.status.value, "There is nothing to stop.")
        stopped = _stop_items(action, clock)
        action.status, action.finished_at = BulkStatus.STOPPED, clock.now()
        audit(
            actor,
            "stop action on processes",
            f"action {bulk_id}",
            at=clock.now(),
            case_id=None,
            authority=action.authority,
            details={"kind": action.kind.value, "not_begun": stopped, "reason": reason or None},
        )
        return StoppedBulk(bulk_id=str(bulk_id), total=action.total, not_begun=stopped)

    return transact_once(work, returns=StoppedBulk, actor=actor, clock=clock, idempotency=idempotency)


def _locked(bulk_id: UUID, actor: Actor) -> BulkAction:
    own = true() if actor.authority is None else BulkAction.authority == actor.authority
    action = db.session.scalar(
        select(BulkAction)
        .where(BulkAction.id == bulk_id, own)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if action is None:
        raise NotFoundError("action", bulk_id)
    return action


def _stop_items(action: BulkAction, clock: Clock) -> int:
    """Pass over what a job is at now; should that come to nothing, the job that follows finds the action stopped."""
    idle = (
        select(BulkItem.instance_id)
        .where(BulkItem.bulk_id == action.id, BulkItem.ended_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    ids = db.session.scalars(idle).all()
    statement = update(BulkItem).where(BulkItem.bulk_id == action.id, BulkItem.instance_id.in_(ids))
    db.session.execute(statement.values(not_begun(STOPPED, clock.now())).execution_options(synchronize_session=False))
    return len(ids)
