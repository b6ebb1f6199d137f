from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.access import Scope, system_actor
from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError
from service.models import (
    AwaitedMessage,
    Case,
    Incident,
    Instance,
    InstanceState,
    Message,
    MessageStatus,
    Outbox,
    Task,
    TaskStatus,
    db,
)
from service.pathways import hints
from service.pathways.calls import claim_call
from service.pathways.change_instance import resume_instance, suspend_instance
from service.pathways.finish_call import complete_call
from service.pathways.housekeeping import tidy
from service.pathways.messages import deliver_message, post_message, route_message
from service.pathways.raise_concern import raise_concern
from service.pathways.raise_signal import raise_signal
from service.pathways.start_case import StartedCase
from tests.integration.builders import (
    client,
    complete,
    later,
    person,
    route_all,
    started,
    task_of,
    triaged,
    visited,
)


def waiting_for_reply(clock: VirtualClock) -> StartedCase:
    case = visited(clock)
    call_id = db.session.scalars(select(Outbox.id).where(Outbox.case_id == UUID(case.case_id))).one()
    claim_call(call_id=call_id, worker="w", lock_for=timedelta(minutes=1), clock=clock)
    complete_call(call_id=call_id, worker="w", result={"number": 7}, actor=system_actor(), clock=clock)
    return case


def post(case: StartedCase, clock: VirtualClock, **changed: object):
    about: dict[str, object] = {"name": "reply", "keys": {"case": case.reference}, "payload": {"text": "Yes please"}}
    return post_message(**(about | changed), actor=client(Scope.MESSAGES_WRITE), clock=clock)  # type: ignore[arg-type]


def closed(clock: VirtualClock) -> StartedCase:
    case = waiting_for_reply(clock)
    post(case, clock)
    complete(case, "Task_Close", {"summary": "Done"}, by="worker.west", clock=clock)
    return case


def test_a_message_reaches_the_process_that_waits_with_its_keys(rolled_back: Flask, clock: VirtualClock):
    other, case = waiting_for_reply(clock), waiting_for_reply(clock)

    routed = post(case, clock)

    task = db.session.get(Task, task_of(case.case_id, "Task_Close"))
    assert task is not None
    assert (routed.status, routed.instance_id) == ("delivered", case.instance_id)
    assert task.prefill == {"reply": "Yes please"}
    waiting = select(AwaitedMessage.instance_id).where(AwaitedMessage.message == "reply")
    assert [str(found) for found in db.session.scalars(waiting)] == [other.instance_id]


def test_a_message_that_comes_too_early_waits_and_is_delivered_later(
    rolled_back: Flask, clock: VirtualClock, hinted: list[hints.Hint]
):
    case = visited(clock)
    early = post(case, clock)
    call_id = db.session.scalars(select(Outbox.id)).one()
    claim_call(call_id=call_id, worker="w", lock_for=timedelta(minutes=1), clock=clock)
    hinted.clear()

    complete_call(call_id=call_id, worker="w", result={"number": 7}, actor=system_actor(), clock=clock)

    assert early.status == "pending"
    assert [(hint.kind, hint.id) for hint in hinted] == [(hints.HintKind.MESSAGE, early.message_id)]
    assert route_message(message_id=UUID(early.message_id), clock=clock).instance_id == case.instance_id


def test_routing_a_message_twice_delivers_it_once(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)
    routed = post(case, clock)
    revision = db.session.scalars(select(Instance.revision)).one()

    again = route_message(message_id=UUID(routed.message_id), clock=clock)

    assert again == routed
    assert db.session.scalars(select(Instance.revision)).one() == revision


def test_a_message_that_nobody_takes_expires(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)
    post(case, clock, expires_in=timedelta(hours=1))
    later(clock, hours=2)

    tidy(clock=clock)

    assert db.session.scalars(select(Message.status)).one() is MessageStatus.EXPIRED


def test_a_message_that_a_process_throws_starts_another_on_the_same_case(rolled_back: Flask, clock: VirtualClock):
    case = closed(clock)

    route_all(clock)

    monitoring = db.session.scalars(select(Instance).where(Instance.process == "monitoring")).one()
    row = db.session.get(Case, UUID(case.case_id), populate_existing=True)
    assert row is not None
    assert str(monitoring.case_id) == case.case_id
    assert (row.status, row.outcome) == ("closed", "Helped")


def test_a_message_for_a_case_that_does_not_exist_starts_nothing(rolled_back: Flask, clock: VirtualClock):
    routed = post_message(
        name="monitoring_begins",
        keys={"case": "TST-1999-00001"},
        actor=client(Scope.MESSAGES_WRITE),
        clock=clock,
    )

    assert (routed.status, routed.instance_id) == ("pending", None)


def test_a_suspended_process_takes_its_message_when_it_is_resumed(
    rolled_back: Flask, clock: VirtualClock, hinted: list[hints.Hint]
):
    case = waiting_for_reply(clock)
    operator = person("admin.one")
    suspend_instance(instance_id=UUID(case.instance_id), reason="Check", actor=operator, clock=clock)
    routed = post(case, clock)
    hinted.clear()

    resume_instance(instance_id=UUID(case.instance_id), actor=operator, clock=clock)

    assert routed.status == "pending"
    assert routed.message_id in [hint.id for hint in hinted]
    assert route_message(message_id=UUID(routed.message_id), clock=clock).status == "delivered"


def test_an_operator_delivers_a_message_by_hand(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)
    awaited = db.session.scalars(select(AwaitedMessage.id).where(AwaitedMessage.message == "reply")).one()

    deliver_message(awaited_id=awaited, payload={"text": "By phone"}, actor=person("admin.one"), clock=clock)

    assert task_of(case.case_id, "Task_Close")
    with pytest.raises(NotFoundError):
        deliver_message(awaited_id=awaited, actor=person("admin.one"), clock=clock)


def test_people_do_not_send_messages(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotAllowedError):
        post_message(name="reply", keys={}, actor=person("worker.west"), clock=clock)


def test_a_concern_reaches_the_running_process(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    raised = raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)

    task = db.session.get(Task, task_of(case.case_id, "Task_Answer"))
    assert task is not None
    assert (raised.instance_id, raised.started) == (case.instance_id, False)
    assert task.prefill == {"concern": "A bruise"}
    assert task_of(case.case_id, "Task_Visit")


def test_a_concern_is_not_held_up_by_a_suspended_process(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    suspend_instance(instance_id=UUID(case.instance_id), reason="Check", actor=person("admin.one"), clock=clock)

    raised = raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)

    assert raised.started
    assert raised.instance_id != case.instance_id
    assert task_of(case.case_id, "Task_Answer")


def test_a_concern_can_be_raised_on_a_closed_case(rolled_back: Flask, clock: VirtualClock):
    case = closed(clock)

    raised = raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)

    assert raised.started


def test_a_concern_is_not_held_up_by_a_state_that_cannot_be_read(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    instance = db.session.get(Instance, UUID(case.instance_id))
    assert instance is not None
    instance.state = b"broken"
    db.session.commit()

    raised = raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)

    assert raised.started
    assert db.session.scalars(select(Message.status)).one() is MessageStatus.DELIVERED


def test_a_concern_needs_a_case_that_one_sees_and_words(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    with pytest.raises(NotFoundError):
        raise_concern(case_id=UUID(case.case_id), concern="x", actor=person("worker.east"), clock=clock)
    with pytest.raises(InvalidInputError):
        raise_concern(case_id=UUID(case.case_id), concern=" ", actor=person("worker.west"), clock=clock)


def test_a_signal_reaches_every_process_of_the_case_that_waits_for_it(rolled_back: Flask, clock: VirtualClock):
    case = closed(clock)
    route_all(clock)

    raise_signal(name="stop_monitoring", case_id=UUID(case.case_id), actor=person("admin.one"), clock=clock)
    route_all(clock)

    monitoring = db.session.scalars(
        select(Instance).where(Instance.process == "monitoring").execution_options(populate_existing=True)
    ).one()
    asked = db.session.scalars(select(Task.status).where(Task.element == "Task_Ask")).one()
    assert monitoring.status is InstanceState.COMPLETED
    assert asked is TaskStatus.CANCELLED
    assert db.session.scalars(select(Incident.id)).all() == []


def test_a_case_that_waits_for_nothing_keeps_its_signal_to_itself(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)

    raised = raise_signal(name="stop_monitoring", case_id=UUID(case.case_id), actor=person("admin.one"), clock=clock)
    route_all(clock)

    assert len(raised.message_ids) == 1
    assert task_of(case.case_id, "Task_Triage")
