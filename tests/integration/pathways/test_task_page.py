from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotFoundError, StaleVersionError
from service.forms import OptionList
from service.models import (
    Audit,
    Draft,
    Person,
    Presence,
    RecordPerson,
    TaskStatus,
    db,
)
from service.pathways.claim_task import claim_task
from service.pathways.complete_task import complete_task
from service.pathways.housekeeping import tidy
from service.pathways.presence import has_opened
from service.pathways.queries.after_task import after_task
from service.pathways.queries.task_page import task_page
from service.pathways.save_draft import save_draft
from service.pathways.view_task import view_task
from tests.integration.builders import complete, later, person, planned, planning, task_of

NOT_HELD = {"took_place": "no", "why_not": "Nobody in", "tried_on": "2026-12-14"}


@pytest.fixture
def plan(rolled_back: Flask, clock: VirtualClock) -> UUID:
    """A plan that waits for a worker of team west."""
    return task_of(planning(clock).case_id, "Task_Plan")


def seen(task_id: UUID, name: str, clock: VirtualClock):
    return view_task(task_id=task_id, actor=person(name), clock=clock)


def test_a_task_says_why_it_is_due(plan, clock: VirtualClock):
    page = seen(plan, "worker.west", clock)

    (standard,) = page.standards
    assert standard.counts_from == "Planning begins"
    assert (standard.deadline.label, standard.deadline.due_at) == ("Make a plan", page.task.due_at)
    assert standard.rule is not None
    assert standard.rule.text == "Each referral is triaged."


def test_the_rules_of_questions_come_with_the_page(plan, clock: VirtualClock):
    page = seen(plan, "worker.west", clock)

    assert list(page.rules) == ["TEST-001"]


def test_prefilled_answers_say_which_record_they_come_from(plan, clock: VirtualClock):
    page = seen(plan, "worker.west", clock)

    source = page.sources["reason"]
    assert page.task.prefill["reason"] == "Tired and alone"
    assert (source.title, source.version, source.by, source.at) == ("Referral", 1, "Door One", clock.now())


def test_opening_a_task_is_written_down(plan, clock: VirtualClock):
    seen(plan, "worker.west", clock)

    entry = db.session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1)).one()
    assert (entry.action, entry.subject, entry.actor_name) == ("read task", f"task {plan}", "worker.west")


def test_two_people_in_one_task_see_each_other_for_a_minute(plan, clock: VirtualClock):
    seen(plan, "worker.west", clock)
    later(clock, seconds=59)

    together = seen(plan, "worker.west.two", clock)
    later(clock, seconds=1)
    alone = task_page(task_id=plan, actor=person("worker.west.two"), now=clock.now())

    assert [other.display_name for other in together.others] == ["Worker West"]
    assert alone.others == ()


def test_saving_a_draft_shows_that_one_is_still_there(plan, clock: VirtualClock):
    seen(plan, "worker.west", clock)
    later(clock, minutes=5)

    save_draft(task_id=plan, answers={"aim": "Sle"}, version=0, actor=person("worker.west"), clock=clock)

    assert [other.name for other in seen(plan, "worker.west.two", clock).others] == ["worker.west"]


def test_whoever_only_looks_on_is_not_taken_for_somebody_who_answers(plan, clock: VirtualClock):
    seen(plan, "manager.west", clock)

    assert seen(plan, "worker.west", clock).others == ()
    assert has_opened(plan, person("manager.west")) is False


def test_nobody_opens_a_task_that_is_not_theirs_to_see(plan, clock: VirtualClock):
    with pytest.raises(NotFoundError):
        seen(plan, "worker.east", clock)


def test_safe_contact_comes_before_any_contact(plan, clock: VirtualClock):
    child = db.session.scalars(select(Person).where(Person.name == "Child One")).one()
    child.safe_contact = "Never by letter"
    child.language = "Turkish"

    (contact,) = seen(plan, "worker.west", clock).case.contacts

    assert (contact.name, contact.safe_contact, contact.language) == ("Child One", "Never by letter", "Turkish")


def test_who_may_do_what_with_a_task(plan, clock: VirtualClock):
    free = seen(plan, "worker.west", clock).allowed
    claim_task(task_id=plan, actor=person("worker.west"), clock=clock)
    own = seen(plan, "worker.west", clock).allowed
    others = seen(plan, "worker.west.two", clock).allowed
    managers = seen(plan, "manager.west", clock).allowed

    assert (free.work, free.claim, free.put_back, free.hand_over) == (True, True, False, True)
    assert (own.work, own.claim, own.put_back, own.hand_over) == (True, False, True, True)
    assert (others.work, others.claim, others.put_back, others.hand_over) == (False, False, False, False)
    assert (managers.work, managers.claim, managers.put_back, managers.hand_over) == (False, False, True, True)


def test_attempts_are_counted_with_their_outcome(rolled_back: Flask, clock: VirtualClock):
    case = planned(clock)
    complete(case, "Task_Attempt", NOT_HELD, by="worker.west", clock=clock)
    later(clock, days=1)
    again = task_of(case.case_id, "Task_Attempt")

    page = seen(again, "worker.west", clock)

    assert [attempt.answers["why_not"] for attempt in page.attempts] == ["Nobody in"]


def test_after_a_task_the_next_ones_are_named(rolled_back: Flask, clock: VirtualClock):
    case = planned(clock)
    first = task_of(case.case_id, "Task_Attempt")
    complete(case, "Task_Attempt", NOT_HELD, by="worker.west", clock=clock)

    after = after_task(task_id=first, actor=person("worker.west"))
    for_manager = after_task(task_id=first, actor=person("manager.west"))

    assert [(task.name, task.mine, task.holder) for task in after.next_tasks] == [
        ("Call on the family", True, "Worker")
    ]
    assert [task.mine for task in for_manager.next_tasks] == [False]
    assert len(after.attempts) == 1
    assert after.task.status is TaskStatus.COMPLETED


def test_answers_are_not_sent_over_those_saved_in_another_window(plan, clock: VirtualClock):
    worker = person("worker.west")
    save_draft(task_id=plan, answers={"aim": "In the other window"}, version=0, actor=worker, clock=clock)

    with pytest.raises(StaleVersionError):
        complete_task(task_id=plan, answers={"aim": "Here", "paid": "no"}, if_draft=0, actor=worker, clock=clock)


def test_the_same_answers_saved_elsewhere_are_no_conflict(plan, clock: VirtualClock):
    worker, answers = person("worker.west"), {"aim": "Here", "paid": "no"}
    save_draft(task_id=plan, answers=answers, version=0, actor=worker, clock=clock)

    done = complete_task(task_id=plan, answers=answers, if_draft=0, actor=worker, clock=clock)

    assert done.completed_by == "worker.west"


def test_the_draft_of_somebody_else_outlives_the_task_for_a_while(rolled_back: Flask, clock: VirtualClock):
    case = planning(clock)
    plan = task_of(case.case_id, "Task_Plan")
    for name in ("worker.west", "worker.west.two"):
        save_draft(task_id=plan, answers={"aim": name}, version=0, actor=person(name), clock=clock)
    complete(case, "Task_Plan", {"aim": "Sleep", "paid": "no"}, by="worker.west", clock=clock)
    kept = db.session.scalars(select(Draft.saved_by)).all()

    later(clock, days=31)
    tidy(clock=clock)

    assert kept == ["worker.west.two"]
    assert db.session.scalars(select(Draft.saved_by)).all() == []
    assert db.session.scalars(select(Presence)).all() == []


def test_children_of_the_case_can_be_named_by_conditions(plan, clock: VirtualClock):
    child = db.session.scalars(select(Person).where(Person.name == "Child One")).one()
    child.date_of_birth = date(2019, 5, 1)

    page = seen(plan, "worker.west", clock)

    assert page.context["case"]["children"][0]["date_of_birth"] == date(2019, 5, 1)


def test_a_visit_is_recorded_once_for_chosen_children(rolled_back: Flask, clock: VirtualClock):
    case = planned(clock, children=("Child One", "Child Two", "Child Three"))
    one, two = db.session.scalars(select(Person.id).where(Person.name.in_(["Child One", "Child Two"]))).all()
    task_id = task_of(case.case_id, "Task_Attempt")

    offered = seen(task_id, "worker.west", clock).options
    answers = {"took_place": "yes", "tried_on": "2026-12-14", "children": [str(one), str(two)]}
    done = complete(case, "Task_Attempt", answers, by="worker.west", clock=clock)

    assert [option.label for option in offered[OptionList.CHILDREN]] == ["Child One", "Child Two", "Child Three"]
    assert set(db.session.scalars(select(RecordPerson.person_id))) == {one, two}
    assert set(db.session.scalars(select(RecordPerson.record_id))) == {UUID(done.record_id)}


def test_a_child_of_another_family_cannot_be_chosen(rolled_back: Flask, clock: VirtualClock):
    case = planned(clock)
    planning(clock, family="Test Family Oak", children=("Child Other",))
    other = db.session.scalars(select(Person.id).where(Person.name == "Child Other")).one()

    answers = {"took_place": "yes", "tried_on": "2026-12-14", "children": [str(other)]}

    with pytest.raises(InvalidInputError) as refused:
        complete(case, "Task_Attempt", answers, by="worker.west", clock=clock)

    assert set(refused.value.errors) == {"children"}
