import random
import threading

from service.jobs.queues import QueueName, Work

MANY = 200
SOME = 80


def queued(installation):
    return sum(installation.queues.waiting(name) for name in QueueName)


def test_workers_killed_at_random_moments_lose_and_double_nothing(installation):
    installation.set_alarms(MANY)
    installation.start("scheduler")
    workers = [installation.start("worker"), installation.start("worker")]
    chance = random.Random(20261214)

    for _ in range(4):
        before = installation.one("select count(*) from history")
        installation.wait_for(lambda before=before: installation.one("select count(*) from history") > before)
        threading.Event().wait(chance.uniform(0.02, 0.5))
        victim = workers.pop(0)
        installation.kill(victim)
        workers.append(installation.start("worker"))
        if installation.all_done(MANY):
            break
    installation.wait_for(lambda: installation.all_done(MANY))

    installation.assert_everything_happened_once(MANY)


def test_flushing_redis_while_work_is_queued_loses_nothing(installation):
    installation.set_alarms(SOME)
    scheduler = installation.start("scheduler")
    installation.wait_for(lambda: queued(installation) > 0)

    installation.queues._connection.flushall()
    installation.start("worker")
    installation.wait_for(lambda: installation.all_done(SOME))

    assert scheduler.poll() is None
    installation.assert_everything_happened_once(SOME)


def test_two_schedulers_do_nothing_twice(installation):
    installation.set_alarms(SOME)
    for _ in range(2):
        installation.start("scheduler")
        installation.start("worker")

    installation.wait_for(lambda: installation.all_done(SOME))

    installation.assert_everything_happened_once(SOME)


def test_the_same_job_run_again_and_again_does_nothing_twice(installation):
    alarms = installation.set_alarms(40)
    for _ in range(3):
        installation.queues.announce(Work.FIRE_INSTANCES, alarms)
    installation.start("worker")
    installation.start("worker")
    installation.wait_for(lambda: installation.one("select count(*) from outbox") == 40)
    calls = [str(row[0]) for row in installation.ask("select id from outbox")]

    for _ in range(3):
        installation.queues.announce(Work.DELIVER_CALLS, calls)
    installation.wait_for(lambda: installation.all_done(40))

    installation.wait_for(lambda: queued(installation) == 0)
    installation.assert_everything_happened_once(40)


def test_a_timer_fires_within_five_seconds_while_many_others_wait(installation):
    installation.start("scheduler")
    installation.start("worker")
    installation.set_alarms(1)
    installation.wait_for(lambda: installation.all_done(1))
    set_at = installation.one("select now()")

    installation.set_alarms(1)
    installation.wait_for(lambda: installation.all_done(2))

    took = installation.one("select max(ended_at) from instance") - set_at
    assert took.total_seconds() < 5


def test_nothing_is_written_while_nothing_is_due(installation):
    installation.start("scheduler")
    installation.set_alarms(1)
    installation.start("worker")
    installation.wait_for(lambda: installation.all_done(1))
    installation.wait_for(lambda: queued(installation) == 0)
    # every transaction that writes takes the next number; one that only reads takes none
    written = "select pg_snapshot_xmax(pg_current_snapshot())::text"

    def nothing_is_written() -> bool:
        before = installation.one(written)
        threading.Event().wait(3)
        return installation.one(written) == before

    installation.wait_for(nothing_is_written)  # what has to be tidied at the start is over some time
