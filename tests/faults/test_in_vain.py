"""Work that its worker dies of, every time: it ends where people see it, and takes nothing else with it."""

from collections import Counter
from uuid import UUID

import psycopg
import pytest

from service.clocks.clock import SystemClock
from service.models import RunningCases, db
from service.pathways.attempts import MOST_ATTEMPTS
from service.pathways.begin_move import begin_move
from service.pathways.finish_call import replay_call
from service.pathways.incidents import retry_incident
from service.pathways.start_instance import start_instance
from service.pathways.sweep import sweep
from tests.faults.conftest import ACTOR, AUTHORITY
from tests.faults.test_moves import publish

pytestmark = pytest.mark.timeout(400)  # a worker dies many times, each time a lease passes

OTHERS = 8
ENOUGH = 9  # deaths; far more than it may take


class Poison:
    """A row that a worker never comes to the end of writing: at that moment it is killed."""

    def __init__(self, installation, table, instance_id):
        self._installation, self._table, self._worker = installation, table, None
        self._run(f"""
            create function linger() returns trigger language plpgsql as $$
            begin perform pg_sleep(600) where new.instance_id = '{instance_id}'; return new; end $$;
            create trigger poison before insert on {table} for each row execute function linger()""")

    def take_away(self):
        self._run(f"drop trigger poison on {self._table}; drop function linger()")

    def kill_until(self, ended):
        """Kill the worker whenever it comes to it, and start the next, as the supervisor would; return how often."""
        if self._worker is None:
            self._worker = self._installation.start("worker")
        for deaths in range(ENOUGH):
            self._installation.wait_for(lambda: ended() or self._at_it())
            if ended():
                return deaths
            self._installation.kill(self._worker)
            # its session in the database would linger on with the row locked
            self._installation.wait_for(lambda: not self._end_sessions())
            self._worker = self._installation.start("worker")
        pytest.fail("it is tried for ever\n" + self._installation.logs())

    def _at_it(self):
        return self._installation.one("select count(*) from pg_stat_activity where wait_event = 'PgSleep'") > 0

    def _end_sessions(self):
        return self._installation.ask(
            "select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'"
        )

    def _run(self, statement):
        with psycopg.connect(self._installation.url) as connection:
            connection.execute(statement)


def settled(installation, bulk_id):
    return installation.one("select status from bulk_action where id = %s", bulk_id) == "finished"


def test_a_timer_that_kills_its_worker_becomes_an_incident_and_fires_when_it_is_retried(installation):
    poisoned, *_ = installation.set_alarms(1 + OTHERS)
    timer = installation.ask("select id, due_at from timer where instance_id = %s", poisoned)
    poison = Poison(installation, "history", poisoned)
    installation.start("scheduler")

    deaths = poison.kill_until(lambda: installation.one("select count(*) from incident") == 1)

    installation.wait_for(lambda: installation.all_done(OTHERS))
    assert MOST_ATTEMPTS <= deaths <= 1 + MOST_ATTEMPTS
    assert installation.ask("select instance_id, element, status, times from incident") == [
        (UUID(poisoned), "Event_Rings", "open", 1)
    ]
    assert installation.ask("select id, due_at from timer") == timer
    assert found_by_sweep(installation) == ()

    poison.take_away()
    retry(installation)
    installation.wait_for(lambda: installation.all_done(1 + OTHERS))

    assert installation.ask("select status, resolved_by from incident") == [("resolved", ACTOR.name)]
    assert installation.one("select attempts from instance where id = %s", poisoned) == 0


def test_a_retry_that_kills_its_worker_again_opens_the_incident_again(installation):
    poisoned = installation.set_alarms(1)[0]
    poison = Poison(installation, "history", poisoned)
    installation.start("scheduler")
    poison.kill_until(lambda: installation.one("select count(*) from incident") == 1)

    retry(installation)
    poison.kill_until(lambda: installation.one("select max(times) from incident where status = 'open'") == 2)

    assert installation.one("select count(*) from incident") == 1
    assert installation.one("select count(*) from timer") == 1


def test_an_item_that_kills_its_worker_ends_as_failed_and_can_be_moved_when_asked_again(installation):
    with installation.app.app_context():
        ids = [
            start_instance(process="alarm", actor=ACTOR, clock=SystemClock(), authority=AUTHORITY).instance_id
            for _ in range(1 + OTHERS)
        ]
        db.session.remove()
    bulk_id, release_id = publish(installation, 'name="Alarm rings"', 'name="Alarm sounds"', many=1 + OTHERS)
    poison = Poison(installation, "release_move", ids[0])
    installation.start("scheduler")

    poison.kill_until(lambda: settled(installation, bulk_id))

    results = dict(installation.ask("select instance_id, result from bulk_item"))
    assert Counter(results.values()) == {"failed": 1, "done": OTHERS}
    assert results[UUID(ids[0])] == "failed"
    message = installation.one("select message from bulk_item where result = 'failed'")
    assert message.startswith("Its worker died three times while doing this")
    assert installation.one("select revision from instance where id = %s", ids[0]) == 1

    poison.take_away()
    with installation.app.app_context():
        again = begin_move(
            release_id=release_id, when=RunningCases.MOVE, reason="Again", actor=ACTOR, clock=SystemClock()
        )
        db.session.remove()
    installation.wait_for(lambda: settled(installation, again.bulk_id))
    assert again.total == 1
    assert installation.ask("select distinct release_id from instance") == [(release_id,)]


def test_a_call_that_kills_its_worker_is_given_up_and_made_when_it_is_replayed(installation, receiver):
    """What kills it is the answer: the call was made, and the process dies of what it makes of it."""
    with installation.app.app_context():
        poisoned = start_instance(
            process="patient_hook",
            answers={"url": receiver.url},
            actor=ACTOR,
            clock=SystemClock(),
            authority=AUTHORITY,
        ).instance_id
        db.session.remove()
    installation.set_alarms(OTHERS)
    poison = Poison(installation, "history", poisoned)
    installation.start("scheduler")

    poison.kill_until(lambda: installation.one("select count(*) from incident where status = 'open'") == 1)

    call_id = installation.one("select id from outbox where instance_id = %s", poisoned)
    assert installation.ask("select status from outbox where id = %s", call_id) == [("dead",)]
    assert set(receiver.keys) == {str(call_id)}
    installation.wait_for(lambda: installation.all_done(OTHERS))

    poison.take_away()
    with installation.app.app_context():
        replay_call(call_id=call_id, actor=ACTOR, clock=SystemClock())
        db.session.remove()
    installation.wait_for(lambda: installation.all_done(1 + OTHERS))
    assert installation.one("select count(*) from incident where status = 'open'") == 0


def retry(installation):
    """As an operator does it."""
    with installation.app.app_context():
        incident_id = installation.one("select id from incident where status = 'open'")
        assert retry_incident(incident_id=incident_id, actor=ACTOR, clock=SystemClock()).later
        db.session.remove()


def found_by_sweep(installation):
    with installation.app.app_context():
        found = sweep(clock=SystemClock(), items=0)
        db.session.remove()
    return found.instances
