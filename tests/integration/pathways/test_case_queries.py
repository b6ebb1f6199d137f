"""What the pages of a case ask: its story, its way, its standards, its decisions, what it offers."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from service.access import Scope
from service.clocks.clock import VirtualClock
from service.errors import NotFoundError
from service.library import compose, read_directory
from service.models import (
    Audit,
    CaseEvent,
    CasePerson,
    Deadline,
    DeadlineStatus,
    Instance,
    Record,
    RecordPerson,
    SignificantEvent,
    db,
)
from service.pathways.correct_record import correct_record
from service.pathways.mark_significant import mark_significant
from service.pathways.queries.case_deadlines import case_deadlines
from service.pathways.queries.case_decisions import governance, rules_in_force, table_decisions
from service.pathways.queries.case_diagram import StepMark, case_diagram, case_processes
from service.pathways.queries.case_head import case_head
from service.pathways.queries.case_links import linked_cases
from service.pathways.queries.case_list import case_choices, listed_cases
from service.pathways.queries.case_offers import case_offers, offer_form
from service.pathways.queries.case_records import case_records, forms_of_case
from service.pathways.queries.case_tasks import case_tasks
from service.pathways.queries.case_waiting import case_waiting
from service.pathways.queries.case_way import StageState, case_way
from service.pathways.queries.cases import CaseFilter
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.story import StoryFilter, case_story, story_processes
from service.pathways.queries.story_parts import StoryKind
from service.pathways.start_case import StartedCase
from service.pathways.start_instance import start_instance
from service.pathways.tell_case import catch_of
from tests.integration.builders import (
    client,
    complete,
    later,
    person,
    planning,
    started,
    triaged,
    visited,
)
from tests.integration.pathways.test_messages import waiting_for_reply

ALL = PageRequest(limit=200)
ROOT = Path(__file__).parents[3]


def key(case: StartedCase) -> UUID:
    return UUID(case.case_id)


def story(case: StartedCase, **filters: object):
    asked = StoryFilter(**filters)  # type: ignore[arg-type] # a test's shorthand
    return case_story(case_id=key(case), actor=person("worker.west"), filters=asked, page=ALL).items


QUERIES = {
    "head": case_head,
    "tasks": case_tasks,
    "waiting": case_waiting,
    "way": case_way,
    "offers": case_offers,
    "story": partial(case_story, filters=StoryFilter(), page=ALL),
    "story processes": story_processes,
    "records": partial(case_records, page=ALL),
    "forms": forms_of_case,
    "deadlines": partial(case_deadlines, page=ALL, still_open=True),
    "tables": partial(table_decisions, page=ALL),
    "governance": governance,
    "rules": rules_in_force,
    "links": linked_cases,
    "processes": case_processes,
}


@pytest.mark.parametrize("name", QUERIES)
def test_nothing_of_a_case_is_told_to_those_who_may_not_see_it(rolled_back: Flask, clock: VirtualClock, name: str):
    case = triaged(clock)

    with pytest.raises(NotFoundError):
        QUERIES[name](case_id=key(case), actor=person("worker.east"))


def test_nobody_marks_entries_of_a_case_that_they_may_not_see(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    entry = story(case)[0].id

    with pytest.raises(NotFoundError):
        mark_significant(case_id=key(case), entry=entry, significant=True, actor=person("worker.east"), clock=clock)


def test_a_form_is_told_once_and_its_correction_with_the_reason(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)
    record = db.session.scalars(select(Record.id).where(Record.case_id == key(case), Record.form == "visit")).one()
    later(clock, hours=1)
    correct_record(
        record_id=record,
        answers={"visited_on": "2026-12-14", "note": "Calm"},
        reason="Typed too fast",
        version=1,
        actor=person("worker.west"),
        clock=clock,
    )

    told = [entry for entry in story(case) if entry.subject_id == record]

    assert [(entry.detail, entry.by) for entry in told] == [
        ("Typed too fast", "Worker West"),
        (None, "Worker West"),
    ]
    assert told[0].at > told[1].at


def test_what_came_about_with_a_form_is_not_told_again(rolled_back: Flask, clock: VirtualClock):
    assert StoryKind.EVENT not in {entry.kind for entry in story(visited(clock))}


def noted(case: StartedCase, name: str, *, element: str, clock: VirtualClock) -> str:
    """A date that the procedure noted by itself; returns the id of its entry."""
    instance = db.session.scalars(select(Instance.id).where(Instance.case_id == key(case))).first()
    at = clock.now() + timedelta(hours=1)
    row = CaseEvent(case_id=key(case), instance_id=instance, name=name, at=at, element=element, recorded_at=at)
    db.session.add(row)
    db.session.flush()
    return f"event:{row.id}"


def test_dates_that_the_procedure_notes_are_told_to_who_asks_or_once_they_are_significant(
    rolled_back: Flask, clock: VirtualClock
):
    case = visited(clock)
    entry = noted(case, "last_visit", element="Task_Visit", clock=clock)

    unasked = story(case)
    asked = story(case, kinds=frozenset({StoryKind.EVENT}))
    mark_significant(case_id=key(case), entry=entry, significant=True, actor=person("worker.west"), clock=clock)

    assert entry not in {told.id for told in unasked}
    assert entry in {told.id for told in asked}
    assert entry in {told.id for told in story(case)}


def test_that_a_concern_was_raised_is_always_told(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)

    entry = noted(case, "concern_raised", element="Event_ConcernReceived", clock=clock)

    assert entry in {told.id for told in story(case)}


def test_a_pathway_is_told_and_a_part_of_one_only_to_who_asks(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    part = {"process": "monitoring", "event": "Event_MonitoringBegins", "case_id": key(case)}
    start_instance(**part, actor=person("worker.west"), clock=clock)

    unasked = [told.process for told in story(case) if told.kind is StoryKind.PATHWAY]
    asked = {told.process for told in story(case, kinds=frozenset({StoryKind.PATHWAY}))}

    assert len(unasked) == 1
    assert len(asked) > len(set(unasked))


def test_a_missed_deadline_is_told_once(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)
    deadline = db.session.scalars(select(Deadline).where(Deadline.case_id == key(case))).first()
    assert deadline is not None
    deadline.status, deadline.breached_at, deadline.ended_at = DeadlineStatus.MET_LATE, clock.now(), clock.now()
    db.session.flush()

    told = [entry.what for entry in story(case) if entry.kind is StoryKind.DEADLINE]

    assert told == ["breached"]


def test_of_deadlines_only_the_missed_ones_belong_to_the_story(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)

    everything = story(case)
    deadlines = story(case, kinds=frozenset({StoryKind.DEADLINE}))

    assert StoryKind.DEADLINE not in {entry.kind for entry in everything}
    assert {entry.what for entry in deadlines} >= {"started", "met"}


def test_the_story_is_searched_in_what_was_written(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)

    assert [entry.kind for entry in story(case, text="calm")] == [StoryKind.RECORD]
    assert story(case, text="zebra") == ()


def test_the_story_of_a_child_leaves_out_what_is_about_others_alone(rolled_back: Flask, clock: VirtualClock):
    case = planning(clock, children=("Child One", "Child Two"))
    one, two = db.session.scalars(
        select(CasePerson.person_id).where(CasePerson.case_id == key(case)).order_by(CasePerson.position)
    ).all()
    before = len(story(case, person_id=two))
    record = db.session.scalars(select(Record.id).where(Record.case_id == key(case))).one()
    db.session.execute(insert(RecordPerson).values(record_id=record, person_id=one))

    assert [entry.people for entry in story(case, person_id=one, kinds=frozenset({StoryKind.RECORD}))] == [
        ("Child One",)
    ]
    assert len(story(case, person_id=two)) == before - 1


def test_the_story_comes_in_pages(rolled_back: Flask, clock: VirtualClock):
    case, reader = visited(clock), person("worker.west")

    first = case_story(case_id=key(case), actor=reader, filters=StoryFilter(), page=PageRequest(limit=2))
    rest = case_story(
        case_id=key(case), actor=reader, filters=StoryFilter(), page=PageRequest(limit=200, cursor=first.next_cursor)
    )

    assert [entry.id for entry in (*first.items, *rest.items)] == [entry.id for entry in story(case)]


def test_an_entry_is_significant_once_and_the_audit_says_who_marked_it(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)
    entry = story(case)[0].id
    before = db.session.scalar(select(func.count()).select_from(Audit).where(Audit.action == "mark significant"))

    for _ in range(2):
        mark_significant(case_id=key(case), entry=entry, significant=True, actor=person("manager.west"), clock=clock)

    assert [told.id for told in story(case, significant=True)] == [entry]
    marked = db.session.scalars(select(SignificantEvent.by)).all()
    audited = db.session.scalar(select(func.count()).select_from(Audit).where(Audit.action == "mark significant"))
    assert (list(marked), audited) == (["manager.west"], (before or 0) + 1)


def test_an_entry_of_another_case_cannot_be_marked(rolled_back: Flask, clock: VirtualClock):
    case, other = visited(clock), visited(clock)

    with pytest.raises(NotFoundError):
        mark_significant(
            case_id=key(case),
            entry=story(other)[0].id,
            significant=True,
            actor=person("worker.west"),
            clock=clock,
        )


def test_the_way_is_told_in_stages(rolled_back: Flask, clock: VirtualClock):
    way = case_way(case_id=key(triaged(clock)), actor=person("worker.west"))

    assert [(stage.name, stage.state) for stage in way] == [
        ("Triage", StageState.DONE),
        ("Visit", StageState.NOW),
        ("Closing", StageState.LATER),
    ]


def test_tasks_are_mine_first_and_say_whom_they_wait_for(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    mine = case_tasks(case_id=key(case), actor=person("worker.west"))
    theirs = case_tasks(case_id=key(case), actor=person("manager.west"))

    assert [(task.name, task.mine, task.assigned) for task in mine] == [("Visit the family", True, False)]
    assert [(task.mine, task.holder) for task in theirs] == [(False, "Worker")]


def test_what_the_diagram_offers_is_offered_to_those_roles(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)

    offers = case_offers(case_id=key(case), actor=person("worker.west"))

    assert [(offer.name, offer.message, offer.form) for offer in offers] == [("Family replied", "reply", None)]
    assert case_offers(case_id=key(case), actor=person("manager.west")) == ()


def test_a_case_says_what_it_waits_for_that_nobody_here_can_do(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)

    waits = case_waiting(case_id=key(case), actor=person("worker.west"))

    assert [(each.name, each.until) for each in waits] == [("Family replied", None)]
    assert case_waiting(case_id=key(triaged(clock)), actor=person("worker.west")) == ()  # only armed: it may not happen


def test_what_is_not_offered_has_no_form(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)

    with pytest.raises(NotFoundError):
        offer_form(
            case_id=key(case),
            process="support",
            event="Event_Reply",
            actor=person("manager.west"),
            now=clock.now(),
        )


def test_an_event_sub_process_is_offered_by_its_start_event():
    library = compose("haringey", read_directory(ROOT, "haringey"))
    process = library.release.processes["referral_to_closure"]

    caught = catch_of(process, "Sub_Contact", "contact_to_record")

    assert caught.id == "Event_ContactToRecord"
    assert "fsw" in caught.words("offered_to")


def test_deadlines_say_what_they_count_from(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    reader = person("worker.west")

    running = case_deadlines(case_id=key(case), actor=reader, page=ALL, still_open=True).items
    over = case_deadlines(case_id=key(case), actor=reader, page=ALL, still_open=False).items

    assert [deadline.status for deadline in running] == [DeadlineStatus.RUNNING]
    assert DeadlineStatus.MET in {deadline.status for deadline in over}
    assert db.session.scalar(select(func.count()).select_from(Deadline).where(Deadline.case_id == key(case))) == len(
        running
    ) + len(over)


def test_the_rules_of_a_moment_are_those_of_the_processes_that_ran_then(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    reader, began = person("worker.west"), clock.now()
    later(clock, days=1)

    now = rules_in_force(case_id=key(case), actor=reader, at=clock.now())
    before = rules_in_force(case_id=key(case), actor=reader, at=began.replace(year=2020))

    assert [rules.process for rules in now] == ["Family support"]
    assert before == ()


def test_steps_are_done_active_and_not_reached(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    reader = person("worker.west")
    process = case_processes(case_id=key(case), actor=reader)[0]

    view = case_diagram(case_id=key(case), instance_id=process.id, part=None, actor=reader)

    marks = {step.element: step.mark for step in view.steps}
    assert marks["Task_Triage"] is StepMark.DONE
    assert marks["Task_Visit"] is StepMark.ACTIVE
    assert marks["Task_Close"] is StepMark.LATER
    assert marks["Event_NotVisited"] is StepMark.LATER  # armed: it may never happen
    assert marks["Sub_UrgentConcern"] is StepMark.LATER


def test_a_part_that_the_process_does_not_call_is_not_there(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    reader = person("worker.west")
    process = case_processes(case_id=key(case), actor=reader)[0]

    with pytest.raises(NotFoundError):
        case_diagram(case_id=key(case), instance_id=process.id, part="monitoring", actor=reader)


def test_cases_are_listed_with_names_and_only_those_that_one_may_see(rolled_back: Flask, clock: VirtualClock):
    case, reader = triaged(clock), person("worker.west")

    found = listed_cases(actor=reader, filters=CaseFilter(text="Ash"), page=ALL, closed=False).items
    others = listed_cases(actor=person("worker.east"), filters=CaseFilter(), page=ALL, closed=None).items

    assert key(case) in {each.id for each in found}
    assert key(case) not in {each.id for each in others}
    assert found[0].children[0].name == "Child One"
    assert "Visit" in case_choices(actor=reader).stages


def test_closed_cases_are_listed_where_they_are_asked_for(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    complete(case, "Task_Triage", {"accepted": "no"}, by="door.one", clock=clock)
    reader = person("director.one")

    open_ones = listed_cases(actor=reader, filters=CaseFilter(), page=ALL, closed=False).items
    closed = listed_cases(actor=reader, filters=CaseFilter(), page=ALL, closed=True).items

    assert key(case) not in {each.id for each in open_ones}
    assert key(case) in {each.id for each in closed}


def test_another_case_of_the_family_is_linked(rolled_back: Flask, clock: VirtualClock):
    first = started(clock, reference="F-1")
    second = started(clock, reference="F-1")

    links = linked_cases(case_id=key(second), actor=person("director.one"))

    assert [link.id for link in links] == [key(first)]


def test_programs_have_no_offers(rolled_back: Flask, clock: VirtualClock):
    case = waiting_for_reply(clock)

    assert case_offers(case_id=key(case), actor=client(Scope.CASES_READ)) == ()
