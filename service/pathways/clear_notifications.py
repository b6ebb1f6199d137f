"""Clearing what one has read.  An urgent concern is not cleared but answered."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from service.access import Actor
from service.clocks.clock import Clock
from service.models import Notification, Urgency, db
from service.pathways.idempotency import Idempotency
from service.pathways.notify import STANDING
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class ClearedNotifications:
    count: int


def clear_notifications(
    *, ids: Collection[UUID], actor: Actor, clock: Clock, idempotency: Idempotency | None = None
) -> ClearedNotifications:
    """Clear those of the actor's own notifications; what is another's, gone or cleared stays as it is."""

    def work() -> ClearedNotifications:
        own = (Notification.user_name == actor.name, Notification.id.in_(ids), STANDING)
        statement = (
            update(Notification)
            .where(*own, Notification.urgency != Urgency.INTERRUPT)
            .values(cleared_at=clock.now(), cleared_by=actor.name)
        )
        return ClearedNotifications(count=db.session.connection().execute(statement).rowcount)

    return transact_once(work, returns=ClearedNotifications, actor=actor, clock=clock, idempotency=idempotency)
