from uuid import UUID

import pytest

from service.clocks.clock import SystemClock
from service.pathways.finish_call import replay_call
from service.pathways.start_instance import start_instance
from tests.faults.conftest import ACTOR, AUTHORITY


@pytest.fixture
def hook(installation, receiver):
    """A process that calls the receiver."""

    def start():
        with installation.app.app_context():
            answers = {"url": receiver.url}
            return start_instance(
                process="hook", answers=answers, actor=ACTOR, clock=SystemClock(), authority=AUTHORITY
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


def test_a_worker_killed_in_the_middle_of_a_call_repeats_it_under_the_same_key(installation, receiver, hook):
    """The receiver takes the call and never answers; the worker dies; the next one calls again."""
    receiver.status = 500
    hook()
    installation.start("scheduler")
    worker = installation.start("worker")
    installation.wait_for(lambda: len(receiver.keys) == 1)
    installation.kill(worker)

    assert set(receiver.keys) == {str(installation.one("select id from outbox"))}
