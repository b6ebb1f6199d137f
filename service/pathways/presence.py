"""Who has a task open at the moment, so that two people who work on the same one know of each other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from service.access import Actor, ActorKind
from service.models import Presence, User, db

STALE = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Present:
    name: str
    display_name: str
    seen_at: datetime


def touch(task_id: UUID, actor: Actor, now: datetime) -> None:
    """Note, within the transaction of the caller, that the actor has the task open."""
    if actor.kind is ActorKind.USER:
        row = insert(Presence).values(task_id=task_id, user_name=actor.name, seen_at=now)
        db.session.execute(
            row.on_conflict_do_update(index_elements=["task_id", "user_name"], set_={"seen_at": row.excluded.seen_at})
        )


def others_on(task_id: UUID, actor: Actor, now: datetime) -> tuple[Present, ...]:
    """Who else has it open.  Only for those who may see the task; that is for the caller to ask."""
    rows = db.session.execute(
        select(Presence.user_name, User.display_name, Presence.seen_at)
        .join(User, User.name == Presence.user_name)
        .where(Presence.task_id == task_id, Presence.user_name != actor.name, Presence.seen_at > now - STALE)
        .order_by(User.display_name)
    )
    return tuple(Present(name=row.user_name, display_name=row.display_name, seen_at=row.seen_at) for row in rows)


def has_opened(task_id: UUID, actor: Actor) -> bool:
    """Whether the actor has had it open before, however long ago."""
    own = select(Presence.seen_at).where(Presence.task_id == task_id, Presence.user_name == actor.name)
    return db.session.scalar(own) is not None
