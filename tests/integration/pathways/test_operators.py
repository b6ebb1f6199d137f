"""What operators do with steps: pass over what failed, move what stands somewhere, find what is stuck."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from service.access import system_actor
from service.clocks.clock import VirtualClock
from service.engine.errors import RedirectRefusedError, TaskNotOpenError
from service.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleVersionError,
    WrongStateError,
)
from service.models import (
    Audit,
    AwaitedMessage,
    Deadline,
    History,
    Incident,
    IncidentStatus,
    Instance,
    Outbox,
    OutboxStatus,
    Task,
    TaskStatus,
    Timer,
    User,
    db,
)
from service.pathways.calls import claim_call
from service.pathways.change_instance import suspend_instance
from service.pathways.finish_call import fail_call
from service.pathways.idempotency import Idempotency
from service.pathways.incidents import resolve_incident
from service.pathways.queries.case_diagram import StepMark, case_diagram
from service.pathways.queries.paging import PageRequest
from service.pathways.queries.redirects import RedirectSource, StandingKind, preview_redirect, redirect_targets
from service.pathways.queries.stuck import StuckFilter, StuckReason, StuckView, list_stuck
from service.pathways.redirect_instance import RedirectedInstance, redirect_instance
from service.pathways.restrict_case import restrict_case
from service.pathways.skip_incident import skip_incident
from service.pathways.start_case import StartedCase
from tests.integration.builders import later, person, started, task_of, triaged, visited

ALL = PageRequest(limit=200)
REASON = "Agreed with the family"


def redirect(case: StartedCase, clock: VirtualClock, from_id: UUID, to: str, **about) -> RedirectedInstance:
    given = {"reason": REASON, "actor": person("admin.one"), "clock": clock} | about
    return redirect_instance(instance_id=UUID(case.instance_id), from_id=from_id, to=to, **given)


def sources(case: StartedCase, clock: VirtualClock) -> dict[str, RedirectSource]:
    found = redirect_targets(instance_id=UUID(case.instance_id), actor=person("admin.one"), clock=clock)
    return {source.element: source for source in found.sources}


def open_tasks() -> list[str]:
    return sorted(db.session.scalars(select(Task.element).where(Task.status == TaskStatus.OPEN)))


def failed_letter(clock: VirtualClock) -> tuple[StartedCase, Incident]:
    case = visited(clock)
    call_id = db.session.scalars(select(Outbox.id).where(Outbox.element == "Service_Letter")).one()
    claim_call(call_id=call_id, worker="w", lock_for=timedelta(minutes=1), clock=clock)
    fail_call(call_id=call_id, worker="w", message="Gone", final=True, actor=system_actor("w"), clock=clock)
    return case, db.session.scalars(select(Incident)).one()


def skip(incident: Incident, clock: VirtualClock, **about):
    given = {"reason": "Posted by hand", "actor": person("admin.one"), "clock": clock} | about
    return skip_incident(incident_id=incident.id, **given)


def test_a_skipped_step_is_passed_over_and_told_as_skipped(rolled_back: Flask, clock: VirtualClock):
    case, incident = failed_letter(clock)

    handled = skip(incident, clock)

    row = db.session.scalars(select(Incident).execution_options(populate_existing=True)).one()
    assert (handled.status, row.status, row.note, row.resolved_by) == (
        "resolved",
        IncidentStatus.RESOLVED,
        "Posted by hand",
        "admin.one",
    )
    assert db.session.scalars(select(Outbox.status).where(Outbox.id == incident.id)).one() is OutboxStatus.CANCELLED
    assert "Event_Reply" in db.session.scalars(select(AwaitedMessage.element)).all()
    told = db.session.execute(
        select(History.state, History.actor).where(History.task_id == str(incident.id)).order_by(History.id)
    ).all()
    assert tuple(told[-1]) == ("skipped", "admin.one")
    view = case_diagram(
        case_id=UUID(case.case_id), instance_id=UUID(case.instance_id), part=None, actor=person("admin.one")
    )
    assert {step.element: step.mark for step in view.steps}["Service_Letter"] is StepMark.SKIPPED


def test_skipping_needs_the_capability_and_a_reason_and_is_audited(rolled_back: Flask, clock: VirtualClock):
    _, incident = failed_letter(clock)

    with pytest.raises(NotAllowedError):
        skip(incident, clock, actor=person("worker.west"))
    with pytest.raises(InvalidInputError):
        skip(incident, clock, reason=" ")
    skip(incident, clock, data={"posted": True})

    entry = db.session.scalars(select(Audit).where(Audit.action == "skip failed step")).one()
    assert (entry.details["reason"], entry.details["changed"]) == ("Posted by hand", ["posted"])
    with pytest.raises(WrongStateError):
        skip(incident, clock)


def test_the_same_skip_sent_twice_is_done_once(rolled_back: Flask, clock: VirtualClock):
    _, incident = failed_letter(clock)
    once = Idempotency(key="k", fingerprint="f")

    answers = [skip(incident, clock, idempotency=once) for _ in range(2)]

    assert answers[0] == answers[1]


def test_a_task_is_moved_with_its_timers_and_a_new_one_is_opened(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")

    moved = redirect(case, clock, visit, "Task_Triage")

    assert open_tasks() == ["Task_Triage"]
    assert db.session.get(Task, visit, populate_existing=True).status is TaskStatus.CANCELLED
    assert db.session.scalars(select(Timer.element)).all() == []
    assert moved.revision == db.session.scalars(select(Instance.revision)).one()
    entry = db.session.scalars(select(Audit).where(Audit.action == "move to another step")).one()
    told = [entry.details[name] for name in ("left", "to", "reason")]
    assert told == [["Task_Visit"], "Task_Triage", REASON]
    left = db.session.execute(select(History.state, History.actor).where(History.task_id == str(visit))).all()
    assert [tuple(row) for row in left] == [("entered", None), ("cancelled", "admin.one")]


def test_a_standard_that_counts_from_what_happened_goes_on_when_a_step_is_moved(
    rolled_back: Flask, clock: VirtualClock
):
    case = triaged(clock)
    before = {row.key: (row.due_at, row.status) for row in db.session.scalars(select(Deadline))}
    later(clock, days=1)

    redirect(case, clock, task_of(case.case_id, "Task_Visit"), "Task_Visit")

    rows = {
        row.key: (row.due_at, row.status)
        for row in db.session.scalars(select(Deadline).execution_options(populate_existing=True))
    }
    assert rows == before


def test_what_waits_for_an_answer_or_a_service_can_be_moved(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)

    redirect(case, clock, sources(case, clock)["Service_Letter"].id, "Event_Reply")
    redirect(case, clock, sources(case, clock)["Event_Reply"].id, "Task_Close")

    assert open_tasks() == ["Task_Close"]
    assert db.session.scalars(select(Outbox.status).where(Outbox.element == "Service_Letter")).one() is (
        OutboxStatus.CANCELLED
    )


def test_a_failed_step_can_be_moved_and_its_incident_ends(rolled_back: Flask, clock: VirtualClock):
    case, incident = failed_letter(clock)

    redirect(case, clock, incident.id, "Task_Close")

    assert open_tasks() == ["Task_Close"]
    assert db.session.scalars(select(Incident.status)).one() is IncidentStatus.RESOLVED


def test_the_choices_name_what_stands_somewhere_and_where_it_may_go(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)

    found = sources(case, clock)

    assert {element: source.kind for element, source in found.items()} == {"Task_Visit": StandingKind.TASK}
    targets = {target.element for target in found["Task_Visit"].targets}
    assert {"Task_Triage", "Task_Visit", "Service_Letter", "Task_Close", "Event_Closed"} <= targets
    assert not targets & {"Event_Referred", "Event_NotVisited", "Sub_UrgentConcern"}


def test_the_preview_tells_before_and_after_and_changes_nothing(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")
    about = {"instance_id": UUID(case.instance_id), "actor": person("admin.one"), "clock": clock}

    preview = preview_redirect(from_id=visit, to="Task_Close", **about)

    assert [line.name for line in preview.tasks_closed] == ["Visit the family"]
    assert [(line.name, line.lane) for line in preview.tasks_opened] == [("Close the case", "Worker")]
    assert [line.name for line in preview.timers_dropped] == ["Not visited yet"]
    assert (preview.refusal, preview.ends, preview.timers_armed) == (None, False, ())
    assert open_tasks() == ["Task_Visit"]
    redirect(case, clock, visit, "Task_Close", if_revision=preview.revision)
    with pytest.raises(StaleVersionError):
        redirect(case, clock, task_of(case.case_id, "Task_Close"), "Task_Visit", if_revision=preview.revision)


def test_what_cannot_be_moved_there_is_refused_with_a_sentence(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")
    about = {"instance_id": UUID(case.instance_id), "actor": person("admin.one"), "clock": clock}

    preview = preview_redirect(from_id=visit, to="Event_NotVisited", **about)

    assert preview.refusal is not None
    assert "beside other steps" in preview.refusal
    with pytest.raises(RedirectRefusedError, match="beside other steps"):
        redirect(case, clock, visit, "Event_NotVisited")
    with pytest.raises(InvalidInputError):
        redirect(case, clock, visit, "Task_Nowhere")
    with pytest.raises(InvalidInputError):
        preview_redirect(from_id=visit, to="Task_Nowhere", **about)
    with pytest.raises(NotFoundError):
        preview_redirect(from_id=UUID(int=1), to="Task_Close", **about)
    with pytest.raises(TaskNotOpenError):
        redirect(case, clock, UUID(int=1), "Task_Close")
    assert open_tasks() == ["Task_Visit"]


def test_moving_needs_the_capability_a_reason_and_a_process_that_runs(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")

    with pytest.raises(NotAllowedError):
        redirect(case, clock, visit, "Task_Close", actor=person("worker.west"))
    with pytest.raises(NotAllowedError):
        redirect_targets(instance_id=UUID(case.instance_id), actor=person("worker.west"), clock=clock)
    with pytest.raises(InvalidInputError):
        redirect(case, clock, visit, "Task_Close", reason="")
    suspend_instance(instance_id=UUID(case.instance_id), reason="Check", actor=person("admin.one"), clock=clock)
    with pytest.raises(WrongStateError):
        redirect(case, clock, visit, "Task_Close")


def test_a_restricted_case_is_moved_by_nobody_who_may_not_open_it(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")
    restrict_case(
        case_id=UUID(case.case_id), people=["worker.west"], reason="Known", actor=person("director.one"), clock=clock
    )

    with pytest.raises(NotFoundError):
        redirect(case, clock, visit, "Task_Close")
    with pytest.raises(NotFoundError):
        redirect_targets(instance_id=UUID(case.instance_id), actor=person("admin.one"), clock=clock)


def stuck(clock: VirtualClock, by: str = "admin.one", **filters) -> tuple[StuckView, ...]:
    return list_stuck(actor=person(by), clock=clock, filters=StuckFilter(**filters), page=ALL).items


def test_a_process_that_goes_its_way_is_not_stuck(rolled_back: Flask, clock: VirtualClock):
    triaged(clock)
    started(clock, family="Test Family Birch")

    assert stuck(clock) == ()


def test_a_timer_that_has_not_fired_makes_a_process_stuck(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    later(clock, hours=1, minutes=5)
    assert stuck(clock) == ()
    later(clock, seconds=1)

    (found,) = stuck(clock)

    assert (found.reason, found.element, found.case_id) == (StuckReason.TIMER, "Event_NotVisited", UUID(case.case_id))
    assert "Not visited yet" in found.message
    assert found.since == clock.now() - timedelta(minutes=5, seconds=1)


def test_a_call_that_was_given_up_and_a_failed_step_put_aside_make_a_process_stuck(
    rolled_back: Flask, clock: VirtualClock
):
    _, incident = failed_letter(clock)

    (found,) = stuck(clock)

    assert (found.reason, found.message.endswith("Gone")) == (StuckReason.CALL, True)
    skip(incident, clock)
    assert stuck(clock) == ()


def test_a_task_for_nobody_who_is_there_makes_a_process_stuck(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    assert stuck(clock) == ()
    db.session.execute(update(User).where(User.name.in_(["worker.west", "worker.west.two"])).values(active=False))

    (found,) = stuck(clock, reason=StuckReason.NOBODY)

    assert (found.element, found.instance_id) == ("Task_Visit", UUID(case.instance_id))
    assert "worker" in found.message


def test_a_task_assigned_to_somebody_who_has_left_makes_a_process_stuck(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    visit = task_of(case.case_id, "Task_Visit")
    db.session.execute(update(Task).where(Task.id == visit).values(assignee="worker.west"))
    assert stuck(clock) == ()
    db.session.execute(update(User).where(User.name == "worker.west").values(active=False))

    assert [found.subject_id for found in stuck(clock)] == [visit]


def test_an_answer_awaited_for_long_makes_a_process_stuck_but_no_listener_does(rolled_back: Flask, clock: VirtualClock):
    case = visited(clock)
    redirect(case, clock, sources(case, clock)["Service_Letter"].id, "Event_Reply")
    assert db.session.scalars(select(AwaitedMessage)).all()[1:], "a listener waits beside it"
    later(clock, days=30, seconds=1)

    assert [(found.reason, found.element) for found in stuck(clock, reason=StuckReason.MESSAGE)] == [
        (StuckReason.MESSAGE, "Event_Reply")
    ]
    assert stuck(clock, reason=StuckReason.MESSAGE, awaited_days=31) == ()


def test_what_is_suspended_is_not_stuck_and_what_may_not_be_seen_is_not_listed(rolled_back: Flask, clock: VirtualClock):
    case = triaged(clock)
    later(clock, hours=2)
    assert stuck(clock, by="worker.east") == ()
    suspend_instance(instance_id=UUID(case.instance_id), reason="Check", actor=person("admin.one"), clock=clock)

    assert stuck(clock) == ()


def test_a_failed_step_that_was_put_aside_is_stuck_until_it_is_moved(rolled_back: Flask, clock: VirtualClock):
    case, incident = failed_letter(clock)
    later(clock, hours=1)
    resolve_incident(incident_id=incident.id, note="Posted by hand", actor=person("admin.one"), clock=clock)

    assert [found.reason for found in stuck(clock)] == [StuckReason.CALL]
    redirect(case, clock, incident.id, "Event_Reply")
    assert stuck(clock) == ()
