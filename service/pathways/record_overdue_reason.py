"""Saying once why a standard was missed.  It stops no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require, visible_instances
from service.clocks.clock import Clock
from service.errors import ConflictError, InvalidInputError, NotFoundError, WrongStateError
from service.library import Composed
from service.models import Case, Deadline, Instance, OverdueReason, db
from service.pathways.idempotency import Idempotency
from service.pathways.releases import current_release
from service.pathways.standing import audit
from service.pathways.transaction import transact_once

OTHER = "other"
OUR_REASONS: Mapping[str, str] = {
    "family_unavailable": "Family unavailable",
    "school_holidays": "School holidays",
    "staff_absence": "Staff absence",
    "another_agency": "Waiting for another agency",
}
LONGEST_NOTE = 500


@dataclass(frozen=True, kw_only=True)
class RecordedReason:
    deadline_id: str
    reason: str
    note: str | None
    by: str
    at: datetime


def reasons_of(composed: Composed) -> Mapping[str, str]:
    """The reasons to choose from, in words: the authority's list or ours, and always another one, with a note."""
    return {**(composed.authority.overdue_reasons or OUR_REASONS), OTHER: "Another reason"}


def record_overdue_reason(
    *,
    deadline_id: UUID,
    reason: str,
    actor: Actor,
    clock: Clock,
    note: str | None = None,
    idempotency: Idempotency | None = None,
) -> RecordedReason:
    """Write down why the standard was missed, for everybody to see.

    :raises NotFoundError: there is no such deadline that the actor may see.
    :raises WrongStateError: it was not missed.
    :raises ConflictError: somebody has said why before.
    :raises InvalidInputError: the reason is not in the list, or another reason has no note.
    """
    require(actor, Capability.WORK, action="say why something is overdue")

    def work() -> RecordedReason:
        deadline = _missed(deadline_id, actor, now=clock.now())
        _check(reason, note, current_release(deadline.authority).composed)
        said = OverdueReason(deadline_id=deadline.id, reason=reason, note=note or None, at=clock.now(), by=actor.name)
        db.session.add(said)
        audit(
            actor,
            "say why overdue",
            f"deadline {deadline.id}",
            at=clock.now(),
            case_id=deadline.case_id,
            authority=deadline.authority,
            details={"key": deadline.key, "reason": reason},
        )
        return RecordedReason(deadline_id=str(deadline.id), reason=reason, note=said.note, by=said.by, at=said.at)

    return transact_once(work, returns=RecordedReason, actor=actor, clock=clock, idempotency=idempotency)


def _missed(deadline_id: UUID, actor: Actor, *, now: datetime) -> Deadline:
    deadline = db.session.scalar(
        select(Deadline)
        .join(Instance, Instance.id == Deadline.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Deadline.id == deadline_id, visible_instances(actor))
        .with_for_update(of=Deadline)
        .execution_options(populate_existing=True)
    )
    if deadline is None:
        raise NotFoundError("deadline", deadline_id)
    running = deadline.ended_at is None
    if deadline.breached_at is None and not (running and deadline.breach_at <= now):
        raise WrongStateError("The standard", "not missed", "There is nothing to explain.")
    if db.session.get(OverdueReason, deadline_id) is not None:
        raise ConflictError("The reason was recorded already.")
    return deadline


def _check(reason: str, note: str | None, composed: Composed) -> None:
    if reason not in reasons_of(composed):
        raise InvalidInputError({"reason": ["Choose a reason"]})
    if reason == OTHER and not (note or "").strip():
        raise InvalidInputError({"note": ["Enter what the reason is"]})
    if note and len(note) > LONGEST_NOTE:
        raise InvalidInputError({"note": [f"Note must be {LONGEST_NOTE} characters or fewer"]})
