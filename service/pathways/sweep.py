"""What the database says is due now.  Jobs are hints; this is the truth they are checked against.

Whatever is named here is claimed for a while, so two schedulers never get the same work.  A claim is only a claim on
the queue: the work itself asks the rows again, and a claim whose job got lost runs out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Update, exists, func, or_, select, true, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute

from service.clocks.clock import Clock
from service.models import (
    AwaitedMessage,
    BulkAction,
    BulkItem,
    BulkStatus,
    Case,
    Deadline,
    DeadlineStatus,
    Instance,
    InstanceState,
    ItemResult,
    Message,
    MessageKind,
    MessageStatus,
    Outbox,
    OutboxStatus,
    Release,
    Schedule,
    db,
)
from service.pathways.bulk_actions import finish_actions
from service.pathways.calls import OPEN_EPISODE
from service.pathways.fire_timers import has_due
from service.pathways.transaction import transact

_Due = Select[UUID, datetime | None]
_Items = Select[UUID, UUID, datetime | None]
_Item = Row[UUID, UUID, datetime | None]


@dataclass(frozen=True, kw_only=True)
class DueCall:
    id: str
    topic: str


@dataclass(frozen=True, kw_only=True)
class DueWork:
    """Ids to hand over.  `next_at`: when something falls due next, as far as the tables know now.

    `again`: those of them that were handed over before and are still not done, as if whoever was at them had died of
    them: each is to be handed over alone, so that it takes no others with it, and counted (service.pathways.attempts).
    """

    instances: tuple[str, ...]
    calls: tuple[DueCall, ...]
    messages: tuple[str, ...]
    schedules: tuple[str, ...]
    releases: tuple[str, ...]  # planned ones whose day has come
    items: tuple[str, ...]  # of actions on many processes: "action/process"
    again: frozenset[str]
    breaches: bool
    next_at: datetime | None


def sweep(
    *,
    clock: Clock,
    limit: int = 500,
    lease: timedelta = timedelta(seconds=30),
    topics: Collection[str] | None = None,
    items: int | None = None,
) -> DueWork:
    """Claim up to `limit` of each kind of due work; writes nothing when nothing is due.

    `items`: another limit for those of actions on many processes, which can wait (0: for as long as others are done).

    `topics`: of the calls that are wanted (None: all).  The others wait for external workers, and claiming them again
    and again would be a write for nothing.
    """

    def work() -> DueWork:
        now = clock.now()
        until = now + lease
        missed, at_work = _seen(now)
        most = limit if items is None else items
        instances = _claim_instances(now, until, limit)
        calls = _claim_calls(now, until, limit, topics)
        messages = _claim_messages(now, until, limit)
        schedules = _claim_schedules(now, until, limit)
        releases = _claim_releases(now, until, limit)
        of_actions = _claim_items(now, until, most) if at_work else ()
        every = (*instances, *calls, *messages, *schedules, *releases, *of_actions)
        return DueWork(
            instances=_ids(instances),
            calls=tuple(DueCall(id=each.id, topic=each.topic) for each in calls),
            messages=_ids(messages),
            schedules=_ids(schedules),
            releases=_ids(releases),
            items=_ids(of_actions),
            again=frozenset(each.id for each in every if each.again),
            breaches=missed,
            next_at=_next_moment(now),
        )

    return transact(work)


@dataclass(frozen=True, kw_only=True)
class _Found:
    """`again`: it was handed over before."""

    id: str
    again: bool
    topic: str = ""


def _ids(found: tuple[_Found, ...]) -> tuple[str, ...]:
    return tuple(each.id for each in found)


def _claim_instances(now: datetime, until: datetime, limit: int) -> tuple[_Found, ...]:
    due = (
        select(Instance.id, Instance.claimed_until)
        .where(has_due(now), _unclaimed(Instance.claimed_until, now))
        .order_by(Instance.next_due)
    )
    return _claim(Instance, due, until=until, limit=limit)


def _claim_calls(now: datetime, until: datetime, limit: int, topics: Collection[str] | None) -> tuple[_Found, ...]:  # noqa: PLR0917 - as its sisters, with one more
    """Again: those that somebody was at, and our own that are made while the row is locked."""
    wanted = true() if topics is None else Outbox.topic.in_(topics)
    due = (
        select(Outbox.id, Outbox.claimed_until, Outbox.topic, Outbox.status)
        .where(
            or_(
                (Outbox.status == OutboxStatus.PENDING) & (Outbox.next_attempt_at <= now),
                (Outbox.status == OutboxStatus.LOCKED) & (Outbox.locked_until <= now),
            ),
            _unclaimed(Outbox.claimed_until, now),
            wanted,
        )
        .order_by(Outbox.next_attempt_at)
    )
    rows = db.session.execute(due.limit(limit).with_for_update(skip_locked=True)).all()
    if rows:
        _write(update(Outbox).where(Outbox.id.in_([row.id for row in rows])).values(claimed_until=until))
    return tuple(
        _Found(
            id=str(row.id),
            again=row.claimed_until is not None and (row.status is OutboxStatus.LOCKED or row.topic == OPEN_EPISODE),
            topic=row.topic,
        )
        for row in rows
    )


def _claim_messages(now: datetime, until: datetime, limit: int) -> tuple[_Found, ...]:
    """Messages that nobody looked at yet, and those for which somebody waits by now."""
    receiver = exists().where(
        AwaitedMessage.authority == Message.authority,
        AwaitedMessage.message == Message.name,
        AwaitedMessage.keys == Message.keys,
        AwaitedMessage.instance_id == Instance.id,
        Instance.status == InstanceState.RUNNING,
    )
    awake = exists().where(Instance.id == Message.delivered_to, Instance.status != InstanceState.SUSPENDED)
    due = (
        select(Message.id, Message.claimed_until)
        .where(
            Message.status == MessageStatus.PENDING,
            or_(
                Message.routed_at.is_(None),
                (Message.kind == MessageKind.MESSAGE) & receiver,
                (Message.kind == MessageKind.SIGNAL) & awake,
            ),
            _unclaimed(Message.claimed_until, now),
        )
        .order_by(Message.created_at)
    )
    return _claim(Message, due, until=until, limit=limit)


def _claim_schedules(now: datetime, until: datetime, limit: int) -> tuple[_Found, ...]:
    due = select(Schedule.id, Schedule.claimed_until).where(
        Schedule.next_at <= now, _unclaimed(Schedule.claimed_until, now)
    )
    return _claim(Schedule, due, until=until, limit=limit)


def _claim_releases(now: datetime, until: datetime, limit: int) -> tuple[_Found, ...]:
    due = select(Release.id, Release.claimed_until).where(
        Release.is_planned, Release.effective_from <= now, _unclaimed(Release.claimed_until, now)
    )
    return _claim(Release, due, until=until, limit=limit)


def _claim(
    table: type[Instance | Message | Schedule | Release], due: _Due, *, until: datetime, limit: int
) -> tuple[_Found, ...]:
    rows = db.session.execute(due.limit(limit).with_for_update(skip_locked=True)).all()
    if rows:
        _write(update(table).where(table.id.in_([row.id for row in rows])).values(claimed_until=until))
    return tuple(_Found(id=str(row.id), again=row.claimed_until is not None) for row in rows)


def _claim_items(now: datetime, until: datetime, limit: int) -> tuple[_Found, ...]:
    """Processes that an action on many has to come to; of those that wait, whose case has come to another stage."""
    finish_actions(now=now)  # where whoever ended the last item did not live to say so
    if limit == 0:
        return ()
    rows = _lock_items(_pending_items(now), limit)
    rows += _lock_items(_risen_items(now), limit - len(rows))
    if rows:
        keys = [(row.bulk_id, row.instance_id) for row in rows]
        these = tuple_(BulkItem.bulk_id, BulkItem.instance_id).in_(keys)
        _write(update(BulkItem).where(these).values(claimed_until=until))
    return tuple(_Found(id=f"{row.bulk_id}/{row.instance_id}", again=row.claimed_until is not None) for row in rows)


def _pending_items(now: datetime) -> _Items:
    """By position: an action on few processes need not wait for one on many."""
    return (
        select(BulkItem.bulk_id, BulkItem.instance_id, BulkItem.claimed_until)
        .where(BulkItem.result == ItemResult.PENDING, _unclaimed(BulkItem.claimed_until, now))
        .order_by(BulkItem.position)
    )


def _risen_items(now: datetime) -> _Items:
    over = Instance.status.in_((InstanceState.COMPLETED, InstanceState.CANCELLED))
    elsewhere = or_(Case.stage.is_distinct_from(BulkItem.stage), Case.closed_at.is_not(None))
    return (
        select(BulkItem.bulk_id, BulkItem.instance_id, BulkItem.claimed_until)
        .join(Instance, Instance.id == BulkItem.instance_id)
        .join(Case, Case.id == Instance.case_id)
        .where(
            BulkItem.result == ItemResult.WAITING,
            BulkItem.ended_at.is_(None),  # as the index has it
            _unclaimed(BulkItem.claimed_until, now),
            or_(over, elsewhere),
        )
    )


def _lock_items(due: _Items, limit: int) -> list[_Item]:
    if limit <= 0:
        return []
    return list(db.session.execute(due.limit(limit).with_for_update(skip_locked=True, of=BulkItem)))


def _write(statement: Update) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))


def _unclaimed(column: InstrumentedAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= now)


def _seen(now: datetime) -> tuple[bool, bool]:
    """Whether a deadline was missed, and whether actions on many processes are under way."""
    missed = exists().where(Deadline.status == DeadlineStatus.RUNNING, Deadline.breach_at <= now)
    running = exists().where(BulkAction.status == BulkStatus.RUNNING)
    left = exists().where(BulkItem.ended_at.is_(None))  # of one that was stopped while a job was at it
    row = db.session.execute(select(missed.label("missed"), or_(running, left).label("at_work"))).one()
    return row.missed, row.at_work


def _next_moment(now: datetime) -> datetime | None:
    moments = db.session.execute(
        select(
            select(func.min(Instance.next_due))
            .where(Instance.status == InstanceState.RUNNING, Instance.next_due > now)
            .scalar_subquery(),
            select(func.min(Outbox.next_attempt_at))
            .where(Outbox.status == OutboxStatus.PENDING, Outbox.next_attempt_at > now)
            .scalar_subquery(),
            select(func.min(Schedule.next_at)).where(Schedule.next_at > now).scalar_subquery(),
            select(func.min(Release.effective_from))
            .where(Release.is_planned, Release.effective_from > now)
            .scalar_subquery(),
            select(func.min(Deadline.breach_at))
            .where(Deadline.status == DeadlineStatus.RUNNING, Deadline.breach_at > now)
            .scalar_subquery(),
        )
    ).one()
    return min((moment for moment in moments if moment is not None), default=None)
