from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.access import Scope
from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError
from service.models import Case, Family, Instance, InstanceState, Person, Record, db
from service.pathways.facts import case_variable
from service.pathways.start_case import NewCase, NewFamily, NewPerson, start_case
from service.pathways.start_instance import start_instance
from tests.integration.builders import client, complete, person, started

NEW = NewCase(
    family=NewFamily(name="Test Family Ash"),
    people=(NewPerson(name="Child One", date_of_birth=date(2015, 5, 1)), NewPerson(name="Child Two")),
)


def test_a_referral_opens_a_case_with_family_children_and_record(rolled_back: Flask, clock: VirtualClock):
    made = start_case(process="support", case=NEW, answers={"reason": "Alone"}, actor=person("door.one"), clock=clock)

    case = db.session.get(Case, UUID(made.case_id), populate_existing=True)
    assert case is not None
    assert made.reference == "TST-2026-00001"
    assert (case.status, case.stage, case.episode, case.opened_by) == ("open", "Triage", 1, "door.one")
    children = case_variable(case)["children"]
    assert [(child["name"], child["date_of_birth"]) for child in children] == [
        ("Child One", date(2015, 5, 1)),
        ("Child Two", None),
    ]
    assert db.session.scalars(select(Record.form)).all() == ["referral"]


def test_references_count_on_within_the_year(rolled_back: Flask, clock: VirtualClock):
    first, second = started(clock), started(clock)
    clock.move_to(clock.now().replace(year=2027))

    third = started(clock)

    references = [first.reference, second.reference, third.reference]
    assert references == ["TST-2026-00001", "TST-2026-00002", "TST-2027-00001"]


def test_a_known_family_gets_its_next_episode_and_nobody_twice(rolled_back: Flask, clock: VirtualClock):
    first = started(clock)

    again = started(clock, reference=first.family_reference)

    case = db.session.get(Case, UUID(again.case_id))
    assert case is not None
    assert (case.episode, str(case.previous_case_id)) == (2, first.case_id)
    assert db.session.scalar(select(func.count()).select_from(Family)) == 1
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_start_form_that_is_not_answered_opens_nothing(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(InvalidInputError) as refused:
        start_case(process="support", case=NEW, answers={}, actor=person("door.one"), clock=clock)

    assert set(refused.value.errors) == {"reason"}
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0
    assert started(clock).reference == "TST-2026-00001"


def test_an_unknown_team_is_refused(rolled_back: Flask, clock: VirtualClock):
    case = NewCase(family=NewFamily(name="Test Family Ash"), team="north")

    with pytest.raises(InvalidInputError) as refused:
        start_case(process="support", case=case, answers={"reason": "x"}, actor=person("door.one"), clock=clock)

    assert set(refused.value.errors) == {"team"}


@pytest.mark.parametrize(
    ("process", "error"), [("nothing", NotFoundError), ("monitoring", InvalidInputError), ("panel", InvalidInputError)]
)
def test_a_case_starts_only_with_a_case_process(
    rolled_back: Flask, clock: VirtualClock, process: str, error: type[Exception]
):
    with pytest.raises(error):
        start_case(process=process, case=NEW, answers={}, actor=person("door.one"), clock=clock)


def test_only_those_who_may_start_cases_do(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotAllowedError, match="start_cases"):
        start_case(process="support", case=NEW, answers={"reason": "x"}, actor=person("worker.west"), clock=clock)
    with pytest.raises(NotAllowedError, match="cases:write"):
        start_case(process="support", case=NEW, answers={"reason": "x"}, actor=client(Scope.CASES_READ), clock=clock)
    made = start_case(
        process="support", case=NEW, answers={"reason": "x"}, actor=client(Scope.CASES_WRITE), clock=clock
    )

    assert made.reference == "TST-2026-00001"


def test_another_authority_is_refused(rolled_back: Flask, clock: VirtualClock):
    with pytest.raises(NotAllowedError, match="another authority"):
        start_case(
            process="support",
            case=NEW,
            answers={"reason": "x"},
            authority="elsewhere",
            actor=person("door.one"),
            clock=clock,
        )


def test_a_declined_referral_closes_the_case(rolled_back: Flask, clock: VirtualClock):
    made = started(clock)

    complete(made, "Task_Triage", {"accepted": "no"}, by="door.one", clock=clock)

    case = db.session.get(Case, UUID(made.case_id), populate_existing=True)
    instance = db.session.get(Instance, UUID(made.instance_id), populate_existing=True)
    assert case is not None
    assert instance is not None
    assert (case.status, case.outcome, case.closed_at) == ("closed", "Declined", clock.now())
    assert (instance.status, instance.ended_at, instance.next_due) == (InstanceState.COMPLETED, clock.now(), None)


def test_a_second_process_starts_on_a_case_that_the_actor_sees(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)

    made = start_instance(
        process="urgent_concern",
        event="Event_ConcernRaised",
        case_id=UUID(case.case_id),
        actor=person("door.one"),
        clock=clock,
    )

    assert (made.case_id, made.status) == (case.case_id, "running")
