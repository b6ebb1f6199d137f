from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.access import Capability
from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError
from service.models import Audit, Draft, db
from service.pathways.assign_task import assign_task
from service.pathways.claim_task import claim_task
from service.pathways.queries.tasks import task_form
from service.pathways.release_task import release_task
from service.pathways.restrict_case import restrict_case
from service.pathways.save_draft import save_draft
from service.pathways.start_case import NewCase, NewFamily, start_case
from tests.integration.builders import complete, person, task_of, triaged


@pytest.fixture
def visit(rolled_back: Flask, clock: VirtualClock):
    """A visit that waits for a worker of team west."""
    return task_of(triaged(clock).case_id, "Task_Visit")


def test_claiming_makes_the_task_mine_and_is_audited(visit, clock: VirtualClock):
    claimed = claim_task(task_id=visit, actor=person("worker.west"), clock=clock)

    entry = db.session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    assert (claimed.assignee, claimed.revision) == ("worker.west", 2)
    assert (entry.action, entry.details) == ("claim task", {"from": None, "to": "worker.west"})


def test_claiming_twice_changes_nothing(visit, clock: VirtualClock):
    first = claim_task(task_id=visit, actor=person("worker.west"), clock=clock)

    second = claim_task(task_id=visit, actor=person("worker.west"), clock=clock)

    assert second == first


def test_a_claimed_task_is_closed_to_others(visit, clock: VirtualClock):
    claim_task(task_id=visit, actor=person("worker.west"), clock=clock)

    with pytest.raises(NotAllowedError, match=r"assigned to worker\.west"):
        claim_task(task_id=visit, actor=person("worker.west.two"), clock=clock)


def test_a_role_that_the_task_is_not_for_may_not_claim_it(visit, clock: VirtualClock):
    with pytest.raises(NotAllowedError, match="not offered"):
        claim_task(task_id=visit, actor=person("manager.west"), clock=clock)


def test_a_released_task_can_be_claimed_by_others(visit, clock: VirtualClock):
    claim_task(task_id=visit, actor=person("worker.west"), clock=clock)

    release_task(task_id=visit, actor=person("worker.west"), clock=clock)

    assert claim_task(task_id=visit, actor=person("worker.west.two"), clock=clock).assignee == "worker.west.two"


def test_a_colleague_may_not_release_it_but_a_manager_may(visit, clock: VirtualClock):
    claim_task(task_id=visit, actor=person("worker.west"), clock=clock)

    with pytest.raises(NotAllowedError):
        release_task(task_id=visit, actor=person("worker.west.two"), clock=clock)
    released = release_task(task_id=visit, actor=person("manager.west"), clock=clock)

    assert released.assignee is None


def test_a_manager_assigns_the_task_to_a_worker(visit, clock: VirtualClock):
    assigned = assign_task(task_id=visit, assignee="worker.west.two", actor=person("manager.west"), clock=clock)

    assert assigned.assignee == "worker.west.two"


def test_a_worker_may_not_assign(visit, clock: VirtualClock):
    with pytest.raises(NotAllowedError, match=Capability.ASSIGN):
        assign_task(task_id=visit, assignee="worker.west.two", actor=person("worker.west"), clock=clock)


@pytest.mark.parametrize(("name", "why"), [("door.one", "none of the roles"), ("nobody.here", "nobody called")])
def test_a_task_is_not_assigned_to_somebody_who_cannot_do_it(visit, clock: VirtualClock, name: str, why: str):
    with pytest.raises(InvalidInputError) as refused:
        assign_task(task_id=visit, assignee=name, actor=person("manager.west"), clock=clock)

    assert why in refused.value.errors["assignee"][0]


def test_a_task_of_a_restricted_case_is_assigned_only_to_people_named_on_it(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")
    named = ["manager.west", "worker.west"]
    restrict_case(
        case_id=UUID(case.case_id),
        people=named,
        reason="Family of a colleague",
        actor=person("director.one"),
        clock=clock,
    )

    assign_task(task_id=visit, assignee="worker.west", actor=person("manager.west"), clock=clock)
    with pytest.raises(InvalidInputError) as refused:
        assign_task(task_id=visit, assignee="worker.west.two", actor=person("manager.west"), clock=clock)

    assert "restricted" in refused.value.errors["assignee"][0]


def test_a_draft_is_kept_with_a_version(visit, clock: VirtualClock):
    worker = person("worker.west")
    save_draft(task_id=visit, answers={"note": "Half"}, version=0, actor=worker, clock=clock)

    saved = save_draft(task_id=visit, answers={"note": "Half a sentence"}, version=1, actor=worker, clock=clock)

    assert saved.version == 2
    assert db.session.scalars(select(Draft.answers)).one() == {"note": "Half a sentence"}


def test_a_draft_changed_in_another_window_is_not_overwritten(visit, clock: VirtualClock):
    save_draft(task_id=visit, answers={"note": "First"}, version=0, actor=person("worker.west"), clock=clock)

    with pytest.raises(StaleVersionError):
        save_draft(task_id=visit, answers={"note": "Second"}, version=0, actor=person("worker.west"), clock=clock)


def test_two_people_have_a_draft_each(visit, clock: VirtualClock):
    save_draft(task_id=visit, answers={"note": "Mine"}, version=0, actor=person("worker.west"), clock=clock)

    save_draft(task_id=visit, answers={"note": "Yours"}, version=0, actor=person("worker.west.two"), clock=clock)

    assert task_form(task_id=visit, actor=person("worker.west")).draft == {"note": "Mine"}
    assert task_form(task_id=visit, actor=person("worker.west.two")).draft == {"note": "Yours"}


def test_a_draft_takes_no_answer_that_the_form_does_not_ask(visit, clock: VirtualClock):
    with pytest.raises(InvalidInputError) as refused:
        save_draft(task_id=visit, answers={"evil": 1}, version=0, actor=person("worker.west"), clock=clock)

    assert set(refused.value.errors) == {"evil"}


def test_a_draft_is_gone_once_the_task_is_completed(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")
    save_draft(task_id=visit, answers={"note": "Half"}, version=0, actor=person("worker.west"), clock=clock)

    answers = {"visited_on": "2026-12-14", "note": "All is calm"}
    complete(case, "Task_Visit", answers, by="worker.west", clock=clock)

    assert db.session.scalars(select(Draft.task_id)).all() == []


def test_a_restricted_case_is_seen_first_by_whoever_opened_it(rolled_back: Flask, clock: VirtualClock):
    case = start_case(
        process="support",
        case=NewCase(family=NewFamily(name="Test Family Birch"), restricted=True),
        answers={"reason": "Known to us"},
        actor=person("door.one"),
        clock=clock,
    )

    complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=clock)

    with pytest.raises(NotFoundError):
        claim_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west"), clock=clock)
