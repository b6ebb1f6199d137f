"""A restricted case stays closed, and nobody in danger is hidden by it."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.access import Scope, may_see_case
from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotFoundError
from service.models import Audit, Case, Task, TaskStatus, db
from service.pathways.claim_task import claim_task
from service.pathways.messages import post_message
from service.pathways.people import change_user
from service.pathways.queries.cases import CaseFilter, get_case, list_cases
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.tasks import TaskFilter, list_tasks
from service.pathways.raise_concern import raise_concern
from service.pathways.restrict_case import restrict_case
from service.pathways.start_case import NewCase, NewFamily, start_case
from tests.integration.builders import client, complete, person, started, task_of, triaged


@pytest.fixture
def restricted(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    director = person("director.one")
    restrict_case(case_id=UUID(case.case_id), people=["director.one"], reason="Colleague", actor=director, clock=clock)
    return case


def elements(name: str) -> set[str]:
    return {task.element for task in list_tasks(actor=person(name), filters=TaskFilter(), page=PageRequest()).items}


def test_an_urgent_concern_reaches_those_it_alerts_whoever_is_named_on_the_case(restricted, clock: VirtualClock):
    case_id = UUID(restricted.case_id)
    before = may_see_case(person("manager.west"), case_id)

    raise_concern(case_id=case_id, concern="A bruise", actor=person("director.one"), clock=clock)

    assert not before
    assert "Task_Answer" in elements("manager.west")
    assert get_case(case_id=case_id, actor=person("manager.west")).restricted
    claim_task(task_id=task_of(case_id, "Task_Answer"), actor=person("manager.west"), clock=clock)
    for other in ("worker.west", "admin.one", "manager.east"):
        assert not may_see_case(person(other), case_id), other
        assert elements(other) == set()


def test_when_the_urgent_concern_is_answered_the_case_is_closed_again(restricted, clock: VirtualClock):
    raise_concern(case_id=UUID(restricted.case_id), concern="A bruise", actor=person("director.one"), clock=clock)

    complete(restricted, "Task_Answer", {}, by="manager.west", clock=clock)

    assert not may_see_case(person("manager.west"), UUID(restricted.case_id))
    assert elements("manager.west") == set()


def test_a_concern_that_a_program_posts_reaches_a_restricted_case_and_shows_it_to_nobody_else(
    restricted, clock: VirtualClock
):
    program = client(Scope.MESSAGES_WRITE, Scope.CASES_READ)

    posted = post_message(
        name="urgent_concern", keys={"case": restricted.reference}, payload={"concern": "x", "raised_by": "School"},
        actor=program, clock=clock,
    )  # fmt: skip

    assert posted.status == "delivered"
    assert "Task_Answer" in elements("manager.west")
    with pytest.raises(NotFoundError):
        get_case(case_id=UUID(restricted.case_id), actor=program)


def test_lists_and_searches_do_not_betray_a_restricted_case(restricted, clock: VirtualClock):
    for name in ("manager.west", "admin.one", "worker.west"):
        for text in ("Ash", restricted.reference, "Child", "%"):
            found = list_cases(actor=person(name), filters=CaseFilter(text=text, restricted=None), page=PageRequest())
            assert (found.items, found.next_cursor) == ((), None)
        assert list_cases(actor=person(name), filters=CaseFilter(restricted=True), page=PageRequest()).items == ()


def test_a_task_that_waits_on_a_restricted_case_is_open_to_the_named_people(restricted, clock: VirtualClock):
    waiting = db.session.scalars(select(Task.element).where(Task.status == TaskStatus.OPEN)).all()

    assert set(waiting) <= elements("director.one")


def test_a_case_opened_as_restricted_is_seen_by_who_opened_it_alone(rolled_back: Flask, clock: VirtualClock):
    opened = start_case(
        process="support", case=NewCase(family=NewFamily(name="Test Family Elm"), restricted=True),
        answers={"reason": "Tired"}, actor=person("door.one"), clock=clock,
    )  # fmt: skip

    seeing = {name for name in ("door.one", "director.one", "admin.one", "manager.west")
              if may_see_case(person(name), UUID(opened.case_id))}  # fmt: skip
    assert seeing == {"door.one"}
    assert db.session.scalars(select(Case.restricted).where(Case.id == UUID(opened.case_id))).one()


def test_whoever_is_shut_out_of_a_case_hands_back_its_tasks_and_the_lead(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")
    claim_task(task_id=visit, actor=person("worker.west"), clock=clock)
    db.session.execute(update(Case).values(lead="worker.west"))
    db.session.commit()

    restrict_case(
        case_id=UUID(case.case_id), people=["worker.west.two"], reason="Colleague", actor=person("director.one"),
        clock=clock,
    )  # fmt: skip

    assert db.session.scalars(select(Case.lead)).one() is None
    claim_task(task_id=visit, actor=person("worker.west.two"), clock=clock)


def test_a_closed_account_keeps_no_task_and_no_case(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")
    claim_task(task_id=visit, actor=person("worker.west"), clock=clock)
    db.session.execute(update(Case).values(lead="worker.west"))
    db.session.commit()

    change_user(name="worker.west", active=False, actor=person("admin.one"), clock=clock)

    assert db.session.scalars(select(Case.lead)).one() is None
    assert claim_task(task_id=visit, actor=person("worker.west.two"), clock=clock).assignee == "worker.west.two"
    entries = db.session.scalars(select(Audit.details).where(Audit.action == "hand back").order_by(Audit.id)).all()
    assert entries == [{"lead": "worker.west"}, {"from": "worker.west", "task": str(visit)}]


def test_other_people_keep_their_tasks_when_an_account_is_closed_or_changed(rolled_back: Flask, clock: VirtualClock):
    visit = task_of(triaged(clock).case_id, "Task_Visit")
    claim_task(task_id=visit, actor=person("worker.west"), clock=clock)

    change_user(name="worker.west.two", active=False, actor=person("admin.one"), clock=clock)
    change_user(name="worker.west", active=True, display_name="Renamed", actor=person("admin.one"), clock=clock)

    assert db.session.scalars(select(Task.assignee).where(Task.id == visit)).one() == "worker.west"


def test_a_program_cannot_open_a_case_that_nobody_would_see(rolled_back: Flask, clock: VirtualClock):
    new = NewCase(family=NewFamily(name="Test Family Elm"), restricted=True)

    with pytest.raises(InvalidInputError) as refused:
        start_case(process="support", case=new, answers={"reason": "Tired"}, actor=client(*Scope), clock=clock)

    assert set(refused.value.errors) == {"restricted"}


def test_the_reference_of_a_family_does_not_open_its_restricted_case_by_way_of_a_new_one(
    restricted, clock: VirtualClock
):
    family = get_case(case_id=UUID(restricted.case_id), actor=person("director.one")).family_reference

    with pytest.raises(InvalidInputError, match="answers") as refused:
        started(clock, reference=family)

    assert set(refused.value.errors) == {"family.reference"}
