from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.access import Scope, system_actor
from service.clocks.clock import VirtualClock
from service.errors import NotAllowedError, NotFoundError, WrongStateError
from service.models import Audit, AwaitedMessage, Incident, IncidentStatus, Instance, Outbox, OutboxStatus, db
from service.pathways import hints
from service.pathways.calls import claim_call, extend_lock, fetch_calls
from service.pathways.change_instance import cancel_instance, resume_instance, suspend_instance
from service.pathways.finish_call import complete_call, fail_call, pause, replay_call, throw_call_error
from service.pathways.idempotency import Idempotency
from service.pathways.incidents import resolve_incident, retry_incident
from tests.integration.builders import client, later, person, visited

MINUTE = timedelta(minutes=1)


@pytest.fixture
def call_id(rolled_back: Flask, clock: VirtualClock) -> UUID:
    """A letter that has to be posted, with two attempts."""
    visited(clock)
    return db.session.scalars(select(Outbox.id)).one()


@pytest.fixture
def worker():
    return client(Scope.EXTERNAL_TASKS)


def call_now(call_id: UUID) -> Outbox:
    return db.session.scalars(
        select(Outbox).where(Outbox.id == call_id).execution_options(populate_existing=True)
    ).one()


def failed_for_good(call_id: UUID, clock: VirtualClock) -> Incident:
    claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock)
    fail_call(call_id=call_id, worker="w", message="No such address", final=True, actor=system_actor(), clock=clock)
    return db.session.scalars(select(Incident)).one()


def test_an_external_worker_fetches_and_completes_a_call(call_id: UUID, worker, clock: VirtualClock):
    fetched = fetch_calls(topics=["letter.post"], worker="w", lock_for=MINUTE, actor=worker, clock=clock)

    done = complete_call(call_id=call_id, worker="w", result={"number": 7}, actor=worker, clock=clock)

    assert [(call.id, call.parameters, call.attempts) for call in fetched] == [
        (str(call_id), {"text": "All is calm"}, 1)
    ]
    assert done.status == "done"
    assert call_now(call_id).result == {"number": 7}
    assert "reply" in db.session.scalars(select(AwaitedMessage.message)).all()


def test_a_leased_call_is_not_given_to_another_worker_until_the_lease_runs_out(
    call_id: UUID, worker, clock: VirtualClock
):
    fetch_calls(topics=["letter.post"], worker="one", lock_for=MINUTE, actor=worker, clock=clock)

    meanwhile = fetch_calls(topics=["letter.post"], worker="two", lock_for=MINUTE, actor=worker, clock=clock)
    later(clock, minutes=2)
    afterwards = fetch_calls(topics=["letter.post"], worker="two", lock_for=MINUTE, actor=worker, clock=clock)

    assert meanwhile == ()
    assert [call.id for call in afterwards] == [str(call_id)]
    with pytest.raises(WrongStateError, match="leased to another worker"):
        complete_call(call_id=call_id, worker="one", actor=worker, clock=clock)


def test_whoever_lost_the_answer_to_a_fetch_gets_its_calls_again(call_id: UUID, worker, clock: VirtualClock):
    visited(clock)
    asked = {"topics": ["letter.post"], "worker": "w", "lock_for": MINUTE, "limit": 1, "actor": worker, "clock": clock}
    key = Idempotency(key="fetch-1", fingerprint="fetch")

    first = fetch_calls(**asked, idempotency=key)
    again = fetch_calls(**asked, idempotency=key)
    complete_call(call_id=UUID(first[0].id), worker="w", result={}, actor=worker, clock=clock)

    assert len(first) == 1
    assert again == first
    assert fetch_calls(**asked, idempotency=key) == ()
    assert [call.id for call in fetch_calls(**asked)] != [first[0].id]


def test_a_lease_can_be_extended(call_id: UUID, worker, clock: VirtualClock):
    fetch_calls(topics=["letter.post"], worker="w", lock_for=MINUTE, actor=worker, clock=clock)

    extended = extend_lock(call_id=call_id, worker="w", lock_for=timedelta(hours=1), actor=worker, clock=clock)

    assert extended.locked_until == clock.now() + timedelta(hours=1)


def test_other_topics_are_not_fetched(call_id: UUID, worker, clock: VirtualClock):
    assert fetch_calls(topics=["mail.send"], worker="w", lock_for=MINUTE, actor=worker, clock=clock) == ()


def test_people_and_other_clients_do_not_fetch_calls(call_id: UUID, clock: VirtualClock):
    for actor in (person("worker.west"), client(Scope.TASKS_WRITE)):
        with pytest.raises(NotAllowedError):
            fetch_calls(topics=["letter.post"], worker="w", lock_for=MINUTE, actor=actor, clock=clock)


def test_a_call_that_was_reported_is_not_reported_again(call_id: UUID, worker, clock: VirtualClock):
    claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock)
    complete_call(call_id=call_id, worker="w", result={"number": 7}, actor=worker, clock=clock)

    with pytest.raises(WrongStateError, match="done"):
        complete_call(call_id=call_id, worker="w", result={"number": 8}, actor=worker, clock=clock)
    assert claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock) is None


def test_a_failed_call_is_tried_again_after_a_pause(call_id: UUID, worker, clock: VirtualClock):
    claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock)

    failed = fail_call(call_id=call_id, worker="w", message="Busy", actor=worker, clock=clock)

    row = call_now(call_id)
    assert (failed.status, row.last_error, row.next_attempt_at) == ("pending", "Busy", clock.now() + pause(1))
    assert claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock) is None
    later(clock, minutes=1)
    assert claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock) is not None


def test_after_the_last_attempt_the_call_is_dead_and_an_incident_is_raised(call_id: UUID, worker, clock: VirtualClock):
    for _ in range(2):
        claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock)
        fail_call(call_id=call_id, worker="w", message="Busy", actor=worker, clock=clock)
        later(clock, hours=1)

    incident = db.session.scalars(select(Incident)).one()
    assert call_now(call_id).status is OutboxStatus.DEAD
    assert (incident.kind, incident.message, incident.status) == ("service", "Busy", IncidentStatus.OPEN)


def test_pauses_double_up_to_a_limit():
    assert [pause(attempts) for attempts in (1, 2, 3)] == [
        timedelta(seconds=30),
        timedelta(seconds=60),
        timedelta(seconds=120),
    ]
    assert pause(100) == timedelta(hours=6)


def test_a_dead_call_is_replayed_with_all_its_attempts(call_id: UUID, clock: VirtualClock, hinted: list[hints.Hint]):
    failed_for_good(call_id, clock)
    hinted.clear()

    replay_call(call_id=call_id, actor=person("admin.one"), clock=clock)

    row = call_now(call_id)
    assert (row.status, row.attempts) == (OutboxStatus.PENDING, 0)
    assert str(call_id) in [hint.id for hint in hinted if hint.kind is hints.HintKind.CALL]
    assert db.session.scalars(select(Incident.status)).one() is IncidentStatus.RESOLVED
    assert claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock) is not None


def test_retrying_the_incident_makes_the_call_again(call_id: UUID, clock: VirtualClock):
    incident = failed_for_good(call_id, clock)

    retry_incident(incident_id=incident.id, actor=person("admin.one"), clock=clock)

    assert call_now(call_id).status is OutboxStatus.PENDING


def test_a_resolved_incident_keeps_the_note_and_cannot_be_handled_again(call_id: UUID, clock: VirtualClock):
    incident = failed_for_good(call_id, clock)

    resolve_incident(incident_id=incident.id, note="Posted by hand", actor=person("admin.one"), clock=clock)

    row = db.session.scalars(select(Incident).execution_options(populate_existing=True)).one()
    assert (row.status, row.note, row.resolved_by) == (IncidentStatus.RESOLVED, "Posted by hand", "admin.one")
    with pytest.raises(WrongStateError):
        retry_incident(incident_id=incident.id, actor=person("admin.one"), clock=clock)


def test_a_worker_who_does_not_operate_may_not_retry(call_id: UUID, clock: VirtualClock):
    incident = failed_for_good(call_id, clock)

    with pytest.raises(NotAllowedError):
        retry_incident(incident_id=incident.id, actor=person("worker.west"), clock=clock)


def test_an_error_that_no_boundary_catches_becomes_an_incident(call_id: UUID, worker, clock: VirtualClock):
    claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock)

    throw_call_error(call_id=call_id, worker="w", code="moved_away", actor=worker, clock=clock)

    assert db.session.scalars(select(Incident.kind)).one() == "uncaught-error"


def test_calls_of_a_suspended_process_wait_but_answers_are_taken(call_id: UUID, worker, clock: VirtualClock):
    instance_id = db.session.scalars(select(Instance.id)).one()
    claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock)
    suspend_instance(instance_id=instance_id, reason="Check", actor=person("admin.one"), clock=clock)

    complete_call(call_id=call_id, worker="w", result={"number": 7}, actor=worker, clock=clock)

    assert call_now(call_id).status is OutboxStatus.DONE
    assert db.session.scalars(select(Instance.status)).one() == "suspended"


def test_a_call_of_a_suspended_process_is_not_fetched(call_id: UUID, worker, clock: VirtualClock):
    instance_id = db.session.scalars(select(Instance.id)).one()
    suspend_instance(instance_id=instance_id, reason="Check", actor=person("admin.one"), clock=clock)
    asked = {"topics": ["letter.post"], "worker": "w", "lock_for": MINUTE, "actor": worker, "clock": clock}

    meanwhile = fetch_calls(**asked)
    resume_instance(instance_id=instance_id, actor=person("admin.one"), clock=clock)

    assert meanwhile == ()
    assert len(fetch_calls(**asked)) == 1


def test_a_cancelled_process_takes_its_calls_with_it(call_id: UUID, worker, clock: VirtualClock):
    instance_id = db.session.scalars(select(Instance.id)).one()
    claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock)

    cancel_instance(instance_id=instance_id, reason="Moved away", actor=person("admin.one"), clock=clock)

    assert call_now(call_id).status is OutboxStatus.CANCELLED
    with pytest.raises(WrongStateError, match="cancelled"):
        complete_call(call_id=call_id, worker="w", actor=worker, clock=clock)


def test_a_call_of_another_authority_is_not_there(call_id: UUID, clock: VirtualClock):
    claim_call(call_id=call_id, worker="w", lock_for=MINUTE, clock=clock)

    with pytest.raises(NotFoundError):
        complete_call(call_id=call_id, worker="w", actor=system_actor("x", "elsewhere"), clock=clock)


def test_who_reported_what_of_a_call_is_in_the_audit_trail(call_id: UUID, worker, clock: VirtualClock):
    fetch_calls(topics=["letter.post"], worker="w", lock_for=MINUTE, actor=worker, clock=clock)
    fail_call(call_id=call_id, worker="w", message="Busy", retry_in=timedelta(0), actor=worker, clock=clock)
    fetch_calls(topics=["letter.post"], worker="w", lock_for=MINUTE, actor=worker, clock=clock)

    complete_call(call_id=call_id, worker="w", actor=worker, clock=clock)

    reported = db.session.execute(
        select(Audit.action, Audit.actor_name).where(Audit.subject == f"call {call_id}").order_by(Audit.id)
    )
    assert [tuple(row) for row in reported] == [
        ("fail service call", "client one"),
        ("complete service call", "client one"),
    ]
