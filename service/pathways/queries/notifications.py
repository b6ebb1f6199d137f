"""What somebody is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy import case as sql_case

from service.access import Actor, may_open_restricted
from service.clocks.clock import Clock
from service.models import Case, Notification, Urgency, User, db
from service.pathways.notify import STANDING

MOST = 300  # on one page
COUNTED = 100  # no more are counted
SHOWN_PAST = 50
LATELY = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class NotificationView:
    """`cause` is "task:<id>", "deadline:<id>", "sitting:<id>" or "referral:<id>"; the title names no person."""

    id: UUID
    urgency: Urgency
    cause: str
    title: str
    case_id: UUID | None
    task_id: UUID | None
    created_at: datetime
    cleared_at: datetime | None
    cleared_by: str | None
    gone_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NotificationList:
    """`standing`: the most urgent kind first, then the newest.  `more`: there are others than those.

    `past`: cleared or gone in the last seven days.
    """

    standing: tuple[NotificationView, ...]
    more: bool
    past: tuple[NotificationView, ...]


def list_notifications(*, actor: Actor, clock: Clock) -> NotificationList:
    """The actor's own, but for cases that are hidden from them by now."""
    order = sql_case(
        (Notification.urgency == Urgency.INTERRUPT, 0), (Notification.urgency == Urgency.TODAY, 1), else_=2
    )
    found = _own(actor).where(STANDING).order_by(order, Notification.created_at.desc(), Notification.id)
    rows = [_view(row, by) for row, by in db.session.execute(found.limit(MOST + 1))]
    since = clock.now() - LATELY
    ended = func.coalesce(Notification.cleared_at, Notification.gone_at)
    past = _own(actor).where(ended > since).order_by(ended.desc(), Notification.id).limit(SHOWN_PAST)
    return NotificationList(
        standing=tuple(rows[:MOST]),
        more=len(rows) > MOST,
        past=tuple(_view(row, by) for row, by in db.session.execute(past)),
    )


def count_notifications(*, actor: Actor) -> int:
    """How many stand, up to 100: one look at an index, for the header of every page."""
    some = select(literal(1)).where(Notification.user_name == actor.name, STANDING).limit(COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def is_interrupted(*, actor: Actor) -> bool:
    """Whether an urgent concern waits for the actor's answer."""
    wanted = (Notification.user_name == actor.name, Notification.urgency == Urgency.INTERRUPT, STANDING)
    return db.session.scalar(select(literal(1)).where(*wanted).limit(1)) is not None


def _own(actor: Actor) -> Select[Notification, str]:
    return (
        select(Notification, User.display_name)
        .outerjoin(User, User.name == Notification.cleared_by)
        .outerjoin(Case, Case.id == Notification.case_id)
        .where(
            Notification.user_name == actor.name,
            or_(Case.id.is_(None), may_open_restricted(actor.name), Notification.urgency == Urgency.INTERRUPT),
        )
        .execution_options(populate_existing=True)
    )


def _view(row: Notification, cleared_by: str | None = None) -> NotificationView:
    return NotificationView(
        id=row.id,
        urgency=row.urgency,
        cause=row.cause,
        title=row.title,
        case_id=row.case_id,
        task_id=row.task_id,
        created_at=row.created_at,
        cleared_at=row.cleared_at,
        cleared_by=cleared_by or row.cleared_by,
        gone_at=row.gone_at,
    )
