"""The queues, how ids are put into them, and what happens when Redis is away."""

import logging
from collections.abc import Sequence
from enum import StrEnum
from typing import assert_never

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = logging.getLogger(__name__)

JOB_SECONDS = 120  # a batch that takes longer is stopped; what it did not reach is found again
CONNECT_SECONDS = 2.0  # a commit that has happened must not wait longer for its hint
FAILED_SECONDS = 24 * 3600  # how long a failed job can be looked at
BATCH = 25  # ids in one job: a forked or a simple worker alike spends most of an empty job on RQ itself
BULK_BATCH = 10  # the same of what can wait: timers do not wait for long behind a job that has been begun


class QueueName(StrEnum):
    TIMERS = "timers"
    MESSAGES = "messages"
    OUTBOX = "outbox"
    BULK = "bulk"  # last: a worker that takes all of them comes to it when nothing else waits


class Work(StrEnum):
    """A kind of work: the function of `service.jobs.work` that does it."""

    FIRE_INSTANCES = "fire_instances"
    RUN_SCHEDULES = "run_schedules"
    ACTIVATE_RELEASES = "activate_releases"
    MARK_BREACHES = "mark_breaches"
    ROUTE_MESSAGES = "route_messages"
    DELIVER_CALLS = "deliver_calls"
    OPEN_EPISODES = "open_episodes"
    TIDY = "tidy"
    SETTLE_NOTIFICATIONS = "settle_notifications"
    SEND_NOTIFICATIONS = "send_notifications"
    RUN_BULK_ITEMS = "run_bulk_items"


def queue_of(work: Work) -> QueueName:
    match work:
        case (
            Work.FIRE_INSTANCES
            | Work.RUN_SCHEDULES
            | Work.ACTIVATE_RELEASES
            | Work.MARK_BREACHES
            | Work.TIDY
            | Work.SETTLE_NOTIFICATIONS
        ):
            return QueueName.TIMERS
        case Work.ROUTE_MESSAGES | Work.OPEN_EPISODES | Work.SEND_NOTIFICATIONS:
            return QueueName.MESSAGES
        case Work.DELIVER_CALLS:
            return QueueName.OUTBOX
        case Work.RUN_BULK_ITEMS:
            return QueueName.BULK
        case _:
            assert_never(work)


def connect(url: str) -> Redis:
    """Return a client that gives up quickly; nothing is connected yet."""
    return Redis.from_url(url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS)


class Queues:
    """Where work is announced.  Never raises because of Redis: who waits for the work is found by the sweep."""

    def __init__(self, connection: Redis) -> None:
        self._connection = connection
        self._queues = {
            name: Queue(name.value, connection=connection, serializer=JSONSerializer, default_timeout=JOB_SECONDS)
            for name in QueueName
        }

    def announce(self, work: Work, ids: Sequence[str] = (), *, again: bool = False) -> bool:
        """Put ids into the queue, in batches; return whether Redis took them.

        `again`: whoever had them before did not come to their end: each gets a job of its own, which counts it.
        """
        size = 1 if again else BULK_BATCH if work is Work.RUN_BULK_ITEMS else BATCH
        batches = [list(ids[start : start + size]) for start in range(0, len(ids), size)] or [[]]
        try:
            for batch in batches:
                self._queues[queue_of(work)].enqueue_call(
                    f"service.jobs.work.{work.value}",
                    args=(batch,),
                    kwargs={"again": True} if again else None,
                    result_ttl=0,
                    failure_ttl=FAILED_SECONDS,
                )
        except RedisError as error:
            log.warning("queue is away", extra={"work": work.value, "cause": type(error).__name__})
            return False
        return True

    def answers(self) -> bool:
        """Whether Redis can be reached now."""
        try:
            return bool(self._connection.ping())
        except RedisError:
            return False

    def waiting(self, name: QueueName) -> int:
        """How many jobs stand in that queue.

        :raises RedisError: it is away.
        """
        return self._queues[name].count
