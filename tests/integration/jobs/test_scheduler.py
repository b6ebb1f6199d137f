from datetime import timedelta

import pytest
from sqlalchemy import event

from service.jobs.queues import QueueName, Work
from service.jobs.scheduler import ENOUGH_JOBS, LOOK_EVERY, Scheduler
from service.jobs.work import activate_releases
from service.models import db
from service.pathways.releases import current_release
from tests.integration.builders import AUTHORITY
from tests.integration.drafting import add_owners, approved, published


class MemoryQueues:
    def __init__(self):
        self.announced, self.there, self.length = [], True, 0

    def answers(self):
        return self.there

    def waiting(self, name):
        return self.length if name is QueueName.TIMERS else 0

    def announce(self, work, ids=(), *, again=False):  # noqa: ARG002 - as the real one
        self.announced.append((work, list(ids)))
        return True

    def ids(self, work):
        return [key for kind, ids in self.announced for key in ids if kind is work]


@pytest.fixture
def queues():
    return MemoryQueues()


@pytest.fixture
def scheduler(jobs_app, queues):
    class SameContext:
        """The test's own context, so that the round sees the test's transaction."""

        def app_context(self):
            return self

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    return Scheduler(SameContext(), queues, topics=frozenset({"test.call"}))


def test_due_calls_are_announced_once_within_their_lease(scheduler, queues, make_call, clock):
    call = make_call()

    scheduler.round()
    scheduler.round()

    assert queues.ids(Work.DELIVER_CALLS) == [str(call)]


def test_work_whose_job_was_lost_is_announced_again_after_the_lease(scheduler, queues, make_call, clock):
    call = make_call()
    scheduler.round()

    clock.move_to(clock.now() + timedelta(seconds=31))
    scheduler.round()

    assert queues.ids(Work.DELIVER_CALLS) == [str(call)] * 2


def test_calls_of_external_workers_are_neither_announced_nor_claimed(scheduler, queues, make_call, read):
    call = make_call(topic="sms.send")

    scheduler.round()

    assert queues.ids(Work.DELIVER_CALLS) == []
    assert read(call).claimed_until is None


def test_a_planned_release_is_announced_on_its_day_and_its_job_makes_it_current(scheduler, queues, clock):
    add_owners(clock)
    planned = published(approved(clock), clock, effective_on=(clock.now() + timedelta(days=2)).date())
    scheduler.round()
    early = queues.ids(Work.ACTIVATE_RELEASES)

    clock.move_to(planned.effective_from)
    scheduler.round()
    activate_releases(queues.ids(Work.ACTIVATE_RELEASES))

    assert early == []
    assert queues.ids(Work.ACTIVATE_RELEASES) == [planned.release_id]
    assert current_release(AUTHORITY).number == planned.number


def test_nothing_is_claimed_while_redis_is_away(scheduler, queues, make_call, read):
    call = make_call()
    queues.there = False

    scheduler.round()

    assert read(call).claimed_until is None


def test_nothing_more_is_claimed_while_the_queues_are_full(scheduler, queues, make_call, read):
    call = make_call()
    queues.length = ENOUGH_JOBS + 1

    pause = scheduler.round()

    assert read(call).claimed_until is None
    assert pause == LOOK_EVERY


def test_a_round_without_due_work_writes_nothing_and_asks_little(scheduler, jobs_app):
    scheduler.round()
    statements = []
    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *call: statements.append(call[2]))

    scheduler.round()

    asked = [text for text in statements if not text.startswith(("SAVEPOINT", "RELEASE"))]
    assert asked
    assert len(asked) <= 7
    assert all(text.startswith("SELECT") for text in asked)


def test_people_are_mailed_every_minute_and_what_is_over_is_looked_for_now_and_then(scheduler, queues, clock):
    for _ in range(11):
        scheduler.round()
        clock.move_to(clock.now() + timedelta(minutes=1))

    assert [work for work, _ in queues.announced].count(Work.SEND_NOTIFICATIONS) == 11
    assert [work for work, _ in queues.announced].count(Work.SETTLE_NOTIFICATIONS) == 2
