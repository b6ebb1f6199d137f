"""What moves to another release goes on there, with its ids, variables and due times."""

from datetime import timedelta

import pytest

from service.engine.errors import StateUnreadableError, UnknownElementError
from service.engine.migration import DueKind, MigrationRefusedError, Place, PlanOutdatedError, migrate, plan_migration
from tests.conformance.play import MONDAY, CaseFacts, Play
from tests.unit.engine.diagrams import MESSAGE, diagram, drawn, listener, release_of, timer, user_task


def named(element: str, name: str, **more: str) -> str:
    attributes = "".join(f' camunda:{key}="{value}"' for key, value in more.items())
    return f'<userTask id="{element}" name="{name}"{attributes}/>'


def test_a_task_that_is_open_keeps_its_id_and_takes_the_new_words():
    old = release_of(diagram(named("Task_Ask", "Ask")), digest="old")
    new = release_of(diagram(named("Task_Ask", "Ask again", candidateGroups="coach", formRef="ask")), digest="new")
    case = Play(old).start(data={"family": "Ash"})
    task = case.task("Task_Ask").id

    step = case.move(new)

    assert step.moved.tasks[0].changed == {"name": "Ask again", "groups": ("coach",), "form": "ask"}
    assert case.task("Task_Ask").id == task
    case.complete("Task_Ask")
    assert case.done
    assert case.last.output == {"family": "Ash"}


def test_nothing_is_told_of_a_task_that_is_offered_as_before():
    old, new = (release_of(diagram(named("Task_Ask", "Ask")), digest=digest) for digest in ("old", "new"))

    step = Play(old).start().move(new)

    assert step.moved.tasks == ()
    assert (step.opened, step.closed, step.history) == ((), (), ())


def test_a_step_put_in_behind_an_open_one_is_come_to():
    old = release_of(diagram(user_task("Task_A"), user_task("Task_B")), digest="old")
    new = release_of(diagram(user_task("Task_A"), user_task("Task_New"), user_task("Task_B")), digest="new")
    case = Play(old).start()

    case.move(new)
    case.complete("Task_A")

    assert case.tasks == ["Task_New"]


def test_an_open_step_that_is_gone_is_refused_with_a_sentence():
    old = release_of(diagram(named("Task_A", "Ask the family")), digest="old")
    new = release_of(diagram(user_task("Task_B")), digest="new")
    case = Play(old).start()

    plan = case.plan(new)

    assert [refusal.message for refusal in plan.refusals] == ['"Ask the family" is not in the new release.']
    assert plan.refusals[0].place == Place("p", "Task_A")
    with pytest.raises(MigrationRefusedError):
        case.move(new)


def test_a_mapping_takes_an_open_task_to_another_element():
    old = release_of(diagram(user_task("Task_A"), user_task("Task_Last")), digest="old")
    new = release_of(diagram(user_task("Task_B"), user_task("Task_Last")), digest="new")
    case = Play(old).start()
    task = case.task("Task_A").id

    step = case.move(new, {"Task_A": "Task_B"})

    assert case.task("Task_B").id == task
    assert [(entry.element, entry.state, entry.task_id) for entry in step.history] == [("Task_B", "entered", task)]
    case.move(old, {"Task_B": "Task_A"})
    assert case.tasks == ["Task_A"]


def test_a_mapping_to_nowhere_is_refused():
    release = release_of(diagram(user_task("Task_A")), digest="old")

    with pytest.raises(UnknownElementError, match="Task_Nowhere"):
        Play(release).start().plan(release, {"Task_A": "Task_Nowhere"})


def test_a_plan_holds_for_the_state_it_was_made_for():
    old, new = (release_of(diagram(user_task("Task_A"), user_task("Task_B")), digest=each) for each in ("old", "new"))
    case = Play(old).start()
    plan = case.plan(new)
    case.complete("Task_A")

    with pytest.raises(PlanOutdatedError):
        migrate(old, new, case.last.state, plan, facts=case.facts, clock=case.clock)


def test_a_process_that_is_over_does_not_move():
    old, new = (release_of(diagram(user_task("Task_A")), digest=digest) for digest in ("old", "new"))
    case = Play(old).start()
    case.complete("Task_A")

    assert [refusal.reason for refusal in case.plan(new).refusals] == ["over"]


def test_a_timer_that_waits_keeps_its_due_time_and_the_plan_says_so():
    def release(span: str, digest: str):
        wait = f'<intermediateCatchEvent id="Event_Wait">{timer("timeDuration", span)}</intermediateCatchEvent>'
        return release_of(diagram(wait, user_task("Task_After")), digest=digest)

    case = Play(release("P3D", "old")).start()
    new = release("P5D", "new")
    plan = case.plan(new)

    case.move(new)

    (due,) = plan.due
    kept = MONDAY + timedelta(days=3)
    assert (due.kind, due.before, due.after, due.kept) == (DueKind.TIMER, kept, kept + timedelta(days=2), True)
    assert case.last.next_due == kept
    case.wait(days=3)
    assert case.tasks == ["Task_After"]


def test_the_due_date_of_an_open_task_follows_the_new_release_from_when_it_was_opened():
    def release(days: int, digest: str):
        due = f"=now() + duration(&quot;P{days}D&quot;)"
        return release_of(diagram(named("Task_Ask", "Ask", dueDate=due)), digest=digest)

    case = Play(release(3, "old")).start()
    task = case.task("Task_Ask")
    case.clock.move_to(MONDAY + timedelta(days=1))

    case.move(release(5, "new"), opened={task.id: MONDAY})

    assert case.task("Task_Ask").due_at == MONDAY + timedelta(days=5)
    assert [change.changed.keys() for change in case.last.moved.tasks] == [{"due_at"}]


BORDER = '<boundaryEvent id="Event_{0}" attachedToRef="Task_Work" cancelActivity="{1}">{2}</boundaryEvent>'


def bordered(*events: str, digest: str):
    """Return a task with events at its border, each leading to a task of its own."""
    ids = [event.split('id="Event_', 1)[1].split('"', 1)[0] for event in events]
    body = (
        '<userTask id="Task_Work"/><endEvent id="Event_Over"/>'
        + "".join(events)
        + "".join(f'<userTask id="Task_{each}"/><endEvent id="Event_{each}Over"/>' for each in ids)
    )
    paths = [f"Event_{each} Task_{each} Event_{each}Over" for each in ids]
    return release_of(drawn(body, "Event_Begin Task_Work Event_Over", *paths), digest=digest)


REMIND = BORDER.format("Remind", "false", timer("timeCycle", "R/P7D"))
LATE = BORDER.format("Late", "true", timer("timeDuration", "P10D"))
URGENT = BORDER.format("Urgent", "true", MESSAGE)
ONCE = BORDER.format("Remind", "false", timer("timeDuration", "P7D"))


def test_an_event_put_at_the_border_of_an_open_task_begins_to_be_waited_for():
    case = Play(bordered(digest="old")).start()
    new = bordered(LATE, digest="new")

    plan = case.plan(new)
    case.move(new)

    assert [(each.name, each.due_at) for each in plan.begins] == [("Event_Late", MONDAY + timedelta(days=10))]
    case.wait(days=10)
    assert case.tasks == ["Task_Late"]


def test_an_event_taken_from_the_border_is_no_longer_waited_for():
    case = Play(bordered(LATE, URGENT, digest="old")).start()
    new = bordered(digest="new")

    plan = case.plan(new)
    step = case.move(new)

    assert {each.name for each in plan.ceases} == {"Event_Late", "Event_Urgent"}
    assert {ended.ending for ended in (*step.dropped, *step.unawaited)} == {"cancelled"}
    assert (case.armed, case.awaited, case.tasks) == ([], [], ["Task_Work"])
    case.complete("Task_Work")
    assert case.done


def test_a_border_event_that_stays_keeps_its_due_time_beside_one_that_comes():
    case = Play(bordered(REMIND, digest="old")).start()
    case.wait(days=7)
    due = case.last.next_due

    case.move(bordered(REMIND, URGENT, digest="new"))

    assert case.last.next_due == due
    assert case.tasks == ["Task_Remind", "Task_Work"]
    case.message("urgent")
    assert case.tasks == ["Task_Remind", "Task_Urgent"]


def test_a_reminder_that_has_been_given_is_not_given_again():
    case = Play(bordered(ONCE, digest="old")).start()
    case.wait(days=8)

    case.move(bordered(ONCE, LATE, digest="new"))

    assert case.armed == ["Event_Late"]


def test_a_reminder_that_repeats_from_now_on_keeps_its_first_turn():
    case = Play(bordered(ONCE, digest="old")).start()
    case.wait(days=1)

    case.move(bordered(REMIND, digest="new"))
    case.wait(days=6)
    case.wait(days=7)

    assert case.tasks == ["Task_Remind", "Task_Remind", "Task_Work"]


def test_a_reminder_with_a_number_of_turns_cannot_take_the_place_of_a_single_one():
    case = Play(bordered(ONCE, digest="old")).start()
    new = bordered(BORDER.format("Remind", "false", timer("timeCycle", "R3/P7D")), digest="new")

    assert "which turn this is" in case.plan(new).refusals[0].message


def test_a_step_that_takes_the_place_of_two_has_its_reminder_for_whichever_is_open():
    body = '<endEvent id="Event_Over"/><endEvent id="Event_Given"/><userTask id="Task_{}"/>'
    remind = ONCE.replace("Task_Work", "Task_{}")
    two = (body + remind).format("A", "A") + '<userTask id="Task_B"/>'
    old = release_of(drawn(two, "Event_Begin Task_A Task_B Event_Over", "Event_Remind Event_Given"), digest="old")
    one = (body + remind).format("C", "C")
    new = release_of(drawn(one, "Event_Begin Task_C Event_Over", "Event_Remind Event_Given"), digest="new")
    case = Play(old).start()
    case.complete("Task_A")

    case.move(new, {"Task_A": "Task_C", "Task_B": "Task_C"})

    assert (case.tasks, case.armed) == (["Task_C"], ["Event_Remind"])


def listening(*listeners: str, digest: str):
    body = '<userTask id="Task_Work"/><endEvent id="Event_Over"/>' + "".join(listeners)
    return release_of(drawn(body, "Event_Begin Task_Work Event_Over"), digest=digest)


def test_an_event_sub_process_of_the_new_release_listens_at_once():
    case = Play(listening(digest="old")).start()

    case.move(listening(listener(MESSAGE), digest="new"))
    case.message("urgent")

    assert case.tasks == ["Sub_Listener_Task", "Task_Work"]
    case.message("urgent")
    assert case.tasks == ["Sub_Listener_Task", "Sub_Listener_Task", "Task_Work"]


def test_an_event_sub_process_that_is_open_stays_open_and_cannot_go():
    old = listening(listener(MESSAGE), digest="old")
    case = Play(old).start()
    case.message("urgent")

    assert [each.reason for each in case.plan(listening(digest="new")).refusals] == ["element-gone"]
    changed = listening(listener(MESSAGE, interrupting=True), digest="new")
    assert [each.reason for each in case.plan(changed).refusals] == ["interrupts"]
    case.move(listening(listener(timer("timeDuration", "P1D"), element="Sub_Other"), listener(MESSAGE), digest="new"))
    assert case.tasks == ["Sub_Listener_Task", "Task_Work"]
    assert case.armed == ["Sub_Other"]


def test_what_interrupted_everything_is_not_listened_beside():
    case = Play(listening(listener(MESSAGE, interrupting=True), digest="old")).start()
    case.message("urgent")
    other = listener(timer("timeDuration", "P1D"), element="Sub_Other")

    case.move(listening(other, listener(MESSAGE, interrupting=True), digest="new"))

    assert (case.tasks, case.armed) == (["Sub_Listener_Task"], [])
    case.complete("Sub_Listener_Task")
    assert case.done


def staged(name: str, digest: str):
    first = (
        '<userTask id="Task_A"><extensionElements><camunda:properties>'
        f'<camunda:property name="case_stage" value="{name}"/></camunda:properties></extensionElements></userTask>'
    )
    return release_of(diagram(first, user_task("Task_B")), digest=digest)


@pytest.mark.parametrize(("case_stage", "told"), [("Assess", "Assessment"), ("Closed", None)])
def test_a_case_stands_in_its_stage_under_the_new_name(case_stage, told):
    case = Play(staged("Assess", "old"), CaseFacts(case={"reference": "HAR-1", "stage": case_stage})).start()

    step = case.move(staged("Assessment", "new"))
    case.complete("Task_A")

    assert step.case.stage == told
    assert case.task("Task_B").stage == "Assessment"


def test_a_state_of_another_release_is_not_planned_for():
    releases = [release_of(diagram(user_task("Task_A")), digest=digest) for digest in ("old", "new", "other")]
    case = Play(releases[0]).start()

    with pytest.raises(StateUnreadableError):
        plan_migration(releases[2], releases[1], case.last.state, facts=case.facts, clock=case.clock)
