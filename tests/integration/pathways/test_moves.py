"""Running cases move to another release, with everything that belongs to them."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from service.access import system_actor
from service.clocks.clock import VirtualClock
from service.engine.migration import MigrationRefusedError, Place
from service.errors import InvalidInputError, NotAllowedError, StaleVersionError, WrongStateError
from service.models import (
    Audit,
    AwaitedMessage,
    Case,
    Deadline,
    DeadlineStatus,
    Draft,
    History,
    Incident,
    InstanceState,
    ItemResult,
    Notification,
    Outbox,
    ReleaseMove,
    Task,
    Timer,
    db,
)
from service.pathways.calls import claim_call
from service.pathways.change_instance import suspend_instance
from service.pathways.claim_task import claim_task
from service.pathways.complete_task import complete_task
from service.pathways.finish_call import complete_call, fail_call
from service.pathways.fire_timers import fire_timers
from service.pathways.mark_breaches import mark_breaches
from service.pathways.messages import post_message
from service.pathways.move_instance import move_instance
from service.pathways.queries.impact import impact_summary
from service.pathways.queries.task_page import task_page
from service.pathways.save_draft import save_draft
from service.pathways.start_instance import start_instance
from tests.integration.builders import AUTHORITY, complete, later, person, route_all, started, task_of, triaged, visited
from tests.integration.drafting import add_owners
from tests.integration.moving import (
    DEADLINES,
    SUPPORT,
    VISIT_FORM,
    current_id,
    instance_of,
    item_of,
    longer,
    moved,
    release_with,
    tasks_of,
    timers_of,
)

VISIT = {"visited_on": "2026-12-14", "note": "All is calm"}
MINUTE = timedelta(minutes=1)
OFFERED = 'camunda:formRef="visit" camunda:formRefBinding="latest" camunda:candidateGroups='
RENAMED = {SUPPORT: {'name="Visit the family"': 'name="Go and see the family"'}}
LONGER = longer("visit", "10")
OTHERS = {SUPPORT: {f'{OFFERED}"worker"': f'{OFFERED}"manager"'}}
SEEN = {SUPPORT: {"Task_Visit": "Task_See"}}


@pytest.fixture(autouse=True)
def owners(rolled_back: Flask, clock: VirtualClock) -> None:
    add_owners(clock)


def deadline_of(case_id: str, key: str) -> Deadline:
    found = select(Deadline).where(Deadline.case_id == UUID(case_id), Deadline.key == key)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def visit_of(case_id: str) -> Task:
    return next(task for task in tasks_of(case_id) if task.element in {"Task_Visit", "Task_See"})


def test_a_running_case_follows_the_new_release(clock: VirtualClock):
    case = triaged(clock)
    before = current_id()
    release_id = release_with(clock, RENAMED)

    bulk_id = moved(release_id, clock)

    instance = instance_of(case.case_id)
    move = db.session.scalars(select(ReleaseMove)).one()
    assert item_of(bulk_id, instance.id).result is ItemResult.DONE
    assert instance.release_id == release_id
    assert visit_of(case.case_id).name == "Go and see the family"
    assert (move.instance_id, move.from_id, move.to_id) == (instance.id, before, release_id)
    assert (move.by, move.bulk_id, move.at) == ("owner.one", bulk_id, clock.now())


def test_a_move_is_in_the_audit_trail_of_the_case(clock: VirtualClock):
    case = triaged(clock)

    bulk_id = moved(release_with(clock, RENAMED), clock)

    entry = db.session.scalars(select(Audit).where(Audit.action == "move process to release")).one()
    assert (entry.stream, entry.actor_name, entry.actor_kind) == (f"case:{case.case_id}", "owner.one", "user")
    assert (entry.details["from"], entry.details["to"]) == (1, 2)
    assert (entry.details["reason"], entry.details["action"]) == ("Better words", str(bulk_id))


def test_a_moved_case_goes_on_as_the_new_release_says(clock: VirtualClock):
    case = triaged(clock)
    moved(release_with(clock, SEEN), clock, mapping={Place("support", "Task_Visit"): Place("support", "Task_See")})

    complete(case, "Task_See", VISIT, by="worker.west", clock=clock)

    outbox = db.session.scalars(select(Outbox).where(Outbox.case_id == UUID(case.case_id))).one()
    assert outbox.element == "Service_Letter"


def test_timers_keep_their_due_time_under_their_new_name(clock: VirtualClock):
    case = triaged(clock)
    instance = instance_of(case.case_id)
    ((timer_id, _, _, due_at),) = timers_of(instance.id)
    later(clock, minutes=20)
    edits = {SUPPORT: {">PT1H<": ">PT5H<", "Event_NotVisited": "Event_Late", 'name="Not visited yet"': 'name="Late"'}}

    mapping = {Place("support", "Event_NotVisited"): Place("support", "Event_Late")}
    bulk_id = moved(release_with(clock, edits), clock, mapping=mapping)

    assert timers_of(instance.id) == [(timer_id, "Event_Late", "Late", due_at)]
    assert instance_of(case.case_id).next_due == due_at
    (kept,) = [each for each in item_of(bulk_id, instance.id).details["due"] if each["kind"] == "timer"]
    assert (kept["kept"], kept["before"]) == (True, due_at.isoformat())


def test_drafts_of_answers_survive_although_the_form_has_changed(clock: VirtualClock):
    case = triaged(clock)
    task_id, worker = task_of(case.case_id, "Task_Visit"), person("worker.west")
    save_draft(task_id=task_id, answers={"note": "They were"}, version=0, actor=worker, clock=clock)
    edits = {VISIT_FORM: {'"key": "note"': '"key": "seen"'}, SUPPORT: {">=note<": ">=seen<"}}

    bulk_id = moved(release_with(clock, edits), clock)

    draft = db.session.scalars(select(Draft)).one()
    (task,) = item_of(bulk_id, instance_of(case.case_id).id).details["tasks"]
    assert (draft.task_id, draft.saved_by, draft.answers) == (task_id, "worker.west", {"note": "They were"})
    assert (task["form_changed"], task["drafts"], task["changed"]) == (True, 1, [])
    assert task_page(task_id=task_id, actor=worker, now=clock.now()).draft.answers == {"note": "They were"}


def test_answers_to_the_new_form_complete_the_task(clock: VirtualClock):
    case = triaged(clock)
    edits = {VISIT_FORM: {'"key": "note"': '"key": "seen"'}, SUPPORT: {">=note<": ">=seen<"}}
    moved(release_with(clock, edits), clock)

    with pytest.raises(InvalidInputError):
        complete(case, "Task_Visit", VISIT, by="worker.west", clock=clock)
    complete(case, "Task_Visit", {"visited_on": "2026-12-14", "seen": "All"}, by="worker.west", clock=clock)

    assert visit_of(case.case_id).completed_by == "worker.west"


def test_only_standards_that_are_open_and_unmet_count_by_the_new_table(clock: VirtualClock):
    case = triaged(clock)
    triage, visit = (deadline_of(case.case_id, key) for key in ("triage", "visit"))
    met, open_until = (triage.due_at, triage.status), visit.due_at
    edits = {DEADLINES: {**LONGER[DEADLINES], **longer("triage", "3", before="1")[DEADLINES]}}

    bulk_id = moved(release_with(clock, edits), clock)

    triage, visit = (deadline_of(case.case_id, key) for key in ("triage", "visit"))
    assert (triage.due_at, triage.status) == met
    assert visit.due_at > open_until + timedelta(days=6)
    assert visit_of(case.case_id).due_at == visit.due_at
    changes = {each["kind"]: each for each in item_of(bulk_id, instance_of(case.case_id).id).details["due"]}
    assert changes.keys() == {"task", "deadline"}
    assert changes["deadline"]["before"] == open_until.isoformat()
    assert changes["deadline"]["after"] == visit.due_at.isoformat()


def test_a_standard_that_was_missed_stays_missed(clock: VirtualClock):
    case = triaged(clock)
    due_at = deadline_of(case.case_id, "visit").due_at
    later(clock, days=12)
    mark_breaches(clock=clock)

    bulk_id = moved(release_with(clock, LONGER), clock)

    visit = deadline_of(case.case_id, "visit")
    assert (visit.status, visit.due_at) == (DeadlineStatus.BREACHED, due_at)
    assert [each["kind"] for each in item_of(bulk_id, instance_of(case.case_id).id).details["due"]] == ["task"]


def test_a_breach_that_nobody_has_noticed_yet_is_not_moved_away(clock: VirtualClock):
    case = triaged(clock)
    later(clock, days=12)

    moved(release_with(clock, LONGER), clock)
    mark_breaches(clock=clock)

    assert deadline_of(case.case_id, "visit").status is DeadlineStatus.BREACHED


def test_an_open_standard_bears_the_words_of_the_new_table(clock: VirtualClock):
    case = triaged(clock)
    edits = {DEADLINES: {'label"><text>"Visit the family"': 'label"><text>"See the family"'}}

    moved(release_with(clock, edits), clock)

    assert deadline_of(case.case_id, "visit").label == "See the family"
    assert deadline_of(case.case_id, "triage").label == "Triage the referral"


def test_whoever_has_taken_a_task_keeps_it_when_it_is_offered_to_another_role(clock: VirtualClock):
    case = triaged(clock)
    task_id = task_of(case.case_id, "Task_Visit")
    claim_task(task_id=task_id, actor=person("worker.west"), clock=clock)

    moved(release_with(clock, OTHERS), clock)

    task = visit_of(case.case_id)
    assert (task.assignee, task.groups) == ("worker.west", ["manager"])


def test_those_to_whom_a_task_is_offered_now_are_told_and_the_others_no_longer(clock: VirtualClock):
    case = triaged(clock)
    cause = f"task:{task_of(case.case_id, 'Task_Visit')}"

    moved(release_with(clock, OTHERS), clock)

    told = select(Notification.user_name).where(Notification.cause == cause, Notification.gone_at.is_(None))
    assert set(db.session.scalars(told)) == {"manager.west"}


def test_a_due_date_that_was_changed_by_hand_stays(clock: VirtualClock):
    case = triaged(clock)
    by_hand = clock.now() + timedelta(days=2)
    db.session.execute(update(Task).where(Task.element == "Task_Visit").values(due_at=by_hand))

    bulk_id = moved(release_with(clock, LONGER), clock)

    assert visit_of(case.case_id).due_at == by_hand
    assert [each["kind"] for each in item_of(bulk_id, instance_of(case.case_id).id).details["due"]] == ["deadline"]


def test_a_call_that_has_left_is_answered_after_the_move(clock: VirtualClock):
    case = visited(clock)
    call = db.session.scalars(select(Outbox)).one()
    edits = {SUPPORT: {"Service_Letter": "Service_Post", 'name="Post a letter"': 'name="Send a letter"'}}
    claim_call(call_id=call.id, worker="w", lock_for=MINUTE, clock=clock)
    mapping = {Place("support", "Service_Letter"): Place("support", "Service_Post")}

    moved(release_with(clock, edits), clock, mapping=mapping)
    complete_call(call_id=call.id, worker="w", result={"number": 7}, actor=system_actor(), clock=clock)

    row = db.session.get_one(Outbox, call.id, populate_existing=True)
    awaited = db.session.scalars(select(AwaitedMessage.element).where(AwaitedMessage.message == "reply")).all()
    assert (row.element, row.name, row.done_at) == ("Service_Post", "Send a letter", clock.now())
    assert awaited == ["Event_Reply"]
    assert instance_of(case.case_id).status is InstanceState.RUNNING


def test_a_step_that_failed_is_known_by_its_new_name(clock: VirtualClock):
    case = visited(clock)
    call = db.session.scalars(select(Outbox)).one()
    claim_call(call_id=call.id, worker="w", lock_for=MINUTE, clock=clock)
    fail_call(call_id=call.id, worker="w", message="no", retry_in=MINUTE, final=True, actor=system_actor(), clock=clock)

    moved(release_with(clock, {SUPPORT: {'name="Post a letter"': 'name="Send a letter"'}}), clock)

    incident = db.session.scalars(select(Incident)).one()
    assert (incident.name, incident.status.value) == ("Send a letter", "open")
    assert instance_of(case.case_id).status is InstanceState.RUNNING


def test_a_message_that_came_early_is_taken_under_its_new_name(clock: VirtualClock):
    case = visited(clock)
    call = db.session.scalars(select(Outbox)).one()
    claim_call(call_id=call.id, worker="w", lock_for=MINUTE, clock=clock)
    complete_call(call_id=call.id, worker="w", result={"number": 7}, actor=system_actor(), clock=clock)
    post_message(
        name="answer",
        keys={"case": case.reference},
        payload={"text": "Yes"},
        actor=system_actor(authority=AUTHORITY),
        clock=clock,
        authority=AUTHORITY,
    )

    moved(release_with(clock, {SUPPORT: {'name="reply"': 'name="answer"'}}), clock)
    route_all(clock)

    assert "Task_Close" in [task.element for task in tasks_of(case.case_id)]


def test_a_step_that_is_gone_holds_the_case_where_it_is(clock: VirtualClock):
    case = triaged(clock)
    before = instance_of(case.case_id)
    release, state, revision = before.release_id, before.state, before.revision

    bulk_id = moved(release_with(clock, SEEN), clock)

    after = instance_of(case.case_id)
    item = item_of(bulk_id, after.id)
    assert (after.release_id, after.state, after.revision) == (release, state, revision)
    assert item.result is ItemResult.REFUSED
    assert item.message == '"Visit the family" is not in the new release.'
    assert {each["reason"] for each in item.details["refusals"]} == {"element-gone"}
    assert db.session.scalar(select(func.count()).select_from(ReleaseMove)) == 0


def test_a_step_that_is_renamed_is_entered_once_more_in_the_history(clock: VirtualClock):
    case = triaged(clock)
    moved(release_with(clock, SEEN), clock, mapping={Place("support", "Task_Visit"): Place("support", "Task_See")})

    entries = db.session.execute(
        select(History.element, History.state, History.task_id)
        .where(History.case_id == UUID(case.case_id), History.element.in_(["Task_Visit", "Task_See"]))
        .order_by(History.id)
    ).all()
    assert [(row.element, row.state) for row in entries] == [("Task_Visit", "entered"), ("Task_See", "entered")]
    assert len({row.task_id for row in entries}) == 1


def test_the_stage_of_the_case_is_called_as_in_the_new_release(clock: VirtualClock):
    case = triaged(clock)

    moved(release_with(clock, {SUPPORT: {'case_stage" value="Visit"': 'case_stage" value="Home visit"'}}), clock)

    assert visit_of(case.case_id).stage == "Home visit"
    assert db.session.get_one(Case, UUID(case.case_id), populate_existing=True).stage == "Home visit"


def test_a_suspended_process_moves_and_stays_suspended(clock: VirtualClock):
    case = triaged(clock)
    instance = instance_of(case.case_id)
    suspend_instance(instance_id=instance.id, reason="Court", actor=person("admin.one"), clock=clock)
    release_id = release_with(clock, RENAMED)

    moved(release_id, clock)

    after = instance_of(case.case_id)
    assert (after.status, after.reason, after.release_id) == (InstanceState.SUSPENDED, "Court", release_id)


def test_a_process_without_a_case_moves_too(clock: VirtualClock):
    began = start_instance(
        process="panel", event="Event_PanelDue", actor=system_actor(authority=AUTHORITY), clock=clock
    )
    release_id = release_with(clock, {"processes/test/panel.bpmn": {'name="Chair the panel"': 'name="Lead the panel"'}})

    bulk_id = moved(release_id, clock)

    task = db.session.scalars(select(Task).where(Task.instance_id == UUID(began.instance_id))).one()
    assert item_of(bulk_id, began.instance_id).result is ItemResult.DONE
    assert task.name == "Lead the panel"


def test_a_process_that_has_ended_is_left_alone(clock: VirtualClock):
    case = started(clock)
    complete(case, "Task_Triage", {"accepted": "no"}, by="door.one", clock=clock)
    instance = instance_of(case.case_id)

    bulk_id = moved(release_with(clock, RENAMED), clock, instance_ids=[instance.id])

    item = item_of(bulk_id, instance.id)
    assert (item.result, item.message) == (ItemResult.NOT_BEGUN, "The process has ended.")


def test_a_task_that_was_opened_earlier_counts_from_then(clock: VirtualClock):
    case = triaged(clock)
    opened_at = visit_of(case.case_id).opened_at
    later(clock, days=1)
    edits = {
        SUPPORT: {'camunda:dueDate="=due(&quot;visit&quot;)"': 'camunda:dueDate="=now() + duration(&quot;PT5H&quot;)"'}
    }

    moved(release_with(clock, edits), clock)

    assert visit_of(case.case_id).due_at == opened_at + timedelta(hours=5)


def test_one_process_is_moved_by_itself(clock: VirtualClock):
    case, other = triaged(clock), triaged(clock, family="Test Family Oak")
    release_id, instance = release_with(clock, RENAMED), instance_of(case.case_id)

    result = move_instance(
        instance_id=instance.id,
        release_id=release_id,
        reason="The family asked",
        actor=person("owner.one"),
        clock=clock,
        if_revision=instance.revision,
    )

    assert (result.number, result.release_id) == (2, str(release_id))
    assert instance_of(case.case_id).release_id == release_id
    assert instance_of(other.case_id).release_id != release_id


def test_one_process_that_cannot_move_says_why(clock: VirtualClock):
    instance = instance_of(triaged(clock).case_id)
    release_id = release_with(clock, SEEN)

    with pytest.raises(MigrationRefusedError, match='"Visit the family" is not in the new release'):
        move_instance(
            instance_id=instance.id, release_id=release_id, reason="x", actor=person("owner.one"), clock=clock
        )


def test_one_process_is_not_moved_twice_nor_blindly(clock: VirtualClock):
    instance = instance_of(triaged(clock).case_id)
    asked = {"instance_id": instance.id, "reason": "x", "actor": person("owner.one"), "clock": clock}

    with pytest.raises(WrongStateError, match="with release 1 already"):
        move_instance(release_id=current_id(), **asked)
    with pytest.raises(StaleVersionError):
        move_instance(release_id=release_with(clock, RENAMED), if_revision=instance.revision + 1, **asked)


def test_workers_move_nothing(clock: VirtualClock):
    instance = instance_of(triaged(clock).case_id)

    with pytest.raises(NotAllowedError):
        move_instance(
            instance_id=instance.id,
            release_id=release_with(clock, RENAMED),
            reason="x",
            actor=person("worker.west"),
            clock=clock,
        )


def test_a_page_that_was_open_while_the_task_moved_is_not_accepted_unseen(clock: VirtualClock):
    case = triaged(clock)
    seen = visit_of(case.case_id).revision
    moved(release_with(clock, RENAMED), clock)

    with pytest.raises(StaleVersionError):
        complete_task(
            task_id=task_of(case.case_id, "Task_Visit"),
            answers=VISIT,
            if_revision=seen,
            actor=person("worker.west"),
            clock=clock,
        )


def test_a_timer_that_the_new_release_adds_begins_to_run(clock: VirtualClock):
    case = triaged(clock)
    before = set(timers_of(instance_of(case.case_id).id))
    edits = {
        SUPPORT: {
            '<bpmn:serviceTask id="Service_Letter"': (
                '<bpmn:boundaryEvent id="Event_Later" name="Much later" cancelActivity="false" '
                'attachedToRef="Task_Visit">'
                '<bpmn:outgoing>Flow_Later</bpmn:outgoing><bpmn:timerEventDefinition id="Event_Later_def">'
                '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT3H</bpmn:timeDuration>'
                '</bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:endEvent id="Event_LaterOn" name="Later on"/>'
                '<bpmn:sequenceFlow id="Flow_Later" sourceRef="Event_Later" targetRef="Event_LaterOn"/>'
                '<bpmn:serviceTask id="Service_Letter"'
            )
        }
    }

    bulk_id = moved(release_with(clock, edits), clock)

    instance = instance_of(case.case_id)
    (added,) = set(timers_of(instance.id)) - before
    assert added[1:] == ("Event_Later", "Much later", clock.now() + timedelta(hours=3))
    assert [each["name"] for each in item_of(bulk_id, instance.id).details["begins"]] == ["Much later"]
    assert db.session.scalar(select(func.count()).select_from(Timer).where(Timer.instance_id == instance.id)) == 2


ANEW = {SUPPORT: {"Event_NotVisited": "Event_Anew"}}
ANOTHER = {SUPPORT: {"Event_NotVisited": "Event_Another", 'name="Not visited yet"': 'name="Another"'}}


def test_a_timer_that_ceases_is_named_and_kept_with_the_move(clock: VirtualClock):
    case = triaged(clock)
    instance = instance_of(case.case_id)
    ((_, *_, due_at),) = timers_of(instance.id)

    bulk_id = moved(release_with(clock, ANOTHER), clock)

    (ceases,) = item_of(bulk_id, instance.id).details["ceases"]
    assert (ceases["name"], ceases["due_at"]) == ("Not visited yet", due_at.isoformat())
    (left,) = db.session.scalars(select(ReleaseMove)).one().left
    assert left == {
        "host": str(task_of(case.case_id, "Task_Visit")),
        "process": "support",
        "element": "Event_NotVisited",
        "name": "Not visited yet",
        "interrupting": False,
        "timer": "timeDuration",
        "due_at": due_at.isoformat(),
        "anchor": None,
    }


def test_a_timer_has_its_due_time_again_where_it_comes_from_and_where_it_was(clock: VirtualClock):
    case, old = triaged(clock), current_id()
    instance, new = instance_of(case.case_id), release_with(clock, ANOTHER)
    (before,) = timers_of(instance.id)
    later(clock, minutes=20)
    moved(new, clock)
    (there,) = timers_of(instance.id)
    later(clock, minutes=20)

    moved(old, clock)
    (back,) = timers_of(instance.id)
    moved(new, clock)
    (again,) = timers_of(instance.id)

    assert back[1:] == before[1:]
    assert again[1:] == there[1:]
    assert instance_of(case.case_id).next_due == there[-1]


def test_a_timer_that_was_due_meanwhile_goes_off_once_on_the_way_back(clock: VirtualClock):
    case, old = triaged(clock), current_id()
    instance, new = instance_of(case.case_id), release_with(clock, ANOTHER)
    (before,) = timers_of(instance.id)
    later(clock, minutes=50)
    moved(new, clock)
    later(clock, minutes=50)

    moved(old, clock)
    (back,) = timers_of(instance.id)
    fired = [fire_timers(instance_id=instance.id, clock=clock).fired for _ in range(2)]

    assert back[1:] == before[1:]
    assert fired == [1, 0]
    assert [task.element for task in tasks_of(case.case_id)].count("Task_Remind") == 1


def test_a_reminder_that_was_given_is_not_given_again_on_the_way_back(clock: VirtualClock):
    case, old = triaged(clock), current_id()
    instance = instance_of(case.case_id)
    later(clock, hours=2)
    fire_timers(instance_id=instance.id, clock=clock)
    moved(release_with(clock, ANOTHER), clock)
    later(clock, hours=2)

    moved(old, clock)

    assert timers_of(instance.id) == []
    assert instance_of(case.case_id).next_due is None
    assert [task.element for task in tasks_of(case.case_id)].count("Task_Remind") == 1


def reminders(case_id: str) -> int:
    return [task.element for task in tasks_of(case_id)].count("Task_Remind")


def test_a_reminder_drawn_anew_after_a_release_without_it_is_not_given_again(clock: VirtualClock):
    case = triaged(clock)
    instance = instance_of(case.case_id)
    later(clock, hours=2)
    fire_timers(instance_id=instance.id, clock=clock)
    moved(release_with(clock, ANOTHER), clock)

    moved(release_with(clock, ANEW), clock)
    later(clock, hours=2)
    fire_timers(instance_id=instance.id, clock=clock)

    assert timers_of(instance.id) == []
    assert reminders(case.case_id) == 1


def test_a_timer_drawn_anew_after_a_release_without_it_has_its_due_time(clock: VirtualClock):
    case = triaged(clock)
    instance = instance_of(case.case_id)
    (before,) = timers_of(instance.id)
    moved(release_with(clock, ANOTHER), clock)
    later(clock, minutes=20)

    moved(release_with(clock, ANEW), clock)

    (there,) = timers_of(instance.id)
    assert there[1:] == ("Event_Anew", *before[2:])


def test_a_reminder_that_went_off_under_another_id_does_not_go_off_again_on_the_way_back(clock: VirtualClock):
    case, old = triaged(clock), current_id()
    instance, without, anew = instance_of(case.case_id), release_with(clock, ANOTHER), release_with(clock, ANEW)
    for release_id in (without, old, anew):
        moved(release_id, clock)
    later(clock, hours=2)
    fire_timers(instance_id=instance.id, clock=clock)

    moved(without, clock)
    moved(old, clock)
    fired = fire_timers(instance_id=instance.id, clock=clock).fired

    assert (fired, timers_of(instance.id)) == (0, [])
    assert reminders(case.case_id) == 1


def test_what_was_left_behind_and_given_back_is_not_kept(clock: VirtualClock):
    case, old = triaged(clock), current_id()
    instance, without = instance_of(case.case_id), release_with(clock, ANOTHER)

    moved(without, clock)
    moved(old, clock)

    moves = db.session.scalars(select(ReleaseMove.left).order_by(ReleaseMove.id)).all()
    assert [[left["element"] for left in each] for each in moves] == [["Event_NotVisited"], ["Event_Another"]]
    assert timers_of(instance.id) != []


def test_what_was_written_about_a_family_is_not_told_in_all(clock: VirtualClock):
    visited(clock)
    topic = {SUPPORT: {'camunda:topic="letter.post"': 'camunda:topic="letter.send"'}}

    bulk_id = moved(release_with(clock, topic), clock)

    summary = impact_summary(bulk_id=bulk_id, actor=person("owner.one"))
    (reason,) = summary.reasons
    assert reason.reason == "called-out"
    assert "letter" not in reason.message


def test_what_begins_and_ceases_is_counted(clock: VirtualClock):
    triaged(clock)
    triaged(clock, family="Test Family Oak")

    bulk_id = moved(release_with(clock, ANOTHER), clock)

    summary = impact_summary(bulk_id=bulk_id, actor=person("owner.one"))
    assert [(each.name, each.begins, each.ceases) for each in summary.listening] == [
        ("Another", 2, 0),
        ("Not visited yet", 0, 2),
    ]
