"""The functions that RQ calls.  Each takes a batch of ids and may be called twice, late or never.

One id that fails must not take the others of its batch with it: it is logged, and the sweep finds it again.
"""

import logging
import os
import socket
from collections.abc import Callable, Sequence
from uuid import UUID

from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import OperationalError

from service.context import current_clock, current_settings
from service.errors import BusyError
from service.jobs.delivery import deliver_call
from service.models import db
from service.pathways.activate_release import activate_release
from service.pathways.fire_timers import fire_timers
from service.pathways.housekeeping import tidy as tidy_up
from service.pathways.mark_breaches import mark_breaches as mark
from service.pathways.messages import route_message
from service.pathways.open_episode import open_episode
from service.pathways.remove_unsent import remove_unsent
from service.pathways.run_bulk_item import fail_bulk_item, finish_bulk_actions, run_bulk_item
from service.pathways.schedules import run_schedule
from service.pathways.send_notifications import send_notifications as send
from service.pathways.settle_notifications import settle_notifications as settle

log = logging.getLogger(__name__)

BREACHES_AT_ONCE = 500


def worker_name() -> str:
    """Who holds a lease: unique among all workers that run now."""
    return f"{socket.gethostname()}:{os.getpid()}"


def fire_instances(ids: Sequence[str]) -> None:
    _each(ids, "fire", lambda key: fire_timers(instance_id=key, clock=current_clock()))


def run_schedules(ids: Sequence[str]) -> None:
    _each(ids, "schedule", lambda key: run_schedule(schedule_id=key, clock=current_clock()))


def activate_releases(ids: Sequence[str]) -> None:
    _each(ids, "release", lambda key: activate_release(release_id=key, clock=current_clock()))


def route_messages(ids: Sequence[str]) -> None:
    _each(ids, "route", lambda key: route_message(message_id=key, clock=current_clock()))


def open_episodes(ids: Sequence[str]) -> None:
    _each(ids, "episode", lambda key: open_episode(call_id=key, clock=current_clock()))


def deliver_calls(ids: Sequence[str]) -> None:
    _each(ids, "deliver", lambda key: deliver_call(key, worker=worker_name()))


def mark_breaches(_ids: Sequence[str]) -> None:
    while mark(clock=current_clock(), limit=BREACHES_AT_ONCE) == BREACHES_AT_ONCE:
        pass


def run_bulk_items(keys: Sequence[str]) -> None:
    """`keys`: "action/process"."""
    items = [tuple(map(UUID, key.split("/"))) for key in keys]
    for place, (bulk_id, instance_id) in enumerate(items):
        _run_item(bulk_id, instance_id, alone=place == 0)
    finish_bulk_actions(bulk_ids={bulk_id for bulk_id, _ in items}, clock=current_clock())


def _run_item(bulk_id: UUID, instance_id: UUID, *, alone: bool) -> None:
    """`alone`: the job has done nothing else, so that it is this item which takes too long when the job does."""
    clock = current_clock()
    try:
        run_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)
    except (OperationalError, BusyError) as error:
        # not the fault of this process: the sweep finds it again when its claim has run out
        db.session.rollback()
        log.warning("bulk item put off", extra={"id": str(instance_id), "cause": type(error).__name__})
    except Exception as error:
        # the edge of the process: a fault of one case must not hold up the others
        db.session.rollback()
        if isinstance(error, JobTimeoutException) and not alone:
            raise  # the time was used up by those before; the sweep finds it again, and in time it comes first
        log.exception("work failed", extra={"work": "bulk", "id": str(instance_id), "action": str(bulk_id)})
        fail_bulk_item(bulk_id=bulk_id, instance_id=instance_id, clock=clock)
        if isinstance(error, JobTimeoutException):
            raise


def tidy(_ids: Sequence[str]) -> None:
    tidy_up(clock=current_clock())
    remove_unsent(clock=current_clock())


def settle_notifications(_ids: Sequence[str]) -> None:
    settle(clock=current_clock())


def send_notifications(_ids: Sequence[str]) -> None:
    send(address=current_settings().public_url.rstrip("/"), clock=current_clock())


def _each(ids: Sequence[str], what: str, do: Callable[[UUID], object]) -> None:
    for key in ids:
        try:
            do(UUID(key))
        except JobTimeoutException:
            raise
        except Exception:
            # the edge of the process: a fault of one case must not hold up the others
            db.session.rollback()
            log.exception("work failed", extra={"work": what, "id": key})
