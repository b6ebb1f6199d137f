from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select

from service.access import system_actor
from service.clocks.clock import VirtualClock
from service.engine.step import DeadlineEnded, DeadlineStarted, Ending, InstanceStatus, Step
from service.models import Deadline, DeadlineStatus, db
from service.pathways.mark_breaches import mark_breaches
from service.pathways.queries.cases import get_case
from service.pathways.running import Running, lock_instance
from service.pathways.start_instance import start_instance
from service.pathways.writing.context import Writing
from service.pathways.writing.standards import write_standards
from tests.integration.builders import complete, later, person, started, triaged

VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}


def running(case_instance: str, clock: VirtualClock) -> Running:
    return lock_instance(UUID(case_instance), clock)


def test_nothing_is_read_before_it_is_asked_for_and_nothing_twice(rolled_back: Flask, clock: VirtualClock):
    facts = running(triaged(clock).instance_id, clock).facts
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", count)
    before = len(statements)
    for _ in range(2):
        facts.event_at("triaged")
        facts.event_at("referred")
        facts.record("triage")
        assert facts.case["team"] == "west"
        facts.sittings("panel")
    event.remove(engine, "before_cursor_execute", count)

    assert (before, len(statements)) == (0, 4)


def test_facts_are_those_of_the_case(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    started(clock)
    triaged_at = clock.now()
    later(clock, hours=3)
    complete(case, "Task_Visit", VISIT, by="worker.west", clock=clock)

    facts = running(case.instance_id, clock).facts

    assert facts.event_at("triaged") == triaged_at
    assert facts.event_at("visited") == clock.now()
    assert facts.event_at("asked") is None
    record = facts.record("visit")
    assert record is not None
    assert (str(record["visited_on"]), record["note"]) == ("2026-12-14", "All is calm")
    assert facts.record("closing") is None
    assert (facts.case["reference"], facts.case["outcome"]) == (case.reference, None)
    assert facts.case["family"] == {"name": "Test Family Ash", "reference": case.family_reference}


def write(found: Running, clock: VirtualClock, *changes: DeadlineStarted | DeadlineEnded) -> None:
    writing = Writing(
        instance=found.instance, case=found.case, composed=found.composed, actor=system_actor(), now=clock.now()
    )
    step = Step(state=b"", status=InstanceStatus.RUNNING, changed=True, next_due=None, deadlines=changes)
    write_standards(writing, step)


def begun(clock: VirtualClock) -> DeadlineStarted:
    now = clock.now()
    return DeadlineStarted(key="ask", base_at=now, due_at=now, breach_at=now + timedelta(days=1), element="Task_Ask")


def statuses() -> list[DeadlineStatus]:
    return list(db.session.scalars(select(Deadline.status).where(Deadline.key == "ask").order_by(Deadline.due_at)))


def test_a_running_deadline_with_the_same_base_is_not_started_twice(rolled_back: Flask, clock: VirtualClock):
    found = running(triaged(clock).instance_id, clock)

    write(found, clock, begun(clock))
    write(found, clock, begun(clock))

    assert statuses() == [DeadlineStatus.RUNNING]


def test_a_deadline_that_ends_and_begins_again_in_one_step_runs(rolled_back: Flask, clock: VirtualClock):
    found = running(triaged(clock).instance_id, clock)
    write(found, clock, begun(clock))
    ended = DeadlineEnded(key="ask", at=clock.now(), ending=Ending.COMPLETED)
    later(clock, hours=1)

    write(found, clock, ended, begun(clock))

    assert statuses() == [DeadlineStatus.MET, DeadlineStatus.RUNNING]


def test_another_process_of_the_case_may_meet_a_deadline_but_not_cancel_it(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    first = running(case.instance_id, clock)
    write(first, clock, begun(clock))
    db.session.commit()
    second = running(_second(case.case_id, clock), clock)

    write(second, clock, DeadlineEnded(key="ask", at=clock.now(), ending=Ending.CANCELLED))
    after_cancel = statuses()
    write(second, clock, DeadlineEnded(key="ask", at=clock.now(), ending=Ending.COMPLETED))

    assert (after_cancel, statuses()) == ([DeadlineStatus.RUNNING], [DeadlineStatus.MET])


@pytest.mark.parametrize("noticed", [True, False])
def test_a_breach_stays_on_record_when_the_deadline_no_longer_applies(
    rolled_back: Flask, clock: VirtualClock, noticed: bool
):
    found = running(triaged(clock).instance_id, clock)
    missed = begun(clock)
    write(found, clock, missed)
    later(clock, days=1)
    if noticed:
        mark_breaches(clock=clock)
    found = running(str(found.instance.id), clock)

    write(found, clock, DeadlineEnded(key="ask", at=clock.now(), ending=Ending.CANCELLED))
    later(clock, days=1)
    write(found, clock, DeadlineEnded(key="ask", at=clock.now(), ending=Ending.COMPLETED))

    ended = db.session.scalars(select(Deadline).where(Deadline.key == "ask")).one()
    assert (ended.status, ended.breached_at) == (DeadlineStatus.BREACHED, missed.breach_at)
    assert ended.ended_at == clock.now() - timedelta(days=1)


def test_what_was_given_up_is_no_longer_the_cases_next_deadline(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    found = running(case.instance_id, clock)
    missed = begun(clock)
    write(found, clock, missed)
    later(clock, days=1)
    mark_breaches(clock=clock)
    before = next_due(case.case_id)

    write(running(case.instance_id, clock), clock, DeadlineEnded(key="ask", at=clock.now(), ending=Ending.CANCELLED))

    assert before == missed.due_at
    assert next_due(case.case_id) != missed.due_at


def next_due(case_id: str) -> datetime | None:
    return get_case(case_id=UUID(case_id), actor=system_actor()).next_due


def _second(case_id: str, clock: VirtualClock) -> str:
    made = start_instance(
        process="urgent_concern",
        event="Event_ConcernRaised",
        case_id=UUID(case_id),
        actor=person("door.one"),
        clock=clock,
    )
    return made.instance_id
