from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from service.access import Scope, system_actor
from service.clocks.clock import VirtualClock
from service.errors import InvalidInputError, NotAllowedError, NotFoundError
from service.models import DeadlineStatus, Incident, InstanceState, Outbox, OutboxStatus, TaskStatus, db
from service.pathways.calls import claim_call
from service.pathways.change_instance import suspend_instance
from service.pathways.claim_task import claim_task
from service.pathways.finish_call import fail_call
from service.pathways.queries.audit import AuditFilter, list_audit
from service.pathways.queries.calls import CallFilter, get_call, list_calls
from service.pathways.queries.cases import CaseFilter, find_case, get_case, list_cases
from service.pathways.queries.deadlines import DeadlineFilter, list_deadlines
from service.pathways.queries.incidents import IncidentFilter, get_incident, list_incidents
from service.pathways.queries.instances import (
    ElementMark,
    InstanceFilter,
    decisions,
    diagram,
    element_states,
    get_instance,
    history,
    list_instances,
)
from service.pathways.queries.messages import MessageFilter, list_messages
from service.pathways.queries.paging import Page, PageRequest
from service.pathways.queries.tasks import TaskFilter, get_task, list_tasks, task_form
from service.pathways.queries.timeline import TimelineKind, case_timeline
from service.pathways.queries.timers import TimerFilter, list_timers
from service.pathways.raise_concern import raise_concern
from service.pathways.save_draft import save_draft
from tests.integration.builders import client, complete, later, person, started, task_of, triaged, visited

ALL = PageRequest(limit=100)


def test_pages_follow_each_other_without_gap_or_overlap(rolled_back: Flask, clock: VirtualClock):
    expected = []
    for _ in range(5):
        expected.append(started(clock).reference)
        later(clock, minutes=1)

    def pages(sort: str) -> list[str]:
        found: list[str] = []
        page: Page | None = None
        while page is None or page.next_cursor is not None:
            request = PageRequest(limit=2, sort=sort, cursor=None if page is None else page.next_cursor)
            page = list_cases(actor=person("director.one"), filters=CaseFilter(), page=request)
            found.extend(case.reference for case in page.items)
        return found

    assert pages("opened_at") == expected
    assert pages("-opened_at") == expected[::-1]
    assert pages("family") != []
    assert sorted(pages("family")) == expected


def test_tasks_without_a_due_date_come_last_on_every_page(rolled_back: Flask, clock: VirtualClock):
    for _ in range(2):
        raise_concern(
            case_id=UUID(triaged(clock).case_id), concern="A bruise", actor=person("worker.west"), clock=clock
        )
    actor = person("director.one")

    first = list_tasks(actor=actor, filters=TaskFilter(), page=PageRequest(limit=3))
    second = list_tasks(actor=actor, filters=TaskFilter(), page=PageRequest(limit=3, cursor=first.next_cursor))

    elements = [task.element for task in (*first.items, *second.items)]
    assert elements == ["Task_Visit", "Task_Visit", "Task_Answer", "Task_Answer"]
    assert second.next_cursor is None


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (PageRequest(limit=0), "limit"),
        (PageRequest(limit=1000), "limit"),
        (PageRequest(sort="nothing"), "sort"),
        (PageRequest(cursor="nonsense"), "cursor"),
        (PageRequest(cursor="WyJvcGVuZWRfYXQiLCAxXQ"), "cursor"),
    ],
)
def test_a_page_that_cannot_be_made_is_refused(rolled_back: Flask, request_: PageRequest, field: str):
    with pytest.raises(InvalidInputError) as refused:
        list_cases(actor=person("director.one"), filters=CaseFilter(), page=request_)

    assert set(refused.value.errors) == {field}


def test_a_cursor_belongs_to_its_order(rolled_back: Flask, clock: VirtualClock):
    for _ in range(2):
        started(clock)
    page = list_cases(actor=person("director.one"), filters=CaseFilter(), page=PageRequest(limit=1))

    with pytest.raises(InvalidInputError):
        list_cases(
            actor=person("director.one"),
            filters=CaseFilter(),
            page=PageRequest(sort="reference", cursor=page.next_cursor),
        )


def test_tasks_are_filtered(rolled_back: Flask, clock: VirtualClock):
    first, second = triaged(clock, family="Test Family Ash"), started(clock, family="Test Family Birch")
    claim_task(task_id=task_of(first.case_id, "Task_Visit"), actor=person("worker.west"), clock=clock)
    soon = clock.now() + timedelta(days=2)

    def found(**filters: object) -> set[str]:
        page = list_tasks(actor=person("director.one"), filters=TaskFilter(**filters), page=ALL)  # type: ignore[arg-type]
        return {task.element for task in page.items}

    assert found() == {"Task_Visit", "Task_Triage"}
    assert found(assignee="worker.west") == {"Task_Visit"}
    assert found(unassigned=True) == {"Task_Triage"}
    assert found(role="front_door") == {"Task_Triage"}
    assert found(team="west") == {"Task_Visit"}
    assert found(case_id=UUID(second.case_id)) == {"Task_Triage"}
    assert found(due_before=soon) == {"Task_Triage"}
    assert found(due_after=soon) == {"Task_Visit"}
    assert found(text="birch") == {"Task_Triage"}
    assert found(text="visit ash") == {"Task_Visit"}
    assert found(text="100%_") == set()
    assert found(status=TaskStatus.COMPLETED) == {"Task_Triage"}


def test_a_task_tells_all_that_its_page_needs(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    task = get_task(task_id=task_of(case.case_id, "Task_Visit"), actor=person("worker.west"))

    assert (task.case_reference, task.family, task.team) == (case.reference, "Test Family Ash", "west")
    assert task.prefill == {"reason": "Tired and alone"}
    assert [(deadline.key, deadline.status) for deadline in task.deadlines] == [("visit", DeadlineStatus.RUNNING)]
    assert task.may_work


def test_the_form_of_a_task_comes_with_prefill_and_draft(rolled_back: Flask, clock: VirtualClock):
    task_id = task_of(triaged(clock).case_id, "Task_Visit")
    save_draft(task_id=task_id, answers={"note": "Half"}, version=0, actor=person("worker.west"), clock=clock)

    found = task_form(task_id=task_id, actor=person("worker.west"))

    assert found.form is not None
    assert found.form.id == "visit"
    assert (found.draft, found.draft_version) == ({"note": "Half"}, 1)
    for other in (person("manager.west"), person("director.one"), client(Scope.TASKS_READ, Scope.TASKS_WRITE)):
        seen = task_form(task_id=task_id, actor=other)
        assert (seen.draft, seen.draft_version) == ({}, 0)
    with pytest.raises(NotFoundError):
        task_form(task_id=task_id, actor=person("worker.east"))


def test_a_case_tells_family_people_and_what_is_open(rolled_back: Flask, clock: VirtualClock):
    made = triaged(clock)
    actor = person("worker.west")

    case = get_case(case_id=UUID(made.case_id), actor=actor)

    assert case == find_case(reference=made.reference, actor=actor)
    assert [one.name for one in case.people] == ["Child One"]
    assert (case.open_tasks, case.stage, case.status) == (1, "Visit", "open")
    assert case.next_due is not None
    listed = list_cases(actor=actor, filters=CaseFilter(text="child one", team="west", status="open"), page=ALL)
    assert [one.reference for one in listed.items] == [made.reference]


def test_the_timeline_tells_the_story_of_a_case(rolled_back: Flask, clock: VirtualClock):
    case = started(clock)
    later(clock, hours=1)
    complete(case, "Task_Triage", {"accepted": "no"}, by="door.one", clock=clock)
    actor = person("door.one")

    newest = case_timeline(case_id=UUID(case.case_id), actor=actor, page=ALL).items
    oldest = case_timeline(case_id=UUID(case.case_id), actor=actor, page=PageRequest(limit=100, sort="at")).items

    told = {(entry.kind, entry.title, entry.detail) for entry in newest}
    assert told == {
        (TimelineKind.PROCESS, "support", "started"),
        (TimelineKind.PROCESS, "support", "completed"),
        (TimelineKind.RECORD, "Referral", "completed"),
        (TimelineKind.RECORD, "Triage", "completed"),
        (TimelineKind.EVENT, "referred", None),
        (TimelineKind.EVENT, "triaged", None),
        (TimelineKind.DEADLINE, "Triage the referral", "started"),
        (TimelineKind.DEADLINE, "Triage the referral", "met"),
    }
    assert oldest == newest[::-1]
    with pytest.raises(NotFoundError):
        case_timeline(case_id=UUID(case.case_id), actor=person("worker.east"), page=ALL)


def test_the_timeline_is_paged(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    actor = person("worker.west")
    whole = case_timeline(case_id=UUID(case.case_id), actor=actor, page=ALL).items

    first = case_timeline(case_id=UUID(case.case_id), actor=actor, page=PageRequest(limit=4))
    rest = case_timeline(case_id=UUID(case.case_id), actor=actor, page=PageRequest(limit=100, cursor=first.next_cursor))

    assert first.items + rest.items == whole


def test_deadlines_are_listed_the_most_urgent_first(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    started(clock)
    actor = person("director.one")

    running = list_deadlines(actor=actor, filters=DeadlineFilter(status=DeadlineStatus.RUNNING), page=ALL).items
    of_case = list_deadlines(actor=actor, filters=DeadlineFilter(case_id=UUID(case.case_id)), page=ALL).items

    assert [deadline.key for deadline in running] == ["triage", "visit"]
    assert {deadline.key for deadline in of_case} == {"triage", "visit"}
    assert running[0].rule == "TEST-001"


def test_a_diagram_is_drawn_with_what_happened_and_what_is_open(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    actor = person("worker.west")

    states = {state.element: state for state in element_states(instance_id=UUID(case.instance_id), actor=actor)}

    assert states["Task_Triage"].state is ElementMark.COMPLETED
    assert states["Task_Visit"].state is ElementMark.ACTIVE
    assert states["Task_Visit"].flows == ("Flow_Yes",)
    assert states["Event_NotVisited"].state is ElementMark.ACTIVE
    assert "Event_Declined" not in states
    assert b"Task_Visit" in diagram(instance_id=UUID(case.instance_id), actor=actor)
    assert b"Task_Answer" in diagram(instance_id=UUID(case.instance_id), actor=actor, process="urgent_concern")
    with pytest.raises(NotFoundError):
        diagram(instance_id=UUID(case.instance_id), actor=actor, process="panel")


def test_a_process_tells_what_it_waits_for_and_what_it_did(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    actor = person("worker.west")

    instance = get_instance(instance_id=UUID(case.instance_id), actor=actor)
    entries = history(instance_id=UUID(case.instance_id), actor=actor, page=ALL).items

    assert (instance.process_name, instance.status, instance.release_number) == (
        "Family support",
        InstanceState.RUNNING,
        1,
    )
    assert (instance.waiting.tasks, instance.waiting.timers, instance.waiting.messages) == (1, 1, 1)
    assert instance.processes == ("support", "urgent_concern")
    assert [entry.element for entry in entries if entry.kind == "startEvent"] == ["Event_Referred"]
    assert decisions(instance_id=UUID(case.instance_id), actor=actor, page=ALL).items == ()
    listed = list_instances(actor=actor, filters=InstanceFilter(case_id=UUID(case.case_id)), page=ALL).items
    assert [str(one.id) for one in listed] == [case.instance_id]


def test_timers_say_whether_they_wait(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    actor = person("admin.one")
    suspend_instance(instance_id=UUID(case.instance_id), reason="Check", actor=actor, clock=clock)

    (timer,) = list_timers(actor=actor, filters=TimerFilter(), page=ALL).items

    assert (timer.element, timer.waits, timer.due_at) == (
        "Event_NotVisited",
        True,
        clock.now() + timedelta(hours=1),
    )


def test_operators_see_calls_incidents_and_messages(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)
    call_id = db.session.scalars(select(Outbox.id)).one()
    claim_call(call_id=call_id, worker="w", lock_for=timedelta(minutes=1), clock=clock)
    fail_call(call_id=call_id, worker="w", message="No", final=True, actor=system_actor(), clock=clock)
    raise_concern(case_id=UUID(case.case_id), concern="A bruise", actor=person("worker.west"), clock=clock)
    operator = person("admin.one")

    (call,) = list_calls(actor=operator, filters=CallFilter(status=OutboxStatus.DEAD), page=ALL).items
    (incident,) = list_incidents(actor=operator, filters=IncidentFilter(), page=ALL).items
    (message,) = list_messages(actor=operator, filters=MessageFilter(name="urgent_concern"), page=ALL).items

    assert (call.last_error, call.case_reference) == ("No", case.reference)
    assert get_call(call_id=call_id, actor=operator).parameters == {"text": "All is calm"}
    assert get_incident(incident_id=incident.id, actor=operator) == incident
    assert incident.id == db.session.scalars(select(Incident.id)).one()
    assert message.status == "delivered"
    for refused in (list_calls, list_messages):
        with pytest.raises(NotAllowedError):
            refused(actor=person("worker.west"), filters=CallFilter(), page=ALL)


def test_the_audit_trail_is_for_those_who_operate_or_report(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    stream = AuditFilter(stream=f"case:{case.case_id}")

    entries = list_audit(actor=person("admin.one"), filters=stream, page=ALL).items

    assert [(entry.position, entry.action) for entry in entries] == [(2, "complete task"), (1, "start case")]
    assert list_audit(actor=client(Scope.AUDIT_READ), filters=stream, page=ALL).items == entries
    with pytest.raises(NotAllowedError):
        list_audit(actor=person("worker.west"), filters=stream, page=ALL)
    for other in ("case:nothing", "authority:elsewhere", "nonsense"):
        with pytest.raises(NotFoundError):
            list_audit(actor=person("admin.one"), filters=AuditFilter(stream=other), page=ALL)
