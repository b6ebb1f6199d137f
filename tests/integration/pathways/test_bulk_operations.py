"""What operators do to many processes at once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.access import Scope, system_actor
from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError
from service.models import Audit, BulkKind, BulkStatus, Incident, InstanceState, ItemResult, Outbox, db
from service.pathways.begin_bulk_action import begin_bulk_action
from service.pathways.calls import claim_call
from service.pathways.change_instance import suspend_instance
from service.pathways.finish_call import fail_call
from service.pathways.queries.bulk import get_bulk_action
from service.pathways.restrict_case import restrict_case
from service.pathways.stop_bulk_action import stop_bulk_action
from tests.integration.builders import client, person, triaged, visited
from tests.integration.moving import instance_of, item_of, results, run_all

MINUTE = timedelta(minutes=1)


def done(kind: BulkKind, instance_ids: list[UUID], clock: VirtualClock) -> UUID:
    begun = begin_bulk_action(
        kind=kind, instance_ids=instance_ids, reason="The system was away", actor=person("admin.one"), clock=clock
    )
    run_all(UUID(begun.bulk_id), clock)
    return UUID(begun.bulk_id)


def failed(clock: VirtualClock) -> tuple[UUID, UUID]:
    """The process of a case whose letter could not be posted, and the incident."""
    case = visited(clock)
    call = db.session.scalars(select(Outbox)).one()
    claim_call(call_id=call.id, worker="w", lock_for=MINUTE, clock=clock)
    fail_call(call_id=call.id, worker="w", message="no", retry_in=MINUTE, final=True, actor=system_actor(), clock=clock)
    return instance_of(case.case_id).id, db.session.scalars(select(Incident.id)).one()


def test_many_are_suspended_and_resumed(rolled_back: Flask, clock: VirtualClock):
    cases = [triaged(clock, family=f"Test Family {name}") for name in ("Ash", "Oak")]
    ids = [instance_of(case.case_id).id for case in cases]

    done(BulkKind.SUSPEND, ids, clock)
    suspended = [(instance_of(case.case_id).status, instance_of(case.case_id).reason) for case in cases]
    done(BulkKind.RESUME, ids, clock)

    assert suspended == [(InstanceState.SUSPENDED, "The system was away")] * 2
    assert {instance_of(case.case_id).status for case in cases} == {InstanceState.RUNNING}


def test_what_cannot_be_done_is_listed_and_the_others_are_done(rolled_back: Flask, clock: VirtualClock):
    one, two = (instance_of(triaged(clock, family=f"Test Family {name}").case_id).id for name in ("Ash", "Oak"))
    suspend_instance(instance_id=one, reason="Court", actor=person("admin.one"), clock=clock)

    bulk_id = done(BulkKind.SUSPEND, [one, two], clock)

    assert (item_of(bulk_id, one).result, item_of(bulk_id, two).result) == (ItemResult.REFUSED, ItemResult.DONE)
    assert item_of(bulk_id, one).message == "The process is suspended. Ask an operator to resume it."
    assert get_bulk_action(bulk_id=bulk_id, actor=person("admin.one")).status is BulkStatus.FINISHED


def test_many_are_cancelled_with_the_reason_in_each_audit_trail(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    bulk_id = done(BulkKind.CANCEL, [instance_of(case.case_id).id], clock)

    entry = db.session.scalars(select(Audit).where(Audit.action == "cancel process")).one()
    assert instance_of(case.case_id).status is InstanceState.CANCELLED
    assert (entry.stream, entry.actor_name) == (f"case:{case.case_id}", "admin.one")
    assert (entry.details["reason"], entry.details["action"]) == ("The system was away", str(bulk_id))


def test_failed_steps_are_run_again(rolled_back: Flask, clock: VirtualClock):
    instance_id, incident_id = failed(clock)

    bulk_id = done(BulkKind.RETRY, [instance_id], clock)

    assert item_of(bulk_id, instance_id).result is ItemResult.DONE
    assert db.session.get_one(Incident, incident_id, populate_existing=True).status.value == "resolved"
    assert db.session.scalars(select(Outbox.status)).one().value == "pending"


def test_a_process_without_failed_steps_has_nothing_to_run_again(rolled_back: Flask, clock: VirtualClock):
    instance_id = instance_of(triaged(clock).case_id).id

    bulk_id = done(BulkKind.RETRY, [instance_id], clock)

    assert results(bulk_id) == [ItemResult.REFUSED]


def test_operators_name_processes_that_they_may_see_and_a_reason(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    restrict_case(
        case_id=UUID(case.case_id), people=["worker.west"], reason="Court", actor=person("director.one"), clock=clock
    )
    hidden = instance_of(case.case_id).id
    asked = {"kind": BulkKind.SUSPEND, "reason": "x", "actor": person("admin.one"), "clock": clock}

    for ids in ([hidden], [uuid4()]):
        with pytest.raises(NotFoundError):
            begin_bulk_action(instance_ids=ids, **asked)
    for wrong in ({"instance_ids": []}, {"kind": BulkKind.MOVE}, {"reason": " "}):
        with pytest.raises(InvalidInputError):
            begin_bulk_action(**{**asked, "instance_ids": [hidden], **wrong})
    with pytest.raises(NotAllowedError):
        begin_bulk_action(**{**asked, "instance_ids": [hidden], "actor": person("director.one")})


def test_programs_operate_with_the_scope_for_it_alone(rolled_back: Flask, clock: VirtualClock):
    instance_id = instance_of(triaged(clock).case_id).id
    asked = {"kind": BulkKind.SUSPEND, "instance_ids": [instance_id], "reason": "x", "clock": clock}

    begun = begin_bulk_action(actor=client(Scope.INSTANCES_OPERATE), **asked)
    run_all(UUID(begun.bulk_id), clock)

    entries = select(Audit.actor_kind, Audit.actor_id).where(Audit.action == "suspend process")
    assert tuple(db.session.execute(entries).one()) == ("client", "client-one")
    with pytest.raises(NotAllowedError):
        begin_bulk_action(actor=client(Scope.RELEASES_PUBLISH), **asked)
    with pytest.raises(NotAllowedError):
        stop_bulk_action(bulk_id=UUID(begun.bulk_id), actor=client(Scope.RELEASES_PUBLISH), clock=clock)
    assert db.session.scalar(select(func.count()).select_from(Incident)) == 0
