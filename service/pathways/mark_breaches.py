"""Noticing deadlines that were missed."""

from sqlalchemy import select, update

from service.access import system_actor
from service.clocks.clock import Clock
from service.models import Deadline, DeadlineStatus, db
from service.pathways.standing import audit
from service.pathways.transaction import transact


def mark_breaches(*, clock: Clock, limit: int = 500) -> int:
    """Mark running deadlines whose breach moment has come; returns how many.  They end as met late or cancelled."""

    def work() -> int:
        now = clock.now()
        missed = (
            select(Deadline.id)
            .where(Deadline.status == DeadlineStatus.RUNNING, Deadline.breach_at <= now)
            .order_by(Deadline.breach_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        marked = db.session.execute(
            update(Deadline)
            .where(Deadline.id.in_(missed))
            .values(status=DeadlineStatus.BREACHED, breached_at=now)
            .returning(Deadline.id, Deadline.case_id, Deadline.authority, Deadline.key)
            .execution_options(synchronize_session=False)
        ).all()
        # by stream, so that two runs lock the chains in the same order
        for row in sorted(marked, key=lambda row: (str(row.case_id), row.authority)):
            audit(
                system_actor("deadline"),
                "miss deadline",
                f"deadline {row.id}",
                at=now,
                case_id=row.case_id,
                authority=row.authority,
                details={"key": row.key},
            )
        return len(marked)

    return transact(work)
