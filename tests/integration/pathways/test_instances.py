from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError, WrongStateError
from service.models import (
    AwaitedMessage,
    Deadline,
    DeadlineStatus,
    Instance,
    Task,
    TaskStatus,
    Timer,
    db,
)
from service.pathways import hints
from service.pathways.change_instance import cancel_instance, resume_instance, suspend_instance
from service.pathways.fire_timers import fire_timers
from service.pathways.mark_breaches import mark_breaches
from service.pathways.restrict_case import restrict_case
from service.pathways.start_case import StartedCase
from service.pathways.sweep import sweep
from tests.integration.builders import complete, later, person, started, task_of, triaged, visited

VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}


def suspend(case: StartedCase, clock: VirtualClock) -> None:
    suspend_instance(instance_id=UUID(case.instance_id), reason="Check", actor=person("admin.one"), clock=clock)


def test_a_timer_that_is_due_fires_once(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    later(clock, hours=1)

    first = fire_timers(instance_id=UUID(case.instance_id), clock=clock)
    second = fire_timers(instance_id=UUID(case.instance_id), clock=clock)

    assert (first.fired, second.fired) == (1, 0)
    assert task_of(case.case_id, "Task_Remind")
    assert db.session.scalar(select(func.count()).select_from(Timer)) == 0


def test_a_timer_that_is_not_due_writes_nothing(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    before = db.session.scalars(select(Instance.revision)).one()
    later(clock, minutes=59)

    fired = fire_timers(instance_id=UUID(case.instance_id), clock=clock)

    assert fired.fired == 0
    assert db.session.scalars(select(Instance.revision)).one() == before


def test_tasks_of_a_suspended_process_refuse_and_its_timers_wait(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    suspend(case, clock)
    later(clock, hours=1)

    fired = fire_timers(instance_id=UUID(case.instance_id), clock=clock)

    assert fired.fired == 0
    assert sweep(clock=clock).instances == ()
    with pytest.raises(WrongStateError, match="suspended"):
        complete(case, "Task_Visit", VISIT, by="worker.west", clock=clock)


def test_what_became_due_happens_when_the_process_is_resumed(
    rolled_back: Flask, clock: VirtualClock, hinted: list[hints.Hint]
):
    case = triaged(clock)
    suspend(case, clock)
    later(clock, hours=1)
    hinted.clear()

    resume_instance(instance_id=UUID(case.instance_id), actor=person("admin.one"), clock=clock)

    assert [(hint.kind, hint.id) for hint in hinted] == [(hints.HintKind.INSTANCE_DUE, case.instance_id)]
    assert fire_timers(instance_id=UUID(case.instance_id), clock=clock).fired == 1


def test_a_cancelled_process_closes_all_that_it_waited_for(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    cancelled = cancel_instance(
        instance_id=UUID(case.instance_id), reason="Moved away", actor=person("admin.one"), clock=clock
    )

    instance = db.session.get(Instance, UUID(case.instance_id), populate_existing=True)
    assert instance is not None
    assert cancelled.status == "cancelled"
    assert (instance.reason, instance.next_due, instance.ended_at) == ("Moved away", None, clock.now())
    statuses = dict(db.session.execute(select(Task.element, Task.status)).all())
    assert statuses == {"Task_Triage": TaskStatus.COMPLETED, "Task_Visit": TaskStatus.CANCELLED}
    assert db.session.scalar(select(func.count()).select_from(AwaitedMessage)) == 0


def test_a_process_that_has_ended_is_not_changed_any_more(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    about = {"instance_id": UUID(case.instance_id), "actor": person("admin.one"), "clock": clock}
    cancel_instance(reason="Moved away", **about)

    for change in (
        lambda: cancel_instance(reason="Again", **about),
        lambda: suspend_instance(reason="Again", **about),
        lambda: resume_instance(**about),
    ):
        with pytest.raises(WrongStateError):
            change()


def test_changing_a_process_needs_a_reason_the_capability_and_the_revision(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    instance_id = UUID(case.instance_id)

    with pytest.raises(InvalidInputError):
        cancel_instance(instance_id=instance_id, reason=" ", actor=person("admin.one"), clock=clock)
    with pytest.raises(NotAllowedError):
        cancel_instance(instance_id=instance_id, reason="x", actor=person("manager.west"), clock=clock)
    with pytest.raises(StaleVersionError):
        cancel_instance(instance_id=instance_id, reason="x", if_revision=1, actor=person("admin.one"), clock=clock)


def test_an_operator_does_not_find_the_process_of_a_restricted_case(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    restrict_case(
        case_id=UUID(case.case_id),
        people=["worker.west"],
        reason="Colleague",
        actor=person("manager.west"),
        clock=clock,
    )

    with pytest.raises(NotFoundError):
        suspend(case, clock)


def test_a_missed_deadline_is_marked_once_and_ends_as_met_late(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    later(clock, days=3)

    marked, again = mark_breaches(clock=clock), mark_breaches(clock=clock)
    breached = db.session.scalars(select(Deadline.status)).one()
    complete(case, "Task_Triage", {"accepted": "no"}, by="door.one", clock=clock)

    ended = db.session.scalars(select(Deadline).execution_options(populate_existing=True)).one()
    assert (marked, again) == (1, 0)
    assert breached is DeadlineStatus.BREACHED
    assert (ended.status, ended.ended_at) == (DeadlineStatus.MET_LATE, clock.now())


def test_a_deadline_is_late_even_when_nobody_noticed_the_breach(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    later(clock, days=3)

    complete(case, "Task_Triage", {"accepted": "no"}, by="door.one", clock=clock)

    deadline = db.session.scalars(select(Deadline)).one()
    assert (deadline.status, deadline.breached_at) == (DeadlineStatus.MET_LATE, deadline.breach_at)


def test_the_sweep_names_what_is_due_once_within_its_lease(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)
    overdue = triaged(clock)
    later(clock, hours=2)

    first, second = sweep(clock=clock), sweep(clock=clock)
    later(clock, minutes=1)
    third = sweep(clock=clock)

    assert first.instances == (overdue.instance_id,)
    assert [call.topic for call in first.calls] == ["letter.post"]
    assert (second.instances, second.calls) == ((), ())
    assert (third.instances, third.calls) == (first.instances, first.calls)
    assert first.next_at is not None
    assert case.instance_id not in first.instances


def test_the_sweep_says_whether_deadlines_were_missed(rolled_back: Flask, clock: VirtualClock):
    started(clock)

    before = sweep(clock=clock).breaches
    later(clock, days=3)

    assert (before, sweep(clock=clock).breaches) == (False, True)
