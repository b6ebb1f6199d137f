"""Actions on many processes as jobs: found by the sweep, behind everything else, one fault at a time."""

from datetime import timedelta

import pytest
from rq.timeouts import JobTimeoutException
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from service.errors import BusyError
from service.jobs import work
from service.jobs.queues import BULK_BATCH, QueueName, Work, queue_of
from service.jobs.scheduler import ENOUGH_BULK, Scheduler
from service.jobs.work import run_bulk_items
from service.models import BulkAction, BulkItem, BulkStatus, ItemResult, ReleaseMove, db
from tests.integration.builders import triaged
from tests.integration.drafting import add_owners
from tests.integration.moving import SUPPORT, begun_move, release_with

RENAMED = {SUPPORT: {'name="Visit the family"': 'name="Go and see the family"'}}


class MemoryQueues:
    def __init__(self):
        self.announced, self.length = [], dict.fromkeys(QueueName, 0)

    def answers(self):
        return True

    def waiting(self, name):
        return self.length[name]

    def announce(self, kind, ids=(), *, again=False):  # noqa: ARG002 - as the real one
        self.announced.append((kind, list(ids)))
        return True

    def ids(self, kind):
        return [key for each, ids in self.announced for key in ids if each is kind]


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

    return Scheduler(SameContext(), queues, topics=frozenset())


@pytest.fixture
def begun(jobs_app, clock):
    """A move of three cases; gives the action's id."""
    add_owners(clock)
    for name in ("Ash", "Oak", "Elm"):
        triaged(clock, family=f"Test Family {name}")
    return begun_move(release_with(clock, RENAMED), clock)


def keys(bulk_id):
    rows = db.session.scalars(select(BulkItem).where(BulkItem.bulk_id == bulk_id).order_by(BulkItem.position))
    return [f"{row.bulk_id}/{row.instance_id}" for row in rows]


def results(bulk_id):
    found = select(BulkItem.result).where(BulkItem.bulk_id == bulk_id).order_by(BulkItem.position)
    return list(db.session.scalars(found))


def status(bulk_id):
    return db.session.get_one(BulkAction, bulk_id, populate_existing=True).status


def test_the_scheduler_announces_each_item_and_a_job_does_them(scheduler, queues, begun):
    scheduler.round()
    scheduler.round()

    found = queues.ids(Work.RUN_BULK_ITEMS)
    run_bulk_items(found)

    assert found == keys(begun)
    assert results(begun) == [ItemResult.DONE] * 3
    assert status(begun) is BulkStatus.FINISHED


def test_an_item_whose_job_was_lost_is_announced_again(scheduler, queues, begun, clock):
    scheduler.round()
    clock.move_to(clock.now() + timedelta(seconds=31))

    scheduler.round()

    assert queues.ids(Work.RUN_BULK_ITEMS) == keys(begun) * 2


def test_no_item_is_claimed_while_enough_jobs_wait_and_timers_are_announced_all_the_same(
    scheduler, queues, begun, clock
):
    queues.length[QueueName.BULK] = ENOUGH_BULK
    clock.move_to(clock.now() + timedelta(hours=2))

    scheduler.round()

    assert queues.ids(Work.RUN_BULK_ITEMS) == []
    assert len(queues.ids(Work.FIRE_INSTANCES)) == 3


def test_actions_on_many_stand_behind_everything_else():
    assert queue_of(Work.RUN_BULK_ITEMS) is list(QueueName)[-1]
    assert [each for each in Work if queue_of(each) is QueueName.BULK] == [Work.RUN_BULK_ITEMS]
    assert BULK_BATCH < 25


def test_a_fault_of_one_item_is_listed_and_the_others_are_done(begun, monkeypatch):
    first, real = keys(begun)[0], work.run_bulk_item

    def fail_on_the_first(*, bulk_id, instance_id, clock):
        if first.endswith(str(instance_id)):
            raise RuntimeError("unforeseen")
        return real(bulk_id=bulk_id, instance_id=instance_id, clock=clock)

    monkeypatch.setattr(work, "run_bulk_item", fail_on_the_first)
    run_bulk_items(keys(begun))

    assert results(begun) == [ItemResult.FAILED, ItemResult.DONE, ItemResult.DONE]
    assert status(begun) is BulkStatus.FINISHED


@pytest.mark.parametrize("error", [BusyError(), OperationalError("select", {}, Exception("gone"))])
def test_what_is_no_fault_of_the_process_is_put_off(begun, monkeypatch, error):
    def fail(**_):
        raise error

    monkeypatch.setattr(work, "run_bulk_item", fail)
    run_bulk_items(keys(begun))

    assert results(begun) == [ItemResult.PENDING] * 3
    assert status(begun) is BulkStatus.RUNNING


def test_an_item_that_takes_too_long_is_listed_and_ends_its_batch(begun, monkeypatch):
    def take_too_long(**_):
        raise JobTimeoutException

    monkeypatch.setattr(work, "run_bulk_item", take_too_long)
    with pytest.raises(JobTimeoutException):
        run_bulk_items(keys(begun))

    assert results(begun) == [ItemResult.FAILED, ItemResult.PENDING, ItemResult.PENDING]


def test_an_item_that_had_no_time_left_is_put_off(begun, monkeypatch):
    real = work.run_bulk_item

    def run_out_of_time(*, bulk_id, instance_id, clock):
        if str(instance_id) == keys(begun)[0].split("/")[1]:
            return real(bulk_id=bulk_id, instance_id=instance_id, clock=clock)
        raise JobTimeoutException

    monkeypatch.setattr(work, "run_bulk_item", run_out_of_time)
    with pytest.raises(JobTimeoutException):
        run_bulk_items(keys(begun))

    assert results(begun) == [ItemResult.DONE, ItemResult.PENDING, ItemResult.PENDING]


def test_an_item_may_be_announced_twice(begun):
    run_bulk_items(keys(begun)[:1] * 2)

    assert results(begun) == [ItemResult.DONE, ItemResult.PENDING, ItemResult.PENDING]
    assert len(db.session.scalars(select(ReleaseMove)).all()) == 1
