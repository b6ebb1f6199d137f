"""The pages of operators: lists of processes, one process, what is done to it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from service.access import case_stream, system_actor
from service.models import Audit, Incident, IncidentStatus, Instance, InstanceState, Outbox, Task, TaskStatus, db
from service.pathways.attempts import MOST_ATTEMPTS
from service.pathways.calls import claim_call
from service.pathways.change_instance import suspend_instance
from service.pathways.finish_call import fail_call
from service.pathways.held_timers import hold_timers
from service.pathways.restrict_case import restrict_case
from service.pathways.start_instance import start_instance
from tests.integration.builders import AUTHORITY, complete, person, started, triaged
from tests.integration.moving import release_with
from tests.integration.web.conftest import Browser, Visit

SUPPORT = "processes/test/support.bpmn"
DUE_BY_TEXT = {SUPPORT: {"=due(&quot;visit&quot;)": "=reason"}}


@pytest.fixture
def operator(visit: Visit) -> Browser:
    return visit.as_("admin.one")


def letter_given_up(visit: Visit, *, family: str = "Test Family Ash") -> UUID:
    """A case whose letter could not be posted; returns its process."""
    with visit.app.app_context():
        case = triaged(visit.clock, family=family)
        answers = {"visited_on": "2026-12-14", "note": "All is calm"}
        complete(case, "Task_Visit", answers, by="worker.west", clock=visit.clock)
        call = db.session.scalars(select(Outbox).where(Outbox.case_id == UUID(case.case_id))).one()
        claim_call(call_id=call.id, worker="w", lock_for=timedelta(minutes=1), clock=visit.clock)
        fail_call(
            call_id=call.id, worker="w", message="No such address", final=True, actor=system_actor(), clock=visit.clock
        )
        return UUID(case.instance_id)


def without_due_date(visit: Visit) -> UUID:
    """A case whose visit cannot be opened: what says by when is no date; returns its process."""
    with visit.app.app_context():
        release_with(visit.clock, DUE_BY_TEXT)
        case = started(visit.clock)
        complete(case, "Task_Triage", {"accepted": "yes"}, by="door.one", clock=visit.clock)
        return UUID(case.instance_id)


def state_of(visit: Visit, instance_id: UUID) -> InstanceState:
    with visit.app.app_context():
        return db.session.scalars(select(Instance.status).where(Instance.id == instance_id)).one()


def incident_of(visit: Visit, instance_id: UUID) -> Incident:
    with visit.app.app_context():
        return db.session.scalars(select(Incident).where(Incident.instance_id == instance_id)).one()


def audited(visit: Visit, instance_id: UUID) -> list[tuple[str, object]]:
    with visit.app.app_context():
        case_id = db.session.scalars(select(Instance.case_id).where(Instance.id == instance_id)).one()
        found = select(Audit).where(Audit.stream == case_stream(case_id)).order_by(Audit.position)
        return [(entry.action, entry.details) for entry in db.session.scalars(found)]


def test_the_list_names_each_process_with_its_state_and_what_failed(visit: Visit, operator: Browser):
    process = letter_given_up(visit)

    page = operator.get("/operations")

    row = page.find(f"//tr[.//input[@value='{process}']]")[0].text_content()
    assert "Family support" in row
    assert "TST-2026-00001" in row
    assert "Running" in row
    assert "1 incident" in row
    assert page.links()["Operations 1 waiting"] == "/operations"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("process=support", True),
        ("process=panel", False),
        ("status=suspended", False),
        ("status=any", True),
        ("trouble=incident", True),
        ("trouble=late", False),
        ("release=1", True),
        ("release=2", False),
        ("reference=00001", True),
        ("reference=00002", False),
        ("age=7", False),
        ("sort=process", True),
        ("sort=nonsense&trouble=nonsense&release=x&age=x&status=x", True),
    ],
)
def test_the_list_is_filtered_by_what_the_address_says(visit: Visit, operator: Browser, query: str, found: bool):
    process = letter_given_up(visit)

    page = operator.get(f"/operations?{query}")

    assert bool(page.find(f"//input[@value='{process}']")) is found


def test_a_late_timer_is_a_trouble(visit: Visit, operator: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
    visit.clock.move_to(visit.clock.now() + timedelta(hours=3))

    page = operator.get("/operations?trouble=late")

    assert page.find(f"//input[@value='{case.instance_id}']")


def test_what_was_chosen_is_shown_once_more_before_it_is_done(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    page = operator.get("/operations")
    sent = {**page.form("/operations/chosen"), "process": str(process), "kind": "suspend"}

    asked = operator.post("/operations/chosen", sent, status=200)

    assert asked.h1 == "Suspend"
    assert "TST-2026-00001" in asked.text
    assert "While a process is suspended its tasks refuse" in asked.text
    assert state_of(visit, process) is InstanceState.RUNNING
    refused = operator.submit({"reason": " "}, action="/operations/begin", status=422)
    assert refused.errors == {"reason": "Give the reason."}
    begun = operator.after(operator.submit({"reason": "New letters"}, action="/operations/begin"))
    assert begun.h1 == "Suspend"
    assert "0 of 1 process" in begun.text, begun.text
    assert "New letters" in begun.text


def test_all_that_fit_the_filters_can_be_chosen_at_once(visit: Visit, operator: Browser):
    with visit.app.app_context():
        for number in range(51):
            started(visit.clock, family=f"Test Family {number}")
    page = operator.get("/operations?process=support")

    sent = {**page.form("/operations/chosen"), "all": "yes", "kind": "cancel"}
    asked = operator.post("/operations/chosen", sent, status=200)

    assert "All 51 processes that fit the filters" in page.text
    assert "Cancel: 51 processes" in asked.text
    assert "and 1 process more" in asked.text


def test_whoever_chose_nothing_is_told_so_in_the_list_as_it_was(visit: Visit, operator: Browser):
    letter_given_up(visit)
    page = operator.get("/operations?trouble=incident")

    sent = {**page.form("/operations/chosen"), "kind": "retry"}
    answer = operator.post("/operations/chosen", sent, status=422)

    assert answer.errors == {"chosen": "Choose at least one process."}
    assert answer.find("//select[@name='trouble']/option[@selected and @value='incident']")


def test_the_page_of_a_process_shows_every_step_what_it_waits_for_and_what_failed(visit: Visit, operator: Browser):
    process = letter_given_up(visit)

    page = operator.get(f"/operations/{process}")

    assert page.h1 == "Family support"
    for said in (
        "Failed steps",
        "A call to another system failed",
        "No such address",
        "Stopped by an error",
        "Calls to other systems",
        "Given up",
        "1 of 2",
        "Messages that it waits for, or would take",
        "urgent_concern",
    ):
        assert said in page.text, said
    assert page.find("//*[@data-diagram]/@data-diagram") == [f"/operations/{process}/diagram"]
    assert b"<bpmn:" in operator.client.get(f"/operations/{process}/diagram").data
    assert ("read process", {"values": False}) in audited(visit, process)
    assert "All is calm" not in page.text


def test_data_are_named_and_their_values_are_shown_only_when_asked_for_which_is_written_down(
    visit: Visit, operator: Browser
):
    process = letter_given_up(visit)

    plain = operator.get(f"/operations/{process}/data")
    shown = operator.get(plain.links()["Show the values"])

    assert "visit_note Text" in plain.text
    assert "All is calm" not in plain.text
    assert "All is calm" in shown.text
    reads = [entry for entry in audited(visit, process) if entry[0] == "read data of process"]
    assert reads == [("read data of process", {"values": False}), ("read data of process", {"values": True})]


def test_the_values_of_a_restricted_case_are_shown_to_nobody(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    with visit.app.app_context():
        case_id = db.session.scalars(select(Instance.case_id).where(Instance.id == process)).one()
        restrict_case(
            case_id=case_id, people=["admin.one"], reason="Colleague", actor=person("director.one"), clock=visit.clock
        )

    page = operator.get(f"/operations/{process}/data")

    assert "This case is restricted" in page.text
    assert "Show the values" not in page.links()
    operator.get(f"/operations/{process}/data?values=yes", status=403)
    operator.get(f"/operations/{process}/decisions?values=yes", status=403)


def test_a_restricted_case_is_no_process_of_somebody_who_may_not_open_it(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    with visit.app.app_context():
        case_id = db.session.scalars(select(Instance.case_id).where(Instance.id == process)).one()
        restrict_case(
            case_id=case_id, people=["worker.west"], reason="Colleague", actor=person("director.one"), clock=visit.clock
        )

    listed, incidents = operator.get("/operations"), operator.get("/operations/incidents")

    assert str(process) not in listed.answer.get_data(as_text=True)
    assert "1 more incident in restricted cases" in incidents.text
    assert "TST-2026" not in incidents.text
    for path in ("", "/data", "/history", "/decisions", "/diagram", "/suspend", "/redirect", "/release"):
        operator.get(f"/operations/{process}{path}", status=404)


def test_the_history_says_what_the_process_did_and_what_was_done_to_it(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    with visit.app.app_context():
        suspend_instance(instance_id=process, reason="New letters", actor=person("admin.one"), clock=visit.clock)

    page = operator.get(f"/operations/{process}/history")

    assert "Visit the family Task Done Worker West" in page.text
    assert "Admin One Suspend process New letters" in page.text


def test_a_process_is_suspended_with_a_reason_and_resumed(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    operator.get(f"/operations/{process}")

    operator.follow("Suspend")
    refused = operator.submit({"reason": ""}, status=422)
    suspended = operator.after(operator.submit({"reason": "New letters"}))

    assert refused.errors == {"reason": "Give the reason."}
    assert "The process is suspended." in suspended.text
    assert "This process is suspended: New letters" in suspended.text
    operator.follow("Resume")
    operator.submit({})
    assert state_of(visit, process) is InstanceState.RUNNING


def test_a_process_is_cancelled_with_a_reason(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    operator.get(f"/operations/{process}/cancel")

    page = operator.after(operator.submit({"reason": "Entered twice"}))

    assert state_of(visit, process) is InstanceState.CANCELLED
    assert "This process was cancelled: Entered twice" in page.text
    assert "Cancel" not in page.links()


def test_a_page_that_is_out_of_date_changes_nothing_and_keeps_what_was_typed(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    operator.get(f"/operations/{process}/cancel")
    with visit.app.app_context():
        suspend_instance(instance_id=process, reason="Meanwhile", actor=person("admin.one"), clock=visit.clock)

    page = operator.submit({"reason": "Entered twice"}, status=409)

    assert state_of(visit, process) is InstanceState.SUSPENDED
    assert "It was not done." in page.text
    assert page.form()["reason"].strip() == "Entered twice"
    operator.submit({})
    assert state_of(visit, process) is InstanceState.CANCELLED


def test_data_are_corrected_before_a_failed_step_runs_again(visit: Visit, operator: Browser):
    process = without_due_date(visit)
    incident = incident_of(visit, process)
    shown = operator.get(f"/operations/incidents/{incident.id}/retry?values=yes")
    asked = operator.get(f"/operations/incidents/{incident.id}/retry")

    wrong = operator.submit({"value.0": "soon", "kind.0": "moment"}, status=422)
    again = operator.submit({"value.0": "soon", "kind.0": "text"}, status=409)
    done = operator.after(operator.submit({"value.0": "2026-12-20T17:00:00Z", "kind.0": "moment"}))

    assert "reason" in asked.text
    assert "The value is not a date or a date and time." in asked.text
    assert "Tired and alone" not in asked.text
    assert "Tired and alone" in shown.text
    assert "Now: text" in asked.text
    assert wrong.errors["value.0"].startswith("reason: this is no date and time")
    assert "The step failed again." in again.text
    assert "2 times" in again.text
    assert "The step was run again." in done.text
    with visit.app.app_context():
        task = db.session.scalars(select(Task).where(Task.instance_id == process, Task.status == TaskStatus.OPEN)).one()
        assert (task.element, task.due_at.isoformat()) == ("Task_Visit", "2026-12-20T17:00:00+00:00")


def test_a_failed_step_is_skipped_with_a_reason(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    incident = incident_of(visit, process)
    operator.get(f"/operations/incidents/{incident.id}/skip")

    refused = operator.submit({"reason": ""}, status=422)
    done = operator.after(operator.submit({"reason": "Brought by hand"}))

    assert refused.errors == {"reason": "Give the reason."}
    assert "The step was skipped." in done.text
    assert incident_of(visit, process).status is IncidentStatus.RESOLVED
    assert "Skip failed step Brought by hand" in operator.get(f"/operations/{process}/history").text


def test_an_incident_is_resolved_with_what_was_done(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    incident = incident_of(visit, process)
    operator.get(f"/operations/incidents/{incident.id}/resolve")

    refused = operator.submit({"reason": ""}, status=422)
    operator.submit({"reason": "Brought by hand"})

    assert refused.errors == {"reason": "Say what was done."}
    resolved = operator.get("/operations/incidents?status=resolved")
    assert "Brought by hand" in resolved.text
    assert "No step has failed" in operator.get("/operations/incidents").text
    late = operator.post(f"/operations/incidents/{incident.id}/resolve", {"reason": "Twice"}, status=409)
    assert "This incident was resolved: " in late.text
    assert "What you typed: Twice" in late.text


def test_incidents_of_one_cause_are_one_row_and_are_retried_together(visit: Visit, operator: Browser):
    letter_given_up(visit)
    letter_given_up(visit, family="Test Family Elm")

    page = operator.get("/operations/incidents")
    row = page.find("//tbody/tr")
    asked = operator.post("/operations/incidents/retry", page.form("/operations/incidents/retry"), status=200)

    assert len(row) == 1
    assert "2 incidents" in row[0].text_content()
    assert "Retry what failed: 2 processes" in asked.text
    singles = operator.get(page.links()["2 incidents of Post a letter"])
    assert len(singles.find("//tbody/tr")) == 2
    operator.get("/operations/incidents")


def test_a_step_is_moved_after_a_look_at_what_it_would_mean(visit: Visit, operator: Browser):
    with visit.app.app_context():
        process = UUID(triaged(visit.clock).instance_id)
    operator.get(f"/operations/{process}")
    operator.follow("Move to another step")
    page = operator.follow("Choose where to move Visit the family, task")

    unchosen = operator.submit({}, status=422)
    preview = operator.submit({"to": "Task_Close"}, status=200)

    assert unchosen.errors == {"to": "Choose the step to move to."}
    assert "Close the case (Worker)" in page.text
    assert preview.h1 == "Move to another step: preview"
    assert "Visit the family, Worker" in preview.text
    assert "Close the case, Worker" in preview.text
    assert "Not visited yet" in preview.text
    refused = operator.submit({"reason": ""}, status=422)
    assert refused.errors == {"reason": "Give the reason."}
    moved = operator.after(operator.submit({"reason": "They moved away"}))
    assert "It was moved to the other step." in moved.text
    with visit.app.app_context():
        open_ = select(Task.element).where(Task.instance_id == process, Task.status == TaskStatus.OPEN)
        assert db.session.scalars(open_).all() == ["Task_Close"]


def test_a_preview_that_is_out_of_date_is_worked_out_anew(visit: Visit, operator: Browser):
    with visit.app.app_context():
        process = UUID(triaged(visit.clock).instance_id)
        visit_task = db.session.scalars(
            select(Task.id).where(Task.instance_id == process, Task.status == TaskStatus.OPEN)
        ).one()
    operator.get(f"/operations/{process}/redirect?what={visit_task}")
    operator.submit({"to": "Task_Close"}, status=200)
    with visit.app.app_context():
        db.session.get_one(Instance, process).revision += 1
        db.session.commit()

    stale = operator.submit({"reason": "They moved away"}, status=409)

    assert "It was not done." in stale.text
    assert stale.form()["reason"].strip() == "They moved away"
    operator.submit({})


def test_what_has_gone_on_since_the_preview_is_not_moved_and_the_reason_is_not_lost(visit: Visit, operator: Browser):
    with visit.app.app_context():
        case = triaged(visit.clock)
        open_ = select(Task.id).where(Task.instance_id == UUID(case.instance_id), Task.status == TaskStatus.OPEN)
        visit_task = db.session.scalars(open_).one()
    path = f"/operations/{case.instance_id}/redirect"
    operator.get(f"{path}?what={visit_task}")
    operator.submit({"to": "Task_Close"}, status=200)
    with visit.app.app_context():
        answers = {"visited_on": "2026-12-14", "note": "All is calm"}
        complete(case, "Task_Visit", answers, by="worker.west", clock=visit.clock)

    page = operator.submit({"reason": "They moved away"}, status=409)

    assert "It was not done." in page.text
    assert "The process has gone on" in page.text
    assert "What you typed: They moved away" in page.text
    assert "Choose where to move Post a letter, call to another system" in page.links()
    operator.get(f"{path}?what={visit_task}", status=409)
    operator.get(f"{path}?what=nonsense", status=409)


def test_a_suspended_process_is_not_moved(visit: Visit, operator: Browser):
    with visit.app.app_context():
        process = UUID(triaged(visit.clock).instance_id)
        open_ = select(Task.id).where(Task.instance_id == process, Task.status == TaskStatus.OPEN)
        visit_task = db.session.scalars(open_).one()
    operator.get(f"/operations/{process}/redirect?what={visit_task}")
    with visit.app.app_context():
        suspend_instance(instance_id=process, reason="Meanwhile", actor=person("admin.one"), clock=visit.clock)

    page = operator.submit({"to": "Task_Close"}, status=409)

    assert "It was not done. The process is suspended." in page.text


def test_one_process_is_moved_to_another_release_after_a_look_at_what_it_would_mean(visit: Visit, operator: Browser):
    with visit.app.app_context():
        process = UUID(triaged(visit.clock).instance_id)
        release = release_with(visit.clock, {SUPPORT: {"Visit the family": "Visit them"}})
    operator.get(f"/operations/{process}")
    operator.follow("Move to another release")

    plan = operator.get(f"/operations/{process}/release?release={release}")
    refused = operator.submit({"reason": ""}, status=422)
    moved = operator.after(operator.submit({"reason": "Better words"}))

    assert "It would stand at Visit them" in plan.text
    assert refused.errors == {"reason": "Give the reason."}
    assert "The process follows release 2 now." in moved.text
    assert "Release 1 to release 2" in operator.get(f"/operations/{process}/history").text


@pytest.mark.parametrize("name", ["worker.west", "manager.west", "director.one"])
def test_only_operators_open_these_pages(visit: Visit, name: str):
    process = letter_given_up(visit)
    incident = incident_of(visit, process)
    browser = visit.as_(name)

    paths = ["", "/incidents", "/stuck", f"/incidents/{incident.id}/retry", f"/{process}", f"/{process}/data"]
    paths += [f"/{process}/{each}" for each in ("history", "decisions", "diagram", "cancel", "redirect", "release")]
    for path in paths:
        browser.get(f"/operations{path}", status=403)

    assert "Operations" not in browser.get("/work").links()


def test_a_process_without_a_case_is_operated_like_any_other(visit: Visit, operator: Browser):
    with visit.app.app_context():
        who = {"actor": system_actor(authority=AUTHORITY), "clock": visit.clock}
        begun = start_instance(process="panel", event="Event_PanelDue", **who)
    path = f"/operations/{begun.instance_id}"

    shown = operator.get(path)

    assert "Case None" in shown.text
    for part in ("data", "history", "decisions", "redirect"):
        operator.get(f"{path}/{part}")
    operator.get(f"{path}/cancel")
    operator.submit({"reason": "Entered twice"})
    assert state_of(visit, UUID(begun.instance_id)) is InstanceState.CANCELLED
    assert "Cancel process Entered twice" in operator.get(f"{path}/history").text
    with visit.app.app_context():
        reads = select(Audit.action).where(Audit.subject == f"process {begun.instance_id}")
        assert not [action for action in db.session.scalars(reads) if action.startswith(("read", "open"))]


def test_what_is_over_can_still_be_looked_at(visit: Visit, operator: Browser):
    process = letter_given_up(visit)
    operator.get(f"/operations/{process}/cancel")
    operator.submit({"reason": "Entered twice"})

    for part in ("", "/data", "/history", "/decisions"):
        page = operator.get(f"/operations/{process}{part}")

        assert "This process was cancelled: Entered twice" in page.text


def test_timers_that_workers_die_of_are_handed_to_them_again_and_nothing_else_is_offered(
    visit: Visit, operator: Browser
):
    with visit.app.app_context():
        process = UUID(triaged(visit.clock).instance_id)
        visit.clock.move_to(visit.clock.now() + timedelta(hours=1))
        db.session.execute(update(Instance).where(Instance.id == process).values(attempts=MOST_ATTEMPTS + 1))
        db.session.commit()
        hold_timers(instance_id=process, clock=visit.clock)
    incident = incident_of(visit, process)

    page = operator.get(f"/operations/{process}")
    asked = operator.get(f"/operations/incidents/{incident.id}/retry")

    assert [link for link in page.links() if incident.name in link] == [f"Retry {incident.name}"]
    assert "Its worker never came to the end of it" in page.text
    assert "Workers try it again, three times at most" in asked.text
    assert "Correct the data" not in asked.text
    done = operator.after(operator.submit({}, action=f"/operations/incidents/{incident.id}/retry"))
    assert "Workers try it again now." in done.text
    assert incident_of(visit, process).status is IncidentStatus.RESOLVED
