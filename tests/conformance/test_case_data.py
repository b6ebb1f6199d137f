"""Deadlines, events and the case, by properties of elements."""

from datetime import UTC, date, datetime

import pytest

from service.engine.commands import Start
from service.engine.step import DeadlineEnded, DeadlineStarted
from tests.conformance.play import MONDAY, CaseFacts

RECEIVED = datetime(2026, 12, 11, 16, tzinfo=UTC)


def started(step):
    return [(change.key, change.base_at) for change in step.deadlines if isinstance(change, DeadlineStarted)]


def ended(step):
    return [(change.key, change.ending) for change in step.deadlines if isinstance(change, DeadlineEnded)]


@pytest.fixture
def case(play):
    facts = CaseFacts(case={"reference": "HAR-1", "lead": None, "stage": "Referral"})
    return play("deadlines_and_events.bpmn", "deadlines.dmn", facts=facts)


def test_a_start_event_records_its_event_and_starts_the_clock(case):
    step = case.start(received=RECEIVED).last

    assert [(e.name, e.at, e.element) for e in step.events] == [("referral_received", RECEIVED, "Event_Referral")]
    # named by the start event and by the task, it runs once, from when the referral came
    assert started(step) == [("triage", RECEIVED)]
    assert step.case.status == "open"


def test_a_user_task_is_offered_with_all_that_the_diagram_says(case):
    case.start(received=RECEIVED)

    task = case.task("Task_Triage")

    assert (task.groups, task.assignee, task.priority, task.stage) == (("spa", "fsw"), None, 70, "Access")
    assert task.due_at == datetime(2026, 12, 14, 17, tzinfo=UTC)
    assert task.follow_up_at == datetime(2027, 1, 4, tzinfo=UTC)
    assert (task.rules, task.deadlines) == (("HAR-001", "HAR-002"), ("triage",))


def test_the_lead_of_the_case_gets_the_task(case):
    case.facts.case = {"reference": "HAR-1", "lead": "fsw.west"}

    case.start(received=RECEIVED)

    assert case.task("Task_Triage").assignee == "fsw.west"


def test_an_event_meets_the_deadlines_that_wait_for_it(case):
    case.start(received=RECEIVED, reason="school")

    step = case.complete("Task_Triage", level=2, team="west")

    ended, started = step.deadlines
    assert (ended.key, ended.ending) == ("triage", "completed")
    assert (started.key, started.base_at) == ("visit", MONDAY)
    assert (step.case.team, step.case.stage) == ("west", None)


def test_an_event_that_is_not_to_be_recorded_starts_nothing(case):
    case.start(received=RECEIVED)

    step = case.complete("Task_Triage", level=1, team="west")

    assert (step.events, step.deadlines) == ((), ())


def test_expressions_see_records_events_and_the_case_as_of_this_very_step(case):
    case.start(received=RECEIVED, reason="school")
    case.complete("Task_Triage", level=2, team="west")

    prefill = case.task("Task_Visit").prefill

    # the start form's record is kept by the host from the next step on
    assert prefill == {"last": None, "since": MONDAY, "stage": "Referral"}


def test_a_date_as_time_of_an_event_is_the_start_of_that_day(case):
    case.start(received=RECEIVED)
    case.complete("Task_Triage", level=2, team="west")

    step = case.complete("Task_Visit", visit_date=date(2026, 12, 21), outcome="closed early")

    assert [e.at for e in step.events] == [datetime(2026, 12, 21, tzinfo=UTC)]
    assert [(d.key, d.at) for d in step.deadlines] == [("visit", datetime(2026, 12, 21, tzinfo=UTC))]
    assert (step.case.outcome, step.case.lead, step.case.status) == ("closed early", "fsw.west", "closed")


def test_an_event_without_a_time_is_an_incident_and_leaves_nothing_half_done(case):
    case.start(received=RECEIVED)
    case.complete("Task_Triage", level=2, team="west")

    step = case.complete("Task_Visit", outcome="closed")

    assert [i.element for i in step.incidents] == ["Task_Visit"]
    assert (step.events, step.case.outcome) == ((), None)
    assert case.retry(visit_date=date(2026, 12, 21)).status == "completed"


def own(play, **events):
    return play("own_deadline.bpmn", "deadlines.dmn", facts=CaseFacts(events=events)).start()


def test_a_deadline_without_a_meeting_event_is_met_by_its_own_element(play):
    case = own(play, referral_received=MONDAY)

    step = case.complete("Task_Call")

    assert [(d.key, d.ending) for d in step.deadlines] == [("call", "completed")]


def test_it_falls_away_with_its_element(play):
    case = own(play, referral_received=MONDAY)

    step = case.message("note")

    assert [(d.key, d.ending) for d in step.deadlines] == [("call", "cancelled")]


def test_before_its_start_event_a_deadline_does_not_run(play):
    case = own(play)

    assert case.last.deadlines == ()
    assert case.complete("Task_Call").deadlines == ()


def test_what_lay_waiting_counts_from_when_it_came_in(play):
    case = play("received_earlier.bpmn", "deadlines.dmn")

    step = case.do(Start(process="received_earlier", received_at=RECEIVED))

    assert [(e.name, e.at) for e in step.events] == [("referral_received", RECEIVED)]
    assert started(step) == [("triage", RECEIVED)]


def test_only_what_starts_the_process_happened_then(play):
    case = play("received_earlier.bpmn", "deadlines.dmn")
    case.do(Start(process="received_earlier", received_at=RECEIVED))

    step = case.complete("Task_Agree", agreement="yes")

    assert [(e.name, e.at) for e in step.events] == [("triaged", MONDAY)]


def test_a_step_says_what_the_family_agreed_to(play):
    case = play("received_earlier.bpmn", "deadlines.dmn", facts=CaseFacts(case={"reference": "HAR-1"})).start()

    step = case.complete("Task_Agree", agreement="no")

    assert step.case.consent == "refused"
