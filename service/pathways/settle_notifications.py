"""What people are told as days go by: standards that fall due; and what they need not know any more.

May run at any time, twice, late or never: it reads how things stand.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Text, Uuid, and_, delete, exists, func, literal, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from service.access.visibility import URGENT_CONCERN
from service.clocks import WorkingCalendar, local_day, start_of_day
from service.clocks.clock import Clock
from service.models import (
    Case,
    Deadline,
    DraftStatus,
    LibraryDraft,
    Message,
    MessageStatus,
    Notification,
    Referral,
    ReferralStatus,
    Release,
    Schedule,
    Sitting,
    Task,
    TaskStatus,
    Urgency,
    User,
    db,
)
from service.pathways.notify import (
    COLUMNS,
    DEADLINE,
    DECIDED,
    DRAFT,
    REFERRAL,
    RELEASE,
    SITTING,
    STANDING,
    UNDELIVERED,
    UNSTARTED,
    deadline_over,
    manages,
    may_do,
    may_know,
    subject_of,
)
from service.pathways.queries.procedure import NEWS_FOR
from service.pathways.releases import current_release
from service.pathways.transaction import transact

KEPT = timedelta(days=90)  # after it was cleared or gone


def settle_notifications(*, clock: Clock) -> int:
    """Take back what is over, tell of the standards of the day, forget what is long past; returns how many went."""

    def work() -> int:
        now = clock.now()
        over = or_(
            _task_over(),
            deadline_over(),
            _sitting_over(now),
            _referral_over(),
            _draft_over(),
            _news_over(now),
            _undelivered_over(),
            _unstarted_over(),
            _hidden(),
        )
        statement = update(Notification).where(STANDING, over).values(gone_at=now)
        gone = db.session.connection().execute(statement).rowcount
        past = now - KEPT
        old = or_(Notification.gone_at <= past, Notification.cleared_at <= past)
        db.session.connection().execute(delete(Notification).where(old))
        for authority in db.session.scalars(select(Release.authority).where(Release.is_current)).all():
            _tell_of_deadlines(authority, current_release(authority).composed.release.calendar, now=now)
        return gone

    return transact(work)


def _task_over() -> ColumnElement[bool]:
    """It is done, with somebody else, or not theirs to see or to do any more."""
    theirs = (
        select(Task.id)
        .join(User, User.authority == Task.authority)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(
            Task.id == Notification.task_id,
            Task.status == TaskStatus.OPEN,
            User.name == Notification.user_name,
            User.active,
            may_do(),
            may_know(Task.process == URGENT_CONCERN),
        )
    )
    return and_(Notification.task_id.is_not(None), ~theirs.exists())


def _sitting_over(now: datetime) -> ColumnElement[bool]:
    return exists().where(Sitting.id == subject_of(SITTING), Sitting.at <= now)


def _referral_over() -> ColumnElement[bool]:
    return exists().where(Referral.id == subject_of(REFERRAL), Referral.status != ReferralStatus.RECEIVED)


def _draft_over() -> ColumnElement[bool]:
    """It is decided about, published or discarded; or what was decided is old news."""
    waits = exists().where(LibraryDraft.id == subject_of(DRAFT), LibraryDraft.status != DraftStatus.SENT)
    closed = LibraryDraft.status.in_((DraftStatus.SENT, DraftStatus.PUBLISHED, DraftStatus.DISCARDED))
    return or_(waits, exists().where(LibraryDraft.id == subject_of(DECIDED), closed))


def _news_over(now: datetime) -> ColumnElement[bool]:
    """Another release is current by now, or this one has been for long."""
    past = or_(Release.is_current.is_(False), Release.effective_from <= now - NEWS_FOR)
    return exists().where(Release.id == subject_of(RELEASE), past)


def _undelivered_over() -> ColumnElement[bool]:
    """The message was delivered, or expired."""
    waits = exists().where(Message.id == subject_of(UNDELIVERED), Message.status == MessageStatus.PENDING)
    return and_(Notification.cause.startswith(UNDELIVERED), ~waits)


def _unstarted_over() -> ColumnElement[bool]:
    """The process started, or another release has it start otherwise, or not at all."""
    failed = exists().where(Schedule.id == subject_of(UNSTARTED), Schedule.last_error.is_not(None))
    return and_(Notification.cause.startswith(UNSTARTED), ~failed)


def _hidden() -> ColumnElement[bool]:
    """The account is closed, or the case is hidden from them."""
    closed = exists().where(User.name == Notification.user_name, ~User.active)
    secret = exists().where(User.name == Notification.user_name, Case.id == Notification.case_id, ~may_know())
    return or_(closed, and_(Notification.urgency != Urgency.INTERRUPT, secret))


def _tell_of_deadlines(authority: str, calendar: WorkingCalendar, *, now: datetime) -> None:
    """Tell of standards that are due today or missed: the lead, and whoever has the task; else the team's managers."""
    tomorrow = start_of_day(local_day(now, calendar.zone) + timedelta(days=1), calendar.zone)
    due = and_(Deadline.authority == authority, Deadline.ended_at.is_(None), Deadline.due_at < tomorrow)
    found = _deadlines(due, calendar, now)
    doing = and_(
        Task.case_id == Deadline.case_id, Task.status == TaskStatus.OPEN, Deadline.key == func.any(Task.deadlines)
    )
    leads = found.join(User, User.name == Case.lead)
    workers = found.join(Task, doing).join(User, User.name == Task.assignee)
    led = exists().where(aliased(User).name == Case.lead)
    worked = exists().where(doing, Task.assignee.is_not(None))
    managers = found.join(User, User.authority == Deadline.authority).where(~led, ~worked, manages())
    for people in (leads, workers, managers):
        told = people.where(User.active, User.authority == Deadline.authority, may_know())
        db.session.execute(insert(Notification).from_select(COLUMNS, told).on_conflict_do_nothing())


def _deadlines(due: ColumnElement[bool], calendar: WorkingCalendar, now: datetime) -> Select[*tuple[object, ...]]:
    day = func.to_char(func.timezone(calendar.zone.key, Deadline.due_at), "FMDD FMMonth YYYY")
    return (
        select(
            func.gen_random_uuid(),
            Deadline.authority,
            User.name,
            literal(Urgency.DIGEST.value),
            literal(DEADLINE).op("||")(Deadline.id.cast(Text)),
            func.concat(Deadline.label, ", ", Case.reference, ", due ", day),
            Deadline.case_id,
            null().cast(Uuid),
            literal(now),
        )
        .select_from(Deadline)
        .join(Case, Case.id == Deadline.case_id)
        .where(due)
    )
