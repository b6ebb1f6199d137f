import time

import pytest
from redis.exceptions import ConnectionError as RedisIsAwayError

from service.jobs.hints import Hints
from service.jobs.queues import BATCH, QueueName, Queues, Work, connect
from service.pathways.hints import Hint, HintKind


@pytest.fixture
def no_redis(tmp_path):
    return Queues(connect(f"unix://{tmp_path}/nobody-listens.sock"))


def test_announcing_without_redis_says_so_and_raises_nothing(no_redis):
    assert no_redis.announce(Work.FIRE_INSTANCES, ["1"]) is False
    assert no_redis.answers() is False


def test_the_length_of_a_queue_is_not_guessed(no_redis):
    with pytest.raises(RedisIsAwayError):
        no_redis.waiting(QueueName.TIMERS)


class Recorder:
    def __init__(self, *, works):
        self.calls, self.works = [], works

    def announce(self, work, ids=()):
        self.calls.append((work, list(ids)))
        return self.works


def hint(kind, key, topic=None):
    return Hint(kind=kind, id=key, topic=topic)


def test_hints_of_one_commit_are_put_together():
    queues = Recorder(works=True)

    Hints(queues, topics=frozenset())([hint(HintKind.INSTANCE_DUE, "1"), hint(HintKind.INSTANCE_DUE, "2")])

    assert queues.calls == [(Work.FIRE_INSTANCES, ["1", "2"])]


def test_calls_of_external_workers_are_not_announced():
    queues = Recorder(works=True)

    Hints(queues, topics=frozenset({"mail.send"}))([hint(HintKind.CALL, "1", "sms.send")])

    assert queues.calls == []


def test_after_a_failure_the_next_commits_do_not_wait_for_redis():
    queues = Recorder(works=False)
    hints = Hints(queues, topics=frozenset())

    hints([hint(HintKind.MESSAGE, "1")])
    hints([hint(HintKind.MESSAGE, "2")])

    assert len(queues.calls) == 1


def test_a_pause_ends(monkeypatch):
    queues = Recorder(works=False)
    hints = Hints(queues, topics=frozenset())
    hints([hint(HintKind.MESSAGE, "1")])
    now = time.monotonic()

    monkeypatch.setattr(time, "monotonic", lambda: now + 6)
    hints([hint(HintKind.MESSAGE, "2")])

    assert len(queues.calls) == 2


def test_ids_are_handed_over_in_batches():
    jobs = []

    class Queue:
        def enqueue_call(self, function, *, args, **_options):
            jobs.append((function, args))

    queues = Queues(connect("unix:///nowhere"))
    queues._queues = dict.fromkeys(QueueName, Queue())

    queues.announce(Work.FIRE_INSTANCES, [str(number) for number in range(BATCH + 1)])

    assert [len(args[0]) for _, args in jobs] == [BATCH, 1]
    assert {function for function, _ in jobs} == {"service.jobs.work.fire_instances"}
