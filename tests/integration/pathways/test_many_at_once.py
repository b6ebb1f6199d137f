"""Reassigning, completing and allocating many things at once; why something is overdue; settings and calendar."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.clocks.clock import VirtualClock
from service.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from service.library import read_directory
from service.models import Audit, Case, Deadline, Task, TaskStatus, db
from service.pathways.calendar_address import (
    has_calendar_address,
    make_calendar_address,
    revoke_calendar_address,
)
from service.pathways.change_lead import change_lead, reassign_families
from service.pathways.claim_task import claim_task
from service.pathways.complete_tasks import complete_tasks
from service.pathways.idempotency import Idempotency
from service.pathways.mark_breaches import mark_breaches
from service.pathways.people import change_user
from service.pathways.publish_release import BUNDLE, publish_release
from service.pathways.queries.calendar import diary_under
from service.pathways.queries.due_dates import why_due
from service.pathways.reassign_tasks import reassign_tasks
from service.pathways.record_overdue_reason import record_overdue_reason
from service.pathways.remember_view import remember_view, remembered_view
from service.pathways.restrict_case import restrict_case
from tests.integration.builders import AUTHORITY, LIBRARY, later, person, started, task_of, triaged


def visits(clock: VirtualClock, count: int) -> list[UUID]:
    return [task_of(triaged(clock, family=f"Test Family {n}").case_id, "Task_Visit") for n in range(count)]


def closed_to_all_but(name: str, task_id: UUID, clock: VirtualClock) -> None:
    case_id = db.session.get_one(Task, task_id).case_id
    director = person("director.one")
    restrict_case(case_id=case_id, people=[name, "manager.west"], reason="Known to us", actor=director, clock=clock)


def holder(task_id: UUID) -> str | None:
    return db.session.scalar(select(Task.assignee).where(Task.id == task_id))


def test_many_tasks_are_given_to_several_people(rolled_back: Flask, clock: VirtualClock):
    first, second = visits(clock, 2)
    dues = [db.session.get_one(Task, each).due_at for each in (first, second)]

    outcome = reassign_tasks(
        to={first: "worker.west", second: "worker.west.two"}, actor=person("manager.west"), clock=clock
    )

    assert outcome.done == (first, second)
    assert (holder(first), holder(second)) == ("worker.west", "worker.west.two")
    assert [db.session.get_one(Task, each).due_at for each in (first, second)] == dues


def test_tasks_that_somebody_may_not_have_stay_where_they_are_and_the_others_go(
    rolled_back: Flask, clock: VirtualClock
):
    fine, hidden = visits(clock, 2)
    other_role = task_of(started(clock, family="Test Family Elm").case_id, "Task_Triage")
    closed_to_all_but("worker.west.two", hidden, clock)
    director = person("director.one")

    outcome = reassign_tasks(
        to=dict.fromkeys([fine, hidden, other_role], "worker.west"), actor=person("manager.west"), clock=clock
    )
    seen_by_nobody = reassign_tasks(to={hidden: "worker.west"}, actor=director, clock=clock)

    assert outcome.done == (fine,)
    reasons = {refused.id: refused.reason for refused in outcome.refused}
    assert reasons[hidden] == "Worker West may not see this case."
    assert set(reasons) == {hidden, other_role}
    assert holder(hidden) is None
    assert "There is no task" in seen_by_nobody.refused[0].reason


@pytest.mark.parametrize("other", ["worker.east", "manager.east"])
def test_reassigning_takes_nobody_into_another_team(rolled_back: Flask, clock: VirtualClock, other: str):
    (task_id,) = visits(clock, 1)

    outcome = reassign_tasks(to={task_id: other}, actor=person("manager.west"), clock=clock)

    assert outcome.done == ()
    assert holder(task_id) is None


def test_the_same_request_twice_reassigns_once(rolled_back: Flask, clock: VirtualClock):
    (task_id,) = visits(clock, 1)
    once = Idempotency(key="k", fingerprint="f")

    for _ in range(2):
        outcome = reassign_tasks(
            to={task_id: "worker.west"}, actor=person("manager.west"), clock=clock, idempotency=once
        )

    assert outcome.done == (task_id,)
    assert db.session.get_one(Task, task_id).revision == 2


def test_too_many_at_once_are_refused(rolled_back: Flask, clock: VirtualClock):
    (task_id,) = visits(clock, 1)

    with pytest.raises(InvalidInputError):
        reassign_tasks(to={UUID(int=n): "worker.west" for n in range(201)}, actor=person("manager.west"), clock=clock)
    assert holder(task_id) is None


def test_a_family_goes_to_a_new_lead_with_the_tasks_of_the_one_before(rolled_back: Flask, clock: VirtualClock):
    (task_id,) = visits(clock, 1)
    db.session.execute(update(Case).values(lead="worker.west"))
    claim_task(task_id=task_id, actor=person("worker.west"), clock=clock)
    case_id = db.session.scalars(select(Case.id)).one()

    families, tasks = reassign_families(to={case_id: "worker.west.two"}, actor=person("manager.west"), clock=clock)

    assert (families.done, tasks.done) == ((case_id,), (task_id,))
    assert holder(task_id) == "worker.west.two"
    actions = db.session.scalars(select(Audit.action).order_by(Audit.id.desc()).limit(2)).all()
    assert actions == ["hand over task", "change lead"]


def test_a_family_goes_to_nobody_whose_role_leads_none(rolled_back: Flask, clock: VirtualClock):
    visits(clock, 1)
    db.session.execute(update(Case).values(lead="worker.west"))
    case_id = db.session.scalars(select(Case.id)).one()

    with pytest.raises(InvalidInputError) as refused:
        change_lead(case_id=case_id, lead="manager.west", actor=person("manager.west"), clock=clock)

    assert refused.value.errors == {"lead": ("Manager West leads no families. Choose somebody with the role Worker.",)}


@pytest.mark.parametrize("lead", ["worker.east", "nobody.here"])
def test_a_lead_is_somebody_who_sees_the_case_anyway(rolled_back: Flask, clock: VirtualClock, lead: str):
    visits(clock, 1)
    case_id = db.session.scalars(select(Case.id)).one()

    with pytest.raises(InvalidInputError):
        change_lead(case_id=case_id, lead=lead, actor=person("manager.west"), clock=clock)


def test_leads_are_changed_by_those_who_assign_on_cases_they_see_and_that_are_open(
    rolled_back: Flask, clock: VirtualClock
):
    visits(clock, 1)
    case_id = db.session.scalars(select(Case.id)).one()

    with pytest.raises(NotAllowedError):
        change_lead(case_id=case_id, lead="worker.west", actor=person("worker.west"), clock=clock)
    with pytest.raises(NotFoundError):
        change_lead(case_id=case_id, lead="worker.west", actor=person("manager.east"), clock=clock)
    db.session.execute(update(Case).values(status="closed", closed_at=clock.now()))
    with pytest.raises(WrongStateError):
        change_lead(case_id=case_id, lead="worker.west", actor=person("manager.west"), clock=clock)


def test_tasks_that_ask_more_than_one_question_are_not_completed_from_a_list(rolled_back: Flask, clock: VirtualClock):
    tasks = visits(clock, 2)

    with pytest.raises(InvalidInputError, match="need changing") as refused:
        complete_tasks(task_ids=tasks, answers={}, actor=person("worker.west"), clock=clock)

    assert "more than one question" in refused.value.errors["task"][0]


def test_tasks_of_two_kinds_are_not_completed_together(rolled_back: Flask, clock: VirtualClock):
    tasks = [*visits(clock, 1), task_of(started(clock, family="Test Family Elm").case_id, "Task_Triage")]

    with pytest.raises(InvalidInputError) as refused:
        complete_tasks(task_ids=tasks, answers={}, actor=person("admin.one"), clock=clock)

    assert "one kind" in refused.value.errors["task"][0]


def test_several_tasks_are_completed_with_one_answer(rolled_back: Flask, clock: VirtualClock):
    first, second = (task_of(started(clock, family=f"Test Family {n}").case_id, "Task_Triage") for n in range(2))
    claim_task(task_id=second, actor=person("door.one"), clock=clock)
    done = task_of(started(clock, family="Test Family Elm").case_id, "Task_Triage")
    complete_tasks(task_ids=[done], answers={"accepted": "no"}, actor=person("door.one"), clock=clock)

    outcome = complete_tasks(
        task_ids=[first, done, second], answers={"accepted": "yes"}, actor=person("door.one"), clock=clock
    )

    assert outcome.done == (first, second)
    assert "already completed" in outcome.refused[0].reason
    statuses = db.session.scalars(select(Task.status).where(Task.id.in_([first, second]))).all()
    assert set(statuses) == {TaskStatus.COMPLETED}


def test_a_wrong_answer_completes_none_of_the_tasks(rolled_back: Flask, clock: VirtualClock):
    first = task_of(started(clock).case_id, "Task_Triage")

    with pytest.raises(InvalidInputError) as refused:
        complete_tasks(task_ids=[first], answers={"accepted": "perhaps"}, actor=person("door.one"), clock=clock)

    assert set(refused.value.errors) == {"accepted"}
    assert db.session.get_one(Task, first).status is TaskStatus.OPEN


def breached(clock: VirtualClock) -> UUID:
    started(clock)
    later(clock, days=5)
    mark_breaches(clock=clock)
    return db.session.scalars(select(Deadline.id)).one()


def test_why_a_standard_was_missed_is_said_once_and_shown_with_its_task(rolled_back: Flask, clock: VirtualClock):
    deadline_id = breached(clock)
    due_at = db.session.get_one(Deadline, deadline_id).due_at

    record_overdue_reason(deadline_id=deadline_id, reason="other", note="Flood", actor=person("door.one"), clock=clock)

    (why,) = why_due(db.session.scalars(select(Task)).all()).values()
    assert (why.missed, why.reason, why.note) == (True, "other", "Flood")
    deadline = db.session.get_one(Deadline, deadline_id)
    assert (deadline.due_at, deadline.ended_at) == (due_at, None)
    with pytest.raises(ConflictError):
        record_overdue_reason(deadline_id=deadline_id, reason="school_holidays", actor=person("door.one"), clock=clock)


@pytest.mark.parametrize(("reason", "field"), [("laziness", "reason"), ("other", "note")])
def test_a_reason_is_one_of_the_list_and_another_one_is_explained(
    rolled_back: Flask, clock: VirtualClock, reason: str, field: str
):
    deadline_id = breached(clock)

    with pytest.raises(InvalidInputError) as refused:
        record_overdue_reason(deadline_id=deadline_id, reason=reason, actor=person("door.one"), clock=clock)

    assert set(refused.value.errors) == {field}


def test_only_those_who_see_the_case_say_why_and_only_of_what_was_missed(rolled_back: Flask, clock: VirtualClock):
    started(clock)
    deadline_id = db.session.scalars(select(Deadline.id)).one()

    with pytest.raises(WrongStateError):
        record_overdue_reason(deadline_id=deadline_id, reason="other", actor=person("door.one"), clock=clock)
    with pytest.raises(NotFoundError):
        record_overdue_reason(deadline_id=deadline_id, reason="other", actor=person("worker.east"), clock=clock)


def test_a_view_is_remembered_for_each_person(rolled_back: Flask, clock: VirtualClock):
    remember_view(view="team", query="due=overdue", actor=person("worker.west"))
    remember_view(view="team", query="sort=family", actor=person("worker.west"))

    assert remembered_view(view="team", actor=person("worker.west")) == "sort=family"
    assert remembered_view(view="mine", actor=person("worker.west")) == ""
    assert remembered_view(view="team", actor=person("worker.east")) == ""


def test_a_diary_has_the_due_dates_of_ones_own_tasks_without_names(rolled_back: Flask, clock: VirtualClock):
    mine, _ = visits(clock, 2)
    claim_task(task_id=mine, actor=person("worker.west"), clock=clock)
    token = make_calendar_address(actor=person("worker.west"), clock=clock).token

    diary = diary_under(token=token, clock=clock)

    (task,) = diary.tasks
    assert (task.id, task.name, task.due_at) == (mine, "Visit the family", db.session.get_one(Task, mine).due_at)
    assert "Test Family" not in repr(diary.tasks)


def test_a_diary_does_not_name_the_reference_of_a_restricted_case(rolled_back: Flask, clock: VirtualClock):
    (mine,) = visits(clock, 1)
    closed_to_all_but("worker.west", mine, clock)
    claim_task(task_id=mine, actor=person("worker.west"), clock=clock)
    token = make_calendar_address(actor=person("worker.west"), clock=clock).token

    assert diary_under(token=token, clock=clock).tasks[0].reference is None
    director = person("director.one")
    case_id = db.session.get_one(Task, mine).case_id
    with pytest.raises(NotFoundError):
        restrict_case(case_id=case_id, people=["manager.west"], reason="Leak", actor=director, clock=clock)
    manager = person("manager.west")
    restrict_case(case_id=case_id, people=["manager.west"], reason="Leak", actor=manager, clock=clock)
    assert diary_under(token=token, clock=clock).tasks == ()


def test_the_panels_of_ones_roles_are_in_the_diary(rolled_back: Flask, clock: VirtualClock):
    files = dict(read_directory(LIBRARY, AUTHORITY))
    kind = b'<camunda:property name="kind" value="sitting"/>'
    panel = files["processes/test/panel.bpmn"]
    files["processes/test/panel.bpmn"] = panel.replace(
        kind, kind + b'<camunda:property name="panel" value="panel"/>', 1
    )
    publish_release(authority=AUTHORITY, files=files, actor=BUNDLE, clock=clock)
    manager = make_calendar_address(actor=person("manager.west"), clock=clock).token
    worker = make_calendar_address(actor=person("worker.west"), clock=clock).token

    sittings = diary_under(token=manager, clock=clock).sittings

    assert {sitting.name for sitting in sittings} == {"Weekly panel"}
    assert len({sitting.id for sitting in sittings}) == len(sittings) == 8
    assert all(sitting.at > clock.now() for sitting in sittings)
    assert diary_under(token=worker, clock=clock).sittings == ()


def test_an_address_ends_when_it_is_revoked_replaced_or_the_account_is_closed(rolled_back: Flask, clock: VirtualClock):
    worker = person("worker.west")
    first = make_calendar_address(actor=worker, clock=clock).token
    second = make_calendar_address(actor=worker, clock=clock).token
    assert has_calendar_address(actor=worker)

    with pytest.raises(NotFoundError):
        diary_under(token=first, clock=clock)
    assert diary_under(token=second, clock=clock).tasks == ()
    change_user(name="worker.west", active=False, actor=person("admin.one"), clock=clock)
    with pytest.raises(NotFoundError):
        diary_under(token=second, clock=clock)
    change_user(name="worker.west", active=True, actor=person("admin.one"), clock=clock)
    with pytest.raises(NotFoundError):
        diary_under(token=second, clock=clock)
    third = make_calendar_address(actor=person("worker.west"), clock=clock).token
    revoke_calendar_address(actor=person("worker.west"), clock=clock)
    with pytest.raises(NotFoundError):
        diary_under(token=third, clock=clock)
