import threading
from uuid import UUID

import pytest

from service.clocks.clock import SystemClock
from service.pathways.finish_call import replay_call
from service.pathways.start_instance import start_instance
from tests.faults.conftest import ACTOR, AUTHORITY, LEASE


@pytest.fixture
def hook(installation, receiver):
    """A process that calls the receiver."""

    def start(process="hook"):
        with installation.app.app_context():
            answers = {"url": receiver.url}
            return start_instance(
                process=process, answers=answers, actor=ACTOR, clock=SystemClock(), authority=AUTHORITY
            ).instance_id

    return start


def test_a_call_that_fails_for_good_is_dead_until_an_operator_replays_it(installation, receiver, hook):
    receiver.status = 503
    hook()
    installation.start("scheduler")
    installation.start("worker")
    installation.wait_for(lambda: installation.one("select count(*) from outbox where status = 'dead'") == 1)
    call_id = installation.one("select id from outbox")
    assert installation.one("select count(*) from incident where status = 'open'") == 1
    assert installation.one("select status from instance") == "running"

    receiver.status = 200
    with installation.app.app_context():
        replay_call(call_id=UUID(str(call_id)), actor=ACTOR, clock=SystemClock())
    installation.wait_for(lambda: installation.all_done(1))

    assert receiver.keys == [str(call_id)] * 2
    assert installation.ask("select status from outbox") == [("done",)]
    assert installation.one("select count(*) from incident where status = 'open'") == 0


def test_a_worker_killed_in_the_middle_of_a_call_is_followed_by_another_with_the_same_key(installation, receiver, hook):
    receiver.hold = threading.Event()
    hook("patient_hook")
    installation.start("scheduler")
    worker = installation.start("worker")
    installation.wait_for(lambda: len(receiver.keys) == 1)
    installation.kill(worker)

    receiver.hold.set()
    installation.start("worker")
    installation.wait_for(lambda: installation.all_done(1))

    assert receiver.keys == [str(installation.one("select id from outbox"))] * 2
    assert installation.ask("select status, attempts from outbox") == [("done", 2)]


def test_a_call_that_takes_longer_than_its_lease_is_not_made_by_a_second_worker(installation, receiver, hook):
    receiver.hold = threading.Event()
    hook()
    installation.start("scheduler")
    installation.start("worker")
    installation.start("worker")
    installation.wait_for(lambda: len(receiver.keys) == 1)
    threading.Event().wait(LEASE * 2)

    receiver.hold.set()
    installation.wait_for(lambda: installation.all_done(1))

    assert len(receiver.keys) == 1
    assert installation.ask("select status, attempts from outbox") == [("done", 1)]
