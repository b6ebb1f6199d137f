from datetime import date, timedelta

from service.jobs.delivery import deliver_call
from service.models import OutboxStatus


def deliver(call):
    deliver_call(call, worker="worker")


def test_a_call_is_made_once_however_often_its_job_runs(make_call, outside, read):
    call = make_call()

    for _ in range(3):
        deliver(call)

    assert len(outside.calls) == 1
    assert read(call).status is OutboxStatus.DONE
    assert read(call).result == {"ticket": 7}


def test_the_adapter_gets_values_and_the_call_s_own_id(make_call, outside):
    call = make_call()

    deliver(call)

    assert outside.calls[0].id == call
    assert outside.calls[0].parameters == {"day": date(2026, 12, 14)}


def test_pauses_between_attempts_grow(make_call, outside, clock, read):
    outside.mood = "away"
    call = make_call(max_attempts=4)
    pauses = []

    for _ in range(3):
        deliver(call)
        pauses.append(read(call).next_attempt_at - clock.now())
        clock.move_to(read(call).next_attempt_at)

    assert timedelta(seconds=30) <= pauses[0] <= timedelta(seconds=45)
    assert timedelta(seconds=60) <= pauses[1] <= timedelta(seconds=90)
    assert timedelta(seconds=120) <= pauses[2] <= timedelta(seconds=180)
    assert len(outside.calls) == 3


def test_a_call_is_not_made_before_its_time(make_call, outside, clock, read):
    outside.mood = "away"
    call = make_call()
    deliver(call)

    clock.move_to(read(call).next_attempt_at - timedelta(seconds=1))
    deliver(call)

    assert len(outside.calls) == 1


def test_after_the_last_attempt_the_call_is_dead(make_call, outside, read):
    outside.mood = "away"
    call = make_call(max_attempts=1)

    deliver(call)

    assert read(call).status is OutboxStatus.DEAD
    assert read(call).last_error == "away"


def test_a_refused_call_is_dead_at_once(make_call, outside, read):
    outside.mood = "refuses"
    call = make_call(max_attempts=9)

    deliver(call)

    assert read(call).status is OutboxStatus.DEAD
    assert len(outside.calls) == 1


def test_a_call_that_another_worker_holds_is_left_alone(make_call, outside, clock, read):
    call = make_call(
        status=OutboxStatus.LOCKED, locked_by="other", locked_until=clock.now() + timedelta(seconds=30), attempts=1
    )

    deliver(call)

    assert outside.calls == []
    assert read(call).locked_by == "other"


def test_the_call_of_a_dead_worker_is_taken_when_its_lease_has_run_out(make_call, outside, clock, read):
    call = make_call(
        status=OutboxStatus.LOCKED, locked_by="other", locked_until=clock.now() - timedelta(seconds=1), attempts=1
    )

    deliver(call)

    assert len(outside.calls) == 1
    assert read(call).status is OutboxStatus.DONE
