"""Two at once, on two connections, with real commits."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from service.access import Scope, verify_stream
from service.clocks.clock import VirtualClock
from service.errors import BusyError, NotAllowedError, TaskAlreadyCompletedError
from service.models import Case, History, Instance, Outbox, Record, db
from service.pathways.calls import fetch_calls
from service.pathways.claim_task import claim_task
from service.pathways.complete_task import complete_task
from service.pathways.fire_timers import fire_timers
from service.pathways.idempotency import Idempotency
from service.pathways.schedules import run_schedule
from service.pathways.sweep import sweep
from service.pathways.transaction import transact
from tests.integration.builders import client, later, person, started, task_of, triaged, visited

VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}


def at_once(app: Flask, *works: Callable[[], object]) -> list[object]:
    """Run each in a thread of its own, all starting together; what they return or raise."""
    barrier = threading.Barrier(len(works))
    outcomes: list[object] = [None] * len(works)

    def run(position: int, work: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                outcomes[position] = work()
            except Exception as error:  # noqa: BLE001 - the outcome is what the test is about
                outcomes[position] = error

    threads = [threading.Thread(target=run, args=(position, work)) for position, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_two_who_complete_a_task_one_is_told_who_did_it(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        task_id = task_of(triaged(clock).case_id, "Task_Visit")
        one, two = person("worker.west"), person("worker.west.two")

    outcomes = at_once(
        committed,
        lambda: complete_task(task_id=task_id, answers=VISIT, actor=one, clock=clock),
        lambda: complete_task(task_id=task_id, answers=VISIT, actor=two, clock=clock),
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, TaskAlreadyCompletedError)]
    done = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert (len(refused), len(done)) == (1, 1), outcomes
    assert refused[0].by == done[0].completed_by
    with committed.app_context():
        assert db.session.scalar(select(func.count()).select_from(Record).where(Record.form == "visit")) == 1
        assert db.session.scalar(select(func.count()).select_from(Outbox)) == 1


def test_two_requests_under_one_key_do_one_thing_and_get_one_answer(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        task_id = task_of(triaged(clock).case_id, "Task_Visit")
        worker = person("worker.west")
    key = Idempotency(key="k-1", fingerprint="complete")

    outcomes = at_once(
        committed,
        *[lambda: complete_task(task_id=task_id, answers=VISIT, actor=worker, clock=clock, idempotency=key)] * 3,
    )

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_of_two_who_claim_a_task_one_gets_it(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        task_id = task_of(triaged(clock).case_id, "Task_Visit")
        one, two = person("worker.west"), person("worker.west.two")

    outcomes = at_once(
        committed,
        lambda: claim_task(task_id=task_id, actor=one, clock=clock),
        lambda: claim_task(task_id=task_id, actor=two, clock=clock),
    )

    assert sum(isinstance(outcome, NotAllowedError) for outcome in outcomes) == 1, outcomes


def test_a_timer_that_two_workers_fire_fires_once(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        instance_id = UUID(triaged(clock).instance_id)
    later(clock, hours=1)

    outcomes = at_once(committed, *[lambda: fire_timers(instance_id=instance_id, clock=clock)] * 3)

    assert sorted(outcome.fired for outcome in outcomes) == [0, 0, 1]
    with committed.app_context():
        reminders = select(func.count()).select_from(History).where(History.element == "Task_Remind")
        assert db.session.scalar(reminders) == 1


def test_a_schedule_that_two_workers_run_starts_one_process(committed: Flask, clock: VirtualClock):
    later(clock, days=8)
    with committed.app_context():
        (schedule_id,) = sweep(clock=clock).schedules

    outcomes = at_once(committed, *[lambda: run_schedule(schedule_id=UUID(schedule_id), clock=clock)] * 3)

    assert sum(outcome is not None for outcome in outcomes) == 1
    with committed.app_context():
        assert db.session.scalar(select(func.count()).select_from(Instance)) == 1


def test_two_schedulers_never_get_the_same_work(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        expected = sorted(triaged(clock).instance_id for _ in range(6))
    later(clock, hours=1)

    outcomes = at_once(committed, *[lambda: sweep(clock=clock, limit=4)] * 3)

    claimed = [instance for outcome in outcomes for instance in outcome.instances]
    assert len(claimed) == len(set(claimed))
    assert set(claimed) <= set(expected)
    assert len(claimed) >= 4


def test_two_external_workers_never_get_the_same_call(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        for _ in range(3):
            visited(clock)
    worker = client(Scope.EXTERNAL_TASKS)

    outcomes = at_once(
        committed,
        *[
            lambda: fetch_calls(
                topics=["letter.post"], worker="w", lock_for=timedelta(minutes=1), limit=2, actor=worker, clock=clock
            )
        ]
        * 2,
    )

    fetched = [call.id for outcome in outcomes for call in outcome]
    assert len(fetched) == len(set(fetched))


def test_cases_opened_at_once_get_numbers_of_their_own_and_one_chain(committed: Flask, clock: VirtualClock):
    outcomes = at_once(committed, *[lambda: started(clock).reference] * 4)

    assert sorted(str(outcome) for outcome in outcomes) == [f"TST-2026-0000{number}" for number in range(1, 5)]
    with committed.app_context():
        for case_id in db.session.scalars(select(Case.id)):
            assert verify_stream(f"case:{case_id}").intact


def test_a_deadlock_is_run_again_and_shown_to_nobody(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        first, second = (UUID(triaged(clock).instance_id) for _ in range(2))
    meet = threading.Barrier(2)
    met: set[int] = set()

    def locking(*order: UUID) -> Callable[[], int]:
        def work() -> int:
            for instance_id in order:
                db.session.execute(text("SELECT 1 FROM instance WHERE id = :id FOR UPDATE"), {"id": instance_id})
                if threading.get_ident() not in met:
                    met.add(threading.get_ident())
                    meet.wait()
            return 1

        return lambda: transact(work)

    outcomes = at_once(committed, locking(first, second), locking(second, first))

    assert outcomes == [1, 1]


def test_a_row_that_stays_locked_is_said_in_words(committed: Flask, clock: VirtualClock):
    with committed.app_context():
        case = started(clock)

    def wait_in_vain() -> None:
        db.session.execute(text("SET LOCAL lock_timeout = '200ms'"))
        db.session.execute(select(Instance.id).where(Instance.id == UUID(case.instance_id)).with_for_update())

    with committed.app_context(), db.engine.connect() as other:
        other.execute(select(Instance.id).where(Instance.id == UUID(case.instance_id)).with_for_update())

        with pytest.raises(BusyError, match="try again"):
            transact(wait_in_vain)
