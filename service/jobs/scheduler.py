"""The loop that asks the database what is due and announces it.  Any number of them may run.

One look a second is one statement that reads an index when nothing is due.  While Redis is away nothing is claimed, so
that nothing has to wait for a lease when it is back.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flask import Flask
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from service.context import current_clock, current_settings
from service.jobs.alive import end_life, show_life
from service.jobs.hints import work_of_call
from service.jobs.queues import QueueName, Queues, Work
from service.pathways.open_episode import TOPIC as OPEN_EPISODE
from service.pathways.sweep import DueWork, sweep

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds; a timer fires within five
PATIENCE = 5.0  # seconds to wait when a server is away
CLAIM = 500  # rows of each kind at once
ENOUGH_JOBS = 40  # waiting jobs above which nothing more is claimed: about what two workers do within the lease
BULK_AHEAD = 200  # items of actions on many processes at once, and
ENOUGH_BULK = 10  # waiting jobs above which none is claimed: so that their leases do not run out before they are done
TIDY_EVERY = timedelta(minutes=10)
TELL_EVERY = timedelta(minutes=1)


class Scheduler:
    def __init__(self, app: Flask, queues: Queues, *, topics: frozenset[str]) -> None:
        """`topics`: those that our own workers deliver."""
        self._app = app
        self._queues = queues
        self._topics = topics
        self._stop = threading.Event()
        self._tidied: datetime | None = None
        self._told: datetime | None = None

    def stop(self) -> None:
        """End the loop after the round that is going on; may be called from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Look again and again until stop() is called."""
        while not self._stop.is_set():
            show_life()
            self._stop.wait(self.round())
        end_life()

    def round(self) -> float:
        """Announce what is due; return how many seconds to wait until the next look."""
        if not self._queues.answers():
            log.warning("queue is away", extra={"work": "sweep"})
            return PATIENCE / 5
        try:
            with self._app.app_context():
                return self._announce()
        except SQLAlchemyError as error:
            log.warning("database is away", extra={"cause": type(error).__name__})
            return PATIENCE
        except RedisError:
            return PATIENCE / 5

    def _announce(self) -> float:
        if any(self._queues.waiting(name) > ENOUGH_JOBS for name in (QueueName.TIMERS, QueueName.MESSAGES)):
            return LOOK_EVERY
        clock = current_clock()
        due = sweep(
            clock=clock,
            limit=CLAIM,
            lease=current_settings().timer_lease,
            topics={*self._topics, OPEN_EPISODE},
            items=BULK_AHEAD if self._queues.waiting(QueueName.BULK) < ENOUGH_BULK else 0,
        )
        for work, ids in self._found(due):
            first, again = ([each for each in ids if (each in due.again) is was] for was in (False, True))
            if first:
                self._queues.announce(work, first)
            if again:
                self._queues.announce(work, again, again=True)
        if due.breaches:
            self._queues.announce(Work.MARK_BREACHES)
        self._tidy(clock.now())
        self._tell(clock.now())
        full = max(len(due.instances), len(due.messages), len(due.calls)) == CLAIM
        return 0.0 if full else LOOK_EVERY

    def _found(self, due: DueWork) -> Iterator[tuple[Work, Sequence[str]]]:
        yield Work.FIRE_INSTANCES, due.instances
        yield Work.ROUTE_MESSAGES, due.messages
        yield Work.RUN_SCHEDULES, due.schedules
        yield Work.ACTIVATE_RELEASES, due.releases
        yield Work.RUN_BULK_ITEMS, due.items
        for work in (Work.DELIVER_CALLS, Work.OPEN_EPISODES):
            yield work, [call.id for call in due.calls if work_of_call(call.topic, self._topics) is work]

    def _tidy(self, now: datetime) -> None:
        if self._tidied is None or now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            self._queues.announce(Work.TIDY)
            self._queues.announce(Work.SETTLE_NOTIFICATIONS)

    def _tell(self, now: datetime) -> None:
        """Have mail sent about what people are told; what cannot wait a minute is announced by a hint."""
        if self._told is None or now - self._told >= TELL_EVERY:
            self._told = now
            self._queues.announce(Work.SEND_NOTIFICATIONS)
