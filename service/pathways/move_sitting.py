"""Moving one sitting of a panel to another time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import InvalidInputError, WrongStateError
from service.library import panels_of
from service.models import Sitting, db
from service.pathways.change_instance import require_reason
from service.pathways.idempotency import Idempotency
from service.pathways.releases import current_release
from service.pathways.schedules import plan_again
from service.pathways.sittings import fill_diary
from service.pathways.standing import acting_authority, audit
from service.pathways.tell_of_move import tell_of_move
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class MovedSitting:
    sitting_id: str
    panel: str
    at: datetime


def move_sitting(
    *,
    panel: str,
    regular_at: datetime,
    to: datetime,
    reason: str,
    actor: Actor,
    clock: Clock,
    authority: str | None = None,
    idempotency: Idempotency | None = None,
) -> MovedSitting:
    """Move the sitting that stands at `regular_at`; processes that start before it are planned anew.

    What counts from `next_sitting` after this sees the new time; timers that are armed keep theirs.  The panel and the
    people of the agenda are told; nobody's standard moves.
    For those who assign work, and operators.
    :raises InvalidInputError: there is no such sitting ahead, or the new time is past or taken.
    """
    _require_diary(actor)
    require_reason(reason)

    def work() -> MovedSitting:
        now = clock.now()
        acting = acting_authority(actor, authority, action="move sittings")
        if to <= now:
            raise InvalidInputError({"to": ["This is past."]})
        release = current_release(acting)
        fill_diary(release.composed, panel, now=now, until=max(regular_at, to))
        sitting = _standing(acting, panel, at=regular_at, now=now)
        _require_movable(sitting, to)
        before = sitting.at
        sitting.at, sitting.reason, sitting.changed_by, sitting.changed_at = to, reason, actor.name, now
        db.session.flush()
        plan_again(acting, release, clock)
        of = panels_of(release.composed).get(panel)
        told = () if of is None else tell_of_move(sitting, of, release.composed, actor=actor, now=now)
        moved = {"panel": panel, "from": before.isoformat(), "to": to.isoformat()}
        audit(
            actor,
            "move sitting",
            f"sitting {sitting.id}",
            at=now,
            case_id=None,
            authority=acting,
            details=moved | {"reason": reason, "told": list(told)},
        )
        return MovedSitting(sitting_id=str(sitting.id), panel=panel, at=to)

    return transact_once(work, returns=MovedSitting, actor=actor, clock=clock, idempotency=idempotency)


def _require_diary(actor: Actor) -> None:
    if not actor.may(Capability.ASSIGN):
        require(actor, Capability.OPERATE, action="move sittings")


def _standing(authority: str, panel: str, *, at: datetime, now: datetime) -> Sitting:
    sitting = db.session.scalar(
        select(Sitting)
        .where(
            Sitting.authority == authority,
            Sitting.panel == panel,
            or_(Sitting.at == at, Sitting.regular_at == at),
            Sitting.at > now,
        )
        .order_by((Sitting.at == at).desc())
        .limit(1)
        .with_for_update()
    )
    if sitting is None:
        raise InvalidInputError({"regular_at": ["The panel does not sit at that time."]})
    return sitting


def _require_movable(sitting: Sitting, to: datetime) -> None:
    if _taken(sitting, to):
        raise InvalidInputError({"to": ["The panel sits at that time already."]})
    if sitting.frozen_at is not None:
        raise WrongStateError("The sitting", "frozen", "It has been held and cannot be moved.")


def _taken(sitting: Sitting, to: datetime) -> bool:
    other = select(Sitting.id).where(
        Sitting.authority == sitting.authority,
        Sitting.panel == sitting.panel,
        Sitting.at == to,
        Sitting.id != sitting.id,
    )
    return db.session.scalar(other) is not None
