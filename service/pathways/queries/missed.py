"""A standard that was missed, and why, if somebody has said so."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, visible_instances
from service.clocks.clock import Clock
from service.errors import NotFoundError, WrongStateError
from service.models import Deadline as DeadlineRow
from service.models import OverdueReason, User, db
from service.pathways.queries.deadlines import DeadlineView, deadline_view, deadlines


@dataclass(frozen=True, kw_only=True)
class MissedStandard:
    deadline: DeadlineView
    reason: str | None
    note: str | None
    by: str | None
    at: datetime | None


def missed_standard(*, deadline_id: UUID, actor: Actor, clock: Clock) -> MissedStandard:
    """:raises NotFoundError: there is none that the actor may see.  :raises WrongStateError: it was not missed."""
    row = db.session.execute(deadlines().where(DeadlineRow.id == deadline_id, visible_instances(actor))).one_or_none()
    if row is None:
        raise NotFoundError("deadline", deadline_id)
    deadline: DeadlineRow = row[0]
    if deadline.breached_at is None and (deadline.ended_at is not None or deadline.breach_at > clock.now()):
        raise WrongStateError("The standard", "not missed", "There is nothing to explain.")
    said = db.session.execute(
        select(OverdueReason, User.display_name)
        .outerjoin(User, User.name == OverdueReason.by)
        .where(OverdueReason.deadline_id == deadline_id)
    ).one_or_none()
    if said is None:
        return MissedStandard(deadline=deadline_view(row), reason=None, note=None, by=None, at=None)
    reason = said.OverdueReason
    return MissedStandard(
        deadline=deadline_view(row), reason=reason.reason, note=reason.note, by=said.display_name, at=reason.at
    )
