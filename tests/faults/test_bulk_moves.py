"""Moves of many processes while servers and workers come and go: each item ends once, each clock is kept."""

import random
import threading

import pytest

from service.clocks.clock import SystemClock
from service.models import RunningCases, db
from service.pathways.begin_move import begin_move
from service.pathways.start_instance import start_instance
from tests.faults.conftest import ACTOR, AUTHORITY
from tests.faults.test_moves import ENDED, publish

pytestmark = pytest.mark.timeout(400)  # many processes are started, one after the other

MANY = 30
TIMERS = "select id, instance_id, element, due_at from timer"
STATUS = "select status from bulk_action where id = %s"


@pytest.fixture
def waiting(installation):
    """Processes that wait for a timer; gives the timers as they are before anything moves."""
    with installation.app.app_context():
        for _ in range(MANY):
            start_instance(process="alarm", actor=ACTOR, clock=SystemClock(), authority=AUTHORITY)
        db.session.remove()
    return set(installation.ask(TIMERS))


def finish(installation, bulk_id, workers=()):
    """Wait for the end of the action; `workers` that have ended are started again, as the supervisor would."""
    running = list(workers)

    def finished():
        for place, worker in enumerate(running):
            if worker.poll() is not None:
                running[place] = installation.start("worker")
        return installation.one(STATUS, bulk_id) == "finished"

    installation.wait_for(finished, seconds=240)


def come_to(installation, count):
    """Wait until so many items have ended."""
    installation.wait_for(lambda: installation.one(ENDED) >= count, seconds=120)


def require_moved_once(installation, release_id, timers):
    assert installation.ask("select result, count(*) from bulk_item group by 1") == [("done", MANY)]
    assert installation.ask("select count(*), count(distinct instance_id) from release_move") == [(MANY, MANY)]
    assert installation.ask("select distinct release_id, revision, status from instance") == [
        (release_id, 2, "running")
    ]
    assert set(installation.ask(TIMERS)) == timers
    assert installation.one("select count(*) from audit where action = 'move process to release'") == MANY


def test_redis_that_goes_away_in_the_middle_delays_the_move_and_loses_nothing(installation, waiting):
    bulk_id, release_id = publish(installation, 'name="Alarm rings"', 'name="Alarm sounds"', many=MANY)
    installation.start("scheduler")
    workers = [installation.start("worker"), installation.start("worker")]
    come_to(installation, 5)

    installation.redis.kill()
    threading.Event().wait(2)
    installation.redis.start()

    finish(installation, bulk_id, workers)
    require_moved_once(installation, release_id, waiting)


def test_schedulers_that_are_two_or_killed_announce_each_item_without_doubling_it(installation, waiting):
    bulk_id, release_id = publish(installation, 'name="Alarm rings"', 'name="Alarm sounds"', many=MANY)
    schedulers = [installation.start("scheduler"), installation.start("scheduler")]
    for _ in range(3):
        installation.start("worker")
    come_to(installation, 5)

    installation.kill(schedulers[0])
    come_to(installation, MANY // 2)
    installation.kill(schedulers[1])
    installation.start("scheduler")

    finish(installation, bulk_id)
    require_moved_once(installation, release_id, waiting)


def test_timers_that_come_due_in_the_middle_fire_once_on_whichever_release(installation):
    installation.set_alarms(MANY)
    bulk_id, release_id = publish(installation, 'name="Alarm rings"', 'name="Alarm sounds"', many=MANY)
    schedulers = [installation.start("scheduler"), installation.start("scheduler")]
    workers = [installation.start("worker"), installation.start("worker")]
    chance = random.Random(20261214)

    for _ in range(3):
        threading.Event().wait(chance.uniform(0.3, 1.5))
        installation.kill(workers.pop(0))
        workers.append(installation.start("worker"))
    installation.kill(schedulers[0])

    finish(installation, bulk_id)
    installation.wait_for(lambda: installation.all_done(MANY), seconds=120)
    installation.assert_everything_happened_once(MANY)
    results = dict(installation.ask("select result, count(*) from bulk_item group by 1"))
    assert results.keys() <= {"done", "not_begun"}
    assert sum(results.values()) == MANY
    moved = installation.one("select count(*) from instance where release_id = %s", release_id)
    assert moved == results.get("done", 0) == installation.one("select count(*) from release_move")


def test_a_way_back_that_begins_in_the_middle_brings_everything_back(installation, waiting):
    first = installation.one("select distinct release_id from instance")
    forth, _ = publish(installation, 'name="Alarm rings"', 'name="Alarm sounds"', many=MANY)
    installation.start("scheduler")
    workers = [installation.start("worker"), installation.start("worker")]
    come_to(installation, MANY // 4)

    installation.kill(workers.pop(0))
    with installation.app.app_context():
        back = begin_move(
            release_id=first, when=RunningCases.MOVE, reason="Back", actor=ACTOR, clock=SystemClock()
        ).bulk_id
        db.session.remove()
    installation.kill(workers.pop(0))
    installation.start("worker")

    finish(installation, forth)
    finish(installation, back)
    assert installation.ask("select distinct release_id, status from instance") == [(first, "running")]
    assert installation.ask("select result, count(*) from bulk_item where ended_at is null group by 1") == []
    went = installation.one("select count(*) from bulk_item where bulk_id = %s and result = 'done'", forth)
    assert installation.ask("select result, count(*) from bulk_item where bulk_id = %s group by 1", back) == [
        ("done", went)
    ]
    assert installation.ask("select count(*), count(distinct instance_id) from release_move") == [(2 * went, went)]
    assert installation.one("select max(revision) from instance") == 3
    assert set(installation.ask(TIMERS)) == waiting
