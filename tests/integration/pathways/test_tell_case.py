"""What a diagram offers to people they may tell their case at any time; nothing else."""

from uuid import UUID

import pytest
from flask import Flask

from service.access import Scope
from service.clocks.clock import VirtualClock
from service.errors import NotAllowedError, NotFoundError, WrongStateError
from service.pathways.start_case import StartedCase
from service.pathways.start_instance import start_instance
from service.pathways.tell_case import tell_case
from tests.integration.builders import client, person, started, task_of, triaged
from tests.integration.pathways.test_messages import waiting_for_reply


def tell(case: StartedCase, clock: VirtualClock, *, by: str, message: str = "reply"):
    return tell_case(
        case_id=UUID(case.case_id), message=message, payload={"text": "Yes"}, actor=person(by), clock=clock
    )


def test_a_worker_tells_the_case_what_the_diagram_offers(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)

    told = tell(case, clock, by="worker.west")

    assert (told.status, told.instance_id) == ("delivered", case.instance_id)
    assert task_of(case.case_id, "Task_Close")


def test_it_is_offered_to_the_roles_that_the_diagram_names_alone(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)

    with pytest.raises(NotAllowedError, match="your roles"):
        tell(case, clock, by="manager.west")


def test_what_the_diagram_offers_to_nobody_stays_with_programs(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)

    with pytest.raises(NotAllowedError):
        tell(case, clock, by="worker.west", message="urgent_concern")


def test_what_nothing_waits_for_is_said_and_not_kept(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)

    with pytest.raises(WrongStateError, match="Nothing on this case"):
        tell(case, clock, by="door.one")


def test_nobody_tells_a_case_that_they_may_not_see(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)

    with pytest.raises(NotFoundError):
        tell(case, clock, by="worker.east")


def test_a_program_needs_the_scope_for_cases(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)
    about = {"case_id": UUID(case.case_id), "message": "reply", "clock": clock}

    with pytest.raises(NotAllowedError, match="cases:write"):
        tell_case(actor=client(Scope.CASES_READ), **about)

    assert tell_case(actor=client(Scope.CASES_WRITE), **about).status == "delivered"


def begin(case: StartedCase, clock: VirtualClock, *, by: str):
    about = {"process": "monitoring", "event": "Event_MonitoringBegins", "case_id": UUID(case.case_id)}
    return start_instance(**about, actor=person(by), clock=clock)


def test_a_process_that_is_offered_to_a_role_is_started_by_its_people_on_their_case(
    rolled_back: Flask, clock: VirtualClock
):
    case = triaged(clock)

    assert begin(case, clock, by="worker.west").case_id == case.case_id
    with pytest.raises(NotAllowedError):
        begin(case, clock, by="manager.west")
    with pytest.raises(NotFoundError):
        begin(case, clock, by="worker.east")
