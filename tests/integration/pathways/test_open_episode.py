from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.access import Scope, may_see_case
from service.clocks.clock import VirtualClock
from service.models import (
    Case,
    CasePerson,
    Deadline,
    DeadlineStatus,
    Incident,
    Instance,
    InstanceState,
    Outbox,
    OutboxStatus,
    Task,
    db,
)
from service.pathways.calls import fetch_calls
from service.pathways.open_episode import open_episode
from service.pathways.restrict_case import restrict_case
from service.pathways.start_case import StartedCase
from tests.integration.builders import PEOPLE, client, complete, later, person, route_all, task_of
from tests.integration.pathways.test_messages import closed


@pytest.fixture
def before(rolled_back: Flask, clock: VirtualClock) -> StartedCase:
    """A closed case in monitoring whose family asks for help again."""
    case = closed(clock)
    route_all(clock)
    later(clock, days=80)
    complete(case, "Task_Ask", {"again": "yes"}, by="worker.west", clock=clock)
    return case


def call() -> Outbox:
    return db.session.scalars(
        select(Outbox).where(Outbox.topic == "case.open_episode").execution_options(populate_existing=True)
    ).one()


def test_closing_a_case_leaves_the_deadlines_of_monitoring_running(rolled_back: Flask, clock: VirtualClock):
    case = closed(clock)

    route_all(clock)

    running = db.session.scalars(select(Deadline.key).where(Deadline.status == DeadlineStatus.RUNNING)).all()
    assert running == ["ask"]
    assert task_of(case.case_id, "Task_Ask")


def test_a_new_episode_is_opened_for_the_same_family(before: StartedCase, clock: VirtualClock):
    opened = open_episode(call_id=call().id, clock=clock)

    assert opened is not None
    case = db.session.get(Case, UUID(opened.case_id))
    old = db.session.get(Case, UUID(before.case_id))
    assert case is not None
    assert old is not None
    assert (case.family_id, case.episode, str(case.previous_case_id)) == (old.family_id, 2, before.case_id)
    people = {
        key: set(db.session.scalars(select(CasePerson.person_id).where(CasePerson.case_id == key)))
        for key in (case.id, old.id)
    }
    assert people[case.id] == people[old.id] != set()
    triage = db.session.get(Task, task_of(opened.case_id, "Task_Triage"))
    assert triage is not None
    assert triage.prefill == {"reason": "Needs help again"}


def test_the_process_that_asked_gets_the_reference_and_goes_on(before: StartedCase, clock: VirtualClock):
    opened = open_episode(call_id=call().id, clock=clock)

    monitoring = db.session.scalars(
        select(Instance).where(Instance.process == "monitoring").execution_options(populate_existing=True)
    ).one()
    assert opened is not None
    assert (call().status, monitoring.status) == (OutboxStatus.DONE, InstanceState.COMPLETED)
    assert monitoring.output is not None
    assert monitoring.output["next_case"] == opened.reference


def test_asking_twice_opens_one_case(before: StartedCase, clock: VirtualClock):
    call_id = call().id
    open_episode(call_id=call_id, clock=clock)

    again = open_episode(call_id=call_id, clock=clock)

    assert again is None
    assert len(db.session.scalars(select(Case.id)).all()) == 2


def test_what_cannot_be_opened_becomes_an_incident(before: StartedCase, clock: VirtualClock):
    row = call()
    row.parameters = {**row.parameters, "process": "nothing"}
    db.session.commit()

    opened = open_episode(call_id=row.id, clock=clock)

    incident = db.session.scalars(select(Incident)).one()
    assert opened is None
    assert call().status is OutboxStatus.DEAD
    assert "nothing" in incident.message
    assert len(db.session.scalars(select(Case.id)).all()) == 1


def test_no_program_can_take_the_opening_of_an_episode_away(before: StartedCase, clock: VirtualClock):
    program = client(Scope.EXTERNAL_TASKS)

    fetched = fetch_calls(
        topics=["case.open_episode"], worker="w", lock_for=timedelta(minutes=1), actor=program, clock=clock
    )

    assert fetched == ()
    assert open_episode(call_id=call().id, clock=clock) is not None


def test_the_next_episode_of_a_restricted_case_is_restricted_to_the_same_people(
    before: StartedCase, clock: VirtualClock
):
    restrict_case(
        case_id=UUID(before.case_id), people=["door.one", "director.one"], reason="Colleague",
        actor=person("director.one"), clock=clock,
    )  # fmt: skip

    opened = open_episode(call_id=call().id, clock=clock)

    assert opened is not None
    seeing = {name for name in PEOPLE if may_see_case(person(name), UUID(opened.case_id))}
    assert seeing == {"door.one", "director.one"}
