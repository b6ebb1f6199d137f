"""Mail about what people are told: an urgent concern at once, today's at most hourly, the rest once a working day.

May run at any time, twice at once, late or never: what was sent is marked in the transaction that puts the mail into
the outbox.  A mail holds references, names of tasks and links; never a person's name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select, update

from service.clocks import WorkingCalendar, local_day
from service.clocks.clock import Clock
from service.models import Notification, Release, Urgency, User, db
from service.pathways.mails import put_mails
from service.pathways.notify import STANDING
from service.pathways.releases import current_release
from service.pathways.transaction import transact

AT_MOST_EVERY = timedelta(hours=1)  # mails about what is for today
WITHIN = timedelta(days=14)  # what nobody was mailed about until then is not news any more
LISTED = 50  # in one mail

Last = Mapping[tuple[str, Urgency], datetime]


@dataclass(frozen=True, kw_only=True)
class _Line:
    id: UUID
    user_name: str
    email: str
    urgency: Urgency
    title: str
    task_id: UUID | None


def send_notifications(*, address: str, clock: Clock) -> int:
    """Put the mails that are due into the outbox; returns how many.  `address`: of the pages, without a slash."""
    authorities = transact(lambda: list(db.session.scalars(select(Release.authority).where(Release.is_current))))
    return sum(_send(authority, address, clock) for authority in authorities)


def _send(authority: str, address: str, clock: Clock) -> int:
    def work() -> int:
        now = clock.now()
        # one at a time for each authority, or an hour would hold two mails
        if not db.session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(f"mail:{authority}")))):
            return 0
        lines = _unsent(authority, now)
        if not lines:
            return 0
        info = current_release(authority).composed
        last = _last_mails({line.user_name for line in lines})
        due = [line for line in lines if _is_due(line, last, now=now, calendar=info.release.calendar)]
        mails = [_mail(list(group), info.authority.name, address) for group in _grouped(due)]
        put_mails(mails, name="Tell somebody", authority=authority, now=now)
        sent = update(Notification).where(Notification.id.in_([line.id for line in due])).values(sent_at=now)
        db.session.execute(sent.execution_options(synchronize_session=False))
        return len(mails)

    return transact(work)


def _unsent(authority: str, now: datetime) -> Sequence[_Line]:
    rows = db.session.execute(
        select(Notification, User.email)
        .join(User, User.name == Notification.user_name)
        .where(
            Notification.authority == authority,
            Notification.sent_at.is_(None),
            Notification.created_at > now - WITHIN,
            STANDING,
            User.active,
            User.email.is_not(None),
        )
        .order_by(Notification.user_name, Notification.urgency, Notification.created_at, Notification.id)
    )
    return [
        _Line(
            id=row.id,
            user_name=row.user_name,
            email=email or "",
            urgency=row.urgency,
            title=row.title,
            task_id=row.task_id,
        )
        for row, email in rows
    ]


def _last_mails(names: set[str]) -> Last:
    rows = db.session.execute(
        select(Notification.user_name, Notification.urgency, func.max(Notification.sent_at))
        .where(Notification.user_name.in_(sorted(names)), Notification.sent_at.is_not(None))
        .group_by(Notification.user_name, Notification.urgency)
    )
    return {(name, urgency): at for name, urgency, at in rows if at is not None}


def _is_due(line: _Line, last: Last, *, now: datetime, calendar: WorkingCalendar) -> bool:
    before = last.get((line.user_name, line.urgency))
    match line.urgency:
        case Urgency.INTERRUPT:
            return True
        case Urgency.TODAY:
            return before is None or before <= now - AT_MOST_EVERY
        case Urgency.DIGEST:
            opening = calendar.opening(local_day(now, calendar.zone))
            return opening is not None and now >= opening and (before is None or before < opening)


def _grouped(lines: Sequence[_Line]) -> Iterator[Iterator[_Line]]:
    return (group for _, group in groupby(lines, key=lambda line: (line.user_name, line.urgency)))


def _mail(lines: Sequence[_Line], service: str, address: str) -> dict[str, object]:
    count = len(lines)
    subject = {
        Urgency.INTERRUPT: f"{service}: an urgent concern waits for your answer",
        Urgency.TODAY: f"{service}: {count} new for today",
        Urgency.DIGEST: f"{service}: {count} for your next working days",
    }
    listed = [f"- {line.title}\n  {_link(line, address)}" for line in lines[:LISTED]]
    more = [f"... and {count - LISTED} more"] if count > LISTED else []
    text = "\n\n".join([*listed, *more, f"All of it: {address}/notifications"])
    return {"to": lines[0].email, "subject": subject[lines[0].urgency], "text": text}


def _link(line: _Line, address: str) -> str:
    return f"{address}/notifications" if line.task_id is None else f"{address}/tasks/{line.task_id}"
