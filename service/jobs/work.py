"""The functions that RQ calls.  Each takes a batch of ids and may be called twice, late or never.

One id that fails must not take the others of its batch with it: it is logged, and the sweep finds it again.  `again`:
it was handed over before, and whoever was at it did not come to its end: it is counted, and given up in the end.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from rq.timeouts import JobTimeoutException
from sqlalchemy import ColumnElement, and_
from sqlalchemy.exc import OperationalError

from service.context import current_clock, current_settings
from service.errors import BusyError
from service.jobs.delivery import deliver_call
from service.models import (
    BulkItem,
    Instance,
    Message,
    MessageStatus,
    Outbox,
    OutboxStatus,
    Release,
    Schedule,
    db,
)
from service.pathways.activate_release import activate_release
from service.pathways.attempts import MOST_ATTEMPTS, Counted, count_attempt, uncount_attempt
from service.pathways.fire_timers import fire_timers, has_due
from service.pathways.held_timers import hold_timers
from service.pathways.housekeeping import tidy as tidy_up
from service.pathways.mark_breaches import mark_breaches as mark
from service.pathways.messages import route_message
from service.pathways.open_episode import give_up_episode, open_episode
from service.pathways.put_off import put_off_message, put_off_release, put_off_schedule
from service.pathways.remove_unsent import remove_unsent
from service.pathways.run_bulk_item import IN_VAIN, fail_bulk_item, finish_bulk_actions, run_bulk_item
from service.pathways.schedules import run_schedule
from service.pathways.send_notifications import send_notifications as send
from service.pathways.settle_notifications import settle_notifications as settle

log = logging.getLogger(__name__)

BREACHES_AT_ONCE = 500


def worker_name() -> str:
    """Who holds a lease: unique among all workers that run now."""
    return f"{socket.gethostname()}:{os.getpid()}"


def fire_instances(ids: Sequence[str], *, again: bool = False) -> None:
    clock = current_clock()
    fire = _Kind(
        name="fire",
        run=lambda key: fire_timers(instance_id=key, clock=clock),
        table=Instance,
        which=lambda key: (Instance.id == key) & has_due(clock.now()),
        give_up=lambda key: hold_timers(instance_id=key, clock=clock),
    )
    _each(ids, fire, again=again)


def run_schedules(ids: Sequence[str], *, again: bool = False) -> None:
    clock = current_clock()
    start = _Kind(
        name="schedule",
        run=lambda key: run_schedule(schedule_id=key, clock=clock),
        table=Schedule,
        which=lambda key: (Schedule.id == key) & (Schedule.next_at <= clock.now()),
        give_up=lambda key: put_off_schedule(schedule_id=key, clock=clock),
    )
    _each(ids, start, again=again)


def activate_releases(ids: Sequence[str], *, again: bool = False) -> None:
    clock = current_clock()
    activate = _Kind(
        name="release",
        run=lambda key: activate_release(release_id=key, clock=clock),
        table=Release,
        which=lambda key: (Release.id == key) & Release.is_planned,
        give_up=lambda key: put_off_release(release_id=key, clock=clock),
    )
    _each(ids, activate, again=again)


def route_messages(ids: Sequence[str], *, again: bool = False) -> None:
    clock = current_clock()
    deliver = _Kind(
        name="route",
        run=lambda key: route_message(message_id=key, clock=clock),
        table=Message,
        which=lambda key: (Message.id == key) & (Message.status == MessageStatus.PENDING),
        give_up=lambda key: put_off_message(message_id=key, clock=clock),
    )
    _each(ids, deliver, again=again)


def open_episodes(ids: Sequence[str], *, again: bool = False) -> None:
    clock = current_clock()
    open_ = _Kind(
        name="episode",
        run=lambda key: open_episode(call_id=key, clock=clock),
        table=Outbox,
        which=lambda key: (Outbox.id == key) & (Outbox.status == OutboxStatus.PENDING),
        give_up=lambda key: give_up_episode(call_id=key, clock=clock),
    )
    _each(ids, open_, again=again)


def deliver_calls(ids: Sequence[str], *, again: bool = False) -> None:  # noqa: ARG001 - taking a call counts it
    for key in ids:
        with _edge("deliver", key):
            deliver_call(UUID(key), worker=worker_name())


def mark_breaches(_ids: Sequence[str]) -> None:
    while mark(clock=current_clock(), limit=BREACHES_AT_ONCE) == BREACHES_AT_ONCE:
        pass


def run_bulk_items(keys: Sequence[str], *, again: bool = False) -> None:
    """`keys`: "action/process"."""
    items = [tuple(map(UUID, key.split("/"))) for key in keys]
    for place, (bulk_id, instance_id) in enumerate(items):
        if again and not _may_try(bulk_id, instance_id):
            continue
        if not _run_item(bulk_id, instance_id, alone=place == 0) and again:
            uncount_attempt(BulkItem, _open_item(bulk_id, instance_id))
    finish_bulk_actions(bulk_ids={bulk_id for bulk_id, _ in items}, clock=current_clock())


def _may_try(bulk_id: UUID, instance_id: UUID) -> bool:
    """Count the attempt; false: there is nothing to do any more, or workers died of it often enough."""
    attempt = count_attempt(BulkItem, _open_item(bulk_id, instance_id))
    if attempt is not None and attempt > MOST_ATTEMPTS:
        log.error("work given up", extra={"work": "bulk", "id": str(instance_id), "action": str(bulk_id)})
        fail_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=current_clock(), message=IN_VAIN)
    return attempt is not None and attempt <= MOST_ATTEMPTS


def _open_item(bulk_id: UUID, instance_id: UUID) -> ColumnElement[bool]:
    return and_(BulkItem.bulk_id == bulk_id, BulkItem.instance_id == instance_id, BulkItem.ended_at.is_(None))


def _run_item(bulk_id: UUID, instance_id: UUID, *, alone: bool) -> bool:
    """Return false where it was put off, for no fault of its own.

    `alone`: the job has done nothing else, so that it is this item which takes too long when the job does.
    """
    clock = current_clock()
    try:
        run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)
    except (OperationalError, BusyError) as error:
        # not the fault of this process: the sweep finds it again when its claim has run out
        db.session.rollback()
        log.warning("bulk item put off", extra={"id": str(instance_id), "cause": type(error).__name__})
        return False
    except Exception as error:
        # the edge of the process: a fault of one case must not hold up the others
        db.session.rollback()
        if isinstance(error, JobTimeoutException) and not alone:
            raise  # the time was used up by those before; the sweep finds it again, and in time it comes first
        log.exception("work failed", extra={"work": "bulk", "id": str(instance_id), "action": str(bulk_id)})
        fail_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)
        if isinstance(error, JobTimeoutException):
            raise
    return True


def tidy(_ids: Sequence[str]) -> None:
    tidy_up(clock=current_clock())
    remove_unsent(clock=current_clock())


def settle_notifications(_ids: Sequence[str]) -> None:
    settle(clock=current_clock())


def send_notifications(_ids: Sequence[str]) -> None:
    send(address=current_settings().public_url.rstrip("/"), clock=current_clock())


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """What is done with an id; `which` row of the `table` counts it as long as there is something to do."""

    name: str
    run: Callable[[UUID], object]
    table: Counted
    which: Callable[[UUID], ColumnElement[bool]]
    give_up: Callable[[UUID], None]


def _each(ids: Sequence[str], kind: _Kind, *, again: bool) -> None:
    for key in ids:
        with _edge(kind.name, key):
            if again:
                _run_again(UUID(key), kind)
            else:
                kind.run(UUID(key))


def _run_again(key: UUID, kind: _Kind) -> None:
    attempt = count_attempt(kind.table, kind.which(key))
    if attempt is None:
        return
    if attempt > MOST_ATTEMPTS:
        log.error("work given up", extra={"work": kind.name, "id": str(key)})
        kind.give_up(key)
        return
    try:
        kind.run(key)
    except (OperationalError, BusyError):
        db.session.rollback()
        uncount_attempt(kind.table, kind.which(key))
        raise


@contextmanager
def _edge(what: str, key: str) -> Iterator[None]:
    """The edge of the process: a fault of one case must not hold up the others."""
    try:
        yield
    except JobTimeoutException:
        raise
    except Exception:
        db.session.rollback()
        log.exception("work failed", extra={"work": what, "id": key})
