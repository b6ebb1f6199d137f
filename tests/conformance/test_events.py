"""Events: what is waited for and what is brought about."""

from datetime import UTC, datetime, timedelta

import pytest

from service.engine import next_start
from service.engine.commands import DeliverMessage, FireTimers, Start
from service.engine.errors import TaskNotOpenError, UnknownElementError
from tests.conformance.play import MONDAY, CaseFacts

CASE = CaseFacts(case={"reference": "HAR-1"})


def trigger(case, kind):
    {
        "message": lambda: case.message("note"),
        "signal": lambda: case.signal("storm"),
        "timer": lambda: case.wait(days=1),
    }[kind]()


@pytest.mark.parametrize("kind", ["message", "signal", "timer"])
def test_an_interrupting_boundary_event_runs_instead_of_the_activity(play, kind):
    case = play(f"interrupting_{kind}_boundary.bpmn").start()

    trigger(case, kind)

    assert (case.tasks, case.armed, case.awaited) == (["Task_Handle"], [], [])
    case.complete("Task_Handle")
    assert case.done
    assert case.history == ["Event_Started", "Event_Boundary", "Task_Handle", "Event_Over"]


@pytest.mark.parametrize("kind", ["message", "signal", "timer"])
def test_a_non_interrupting_boundary_event_runs_beside_the_activity(play, kind):
    case = play(f"non_interrupting_{kind}_boundary.bpmn").start()

    trigger(case, kind)

    assert case.tasks == ["Task_Handle", "Task_Work"]
    case.complete("Task_Work")
    assert (case.tasks, case.armed, case.awaited) == (["Task_After", "Task_Handle"], [], [])


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_a_non_interrupting_boundary_event_happens_as_often_as_it_happens(play, kind):
    case = play(f"non_interrupting_{kind}_boundary.bpmn").start()

    for _ in range(3):
        trigger(case, kind)

    assert case.tasks == ["Task_Handle", "Task_Handle", "Task_Handle", "Task_Work"]


def test_completing_the_activity_drops_its_timer(play):
    case = play("interrupting_timer_boundary.bpmn").start()

    step = case.complete("Task_Work")

    assert [closed.ending for closed in step.dropped] == ["cancelled"]
    assert step.next_due is None
    assert case.tasks == ["Task_After"]


def test_a_cycle_turns_as_often_as_it_says(play):
    case = play("cycle_boundary.bpmn").start()

    for turns in (1, 2, 3, 3):
        case.wait(hours=1)
        assert case.tasks == ["Task_Remind"] * turns + ["Task_Work"]

    assert case.armed == []


def test_turns_that_were_missed_are_made_up_for_once(play):
    case = play("cycle_boundary.bpmn").start()

    case.wait(hours=2, minutes=30)

    assert case.tasks == ["Task_Remind", "Task_Work"]
    assert case.last.next_due == MONDAY + timedelta(hours=3)


def test_timers_wait_for_a_moment_a_duration_and_a_fixed_date(play):
    when = datetime(2026, 12, 31, 12, tzinfo=UTC)
    case = play("timers.bpmn").start(data={"when": when})

    assert case.last.next_due == when
    case.clock.move_to(when)
    case.do(FireTimers())

    # a month after New Year's Eve
    assert case.last.next_due == datetime(2027, 1, 31, 12, tzinfo=UTC)
    case.wait(days=31)
    assert case.last.next_due == datetime(2027, 3, 1, 9, tzinfo=UTC)
    case.wait(days=60)
    assert case.done


def test_a_timer_that_is_due_when_it_is_reached_fires_in_the_same_step(play):
    case = play("timers.bpmn").start(data={"when": MONDAY - timedelta(days=1)})

    assert case.armed == ["Event_Duration"]
    assert case.history == ["Event_Started", "Event_Date"]


def test_firing_when_nothing_is_due_changes_nothing(play):
    case = play("timers.bpmn").start(data={"when": MONDAY + timedelta(days=1)})
    before = case.last.state

    step = case.do(FireTimers())

    assert (step.changed, step.state) == (False, before)


@pytest.mark.parametrize("when", [datetime(2027, 1, 1, 9), "2027-01-01T09:00:00", "soon", 3, None])  # noqa: DTZ001 - what is refused
def test_a_time_without_a_zone_and_what_is_no_time_are_incidents(play, when):
    case = play("timers.bpmn").start(data={"when": when})

    assert [i.element for i in case.incidents.values()] == ["Event_Date"]


def test_messages_are_awaited_and_thrown_with_their_keys(play):
    case = play("receive_and_throw.bpmn", facts=CASE).start(data={"family": "F1"})

    assert [(w.message, w.keys) for w in case.last.awaited] == [("note", {"family": "F1", "year": "2026"})]
    step = case.message("note", text="hello", ignored="x")

    assert [(m.keys, m.payload) for m in step.thrown] == [
        ({"family": "F1"}, {"said": "hello!"}),
        ({"case": "HAR-1"}, {"last": True}),
    ]
    assert step.output == {"family": "F1", "heard": "hello"}


def test_a_message_key_that_is_null_is_an_incident(play):
    case = play("receive_and_throw.bpmn").start()

    assert [i.kind for i in case.incidents.values()] == ["message"]
    case.retry(family="F1")
    assert case.awaited == ["Task_Receive"]


def test_a_message_is_taken_once(play):
    case = play("receive_and_throw.bpmn").start(data={"family": "F1"})
    waiting = case.last.awaited[0].id
    case.message("note", text="hello")

    with pytest.raises(TaskNotOpenError):
        case.do(DeliverMessage(waiting_id=waiting))


def test_a_signal_reaches_who_waits_inside_and_goes_outside(play):
    case = play("signal_inside_and_out.bpmn").start()

    step = case.complete("Task_Look")

    assert [(s.signal, s.payload) for s in step.signals] == [("storm", {"level": 2}), ("storm", {})]
    assert case.tasks == ["Task_Shelter"]


def test_a_signal_that_nobody_awaits_changes_nothing(play):
    case = play("signal_inside_and_out.bpmn").start()

    assert case.signal("rain").changed is False


def test_an_error_end_event_goes_to_the_boundary_of_its_sub_process(play):
    case = play("error_boundary.bpmn").start()

    case.complete("Task_Inner")

    assert case.task("Task_Handle").prefill == {"why": "refused"}
    assert case.tasks == ["Task_Handle"]
    assert case.history == ["Event_Started", "Event_InnerStarted", "Task_Inner", "Event_InnerOver", "Event_Refused"]


def test_an_error_leaves_a_called_process(play):
    case = play("error_from_called.bpmn", "raises.bpmn").start("error_from_called")

    case.complete("Task_Inner")

    assert case.tasks == ["Task_Handle"]


def test_an_error_event_sub_process_ends_everything_else_in_its_scope(play):
    case = play("error_event_sub_process.bpmn").start()
    assert case.tasks == ["Task_Beside", "Task_Work"]

    case.complete("Task_Work")

    assert case.tasks == ["Task_Handle"]
    case.complete("Task_Handle")
    assert case.done


def test_an_escalation_starts_work_beside(play):
    case = play("escalation.bpmn").start()

    assert case.tasks == ["Task_Hurry", "Task_Inner"]


def test_an_interrupting_escalation_stops_the_sub_process_at_once(play):
    case = play("interrupting_escalation.bpmn").start()

    assert case.task("Task_Hurry").prefill == {"ran": None}
    assert "Task_MustNotRun" not in case.history


def test_terminate_ends_the_process_with_everything_in_it(play):
    case = play("terminate.bpmn").start()

    step = case.complete("Task_A")

    assert case.done
    assert [closed.ending for closed in step.closed] == ["completed", "cancelled"]


def test_an_event_sub_process_opens_as_often_as_its_message_comes(play):
    case = play("event_sub_process_many_times.bpmn", facts=CASE).start()

    for text in ("one", "two", "three"):
        case.message("urgent_concern", text=text)

    assert case.tasks == ["Task_Respond", "Task_Respond", "Task_Respond", "Task_Work"]
    assert case.awaited == ["Sub_Concern"]
    for element in ("Task_Work", "Task_Respond", "Task_Respond", "Task_Respond"):
        assert not case.done
        case.complete(element)
    assert case.done


def test_an_event_sub_process_sees_what_the_process_knows_by_then(play):
    case = play("event_sub_process_many_times.bpmn", "interrupting_event_sub_process.bpmn", facts=CASE)
    case.start("event_sub_process_many_times", data={"note": "early"})
    case.message("urgent_concern", text="bruises")

    assert case.task("Task_Respond").prefill == {"note": "early", "concern": "bruises"}


def test_one_instance_leaves_no_trace_in_the_specs_of_the_next(play):
    first = play("event_sub_process_many_times.bpmn", facts=CASE).start()
    first.message("urgent_concern")

    second = type(first)(first.release, CASE).start()

    assert second.tasks == ["Task_Work"]
    second.complete("Task_Work")
    assert second.done


def test_an_interrupting_event_sub_process_takes_over(play):
    case = play("interrupting_event_sub_process.bpmn").start()

    case.message("urgent_concern")

    assert (case.tasks, case.awaited) == (["Task_TidyUp"], [])
    case.complete("Task_TidyUp")
    assert case.done


def test_an_event_sub_process_inside_a_sub_process_listens_as_long_as_that_runs(play):
    case = play("nested_event_sub_process.bpmn").start()

    case.message("note")
    assert case.tasks == ["Task_Inner", "Task_Respond"]
    case.complete("Task_Respond")
    case.complete("Task_Inner")

    assert (case.tasks, case.awaited) == (["Task_After"], [])


def test_event_sub_processes_start_by_time_and_by_signal(play):
    case = play("timer_and_signal_event_sub_processes.bpmn").start()

    case.wait(days=1)
    case.wait(days=1)
    case.wait(days=1)
    case.signal("storm", level=3)

    assert case.tasks == ["Task_Daily", "Task_Daily", "Task_Shelter", "Task_Work"]
    assert case.task("Task_Shelter").prefill == {"level": 3}


def test_a_process_begins_at_the_start_event_that_is_named(play):
    by_hand = play("several_starts.bpmn").start(event="Event_Started")
    by_letter = play("several_starts.bpmn").start(event="Event_Letter", text="Dear all", other=1)

    assert by_hand.history == ["Event_Started"]
    assert by_letter.task("Task_Read").prefill == {"letter": "Dear all", "level": None, "record": None}


def test_the_answers_of_a_start_form_are_a_record_at_once(play):
    case = play("several_starts.bpmn").start(event="Event_Form", level=2)

    assert case.task("Task_Read").prefill == {"letter": None, "level": 2, "record": 2}


@pytest.mark.parametrize(("process", "event"), [("nothing", None), ("several_starts", "Event_Nowhere"), (None, None)])
def test_what_the_release_does_not_have_cannot_be_started(play, process, event):
    case = play("several_starts.bpmn")

    with pytest.raises(UnknownElementError):
        case.do(Start(process=process or "several_starts", event=event))


def test_the_next_start_follows_the_clock_of_the_authority(play):
    release = play("timer_starts.bpmn", "deadlines.dmn").release
    after = datetime(2027, 3, 26, 12, tzinfo=UTC)

    def following(event):
        return next_start(release, "timer_starts", event, after)

    # nine o'clock is eight o'clock UTC once summer time has begun
    assert following("Event_Weekly") == datetime(2027, 3, 29, 8, tzinfo=UTC)
    assert following("Event_Interval") == datetime(2027, 3, 29, 8, tzinfo=UTC)


def test_a_start_before_each_sitting_goes_on_to_the_next_sitting(play):
    release = play("timer_starts.bpmn", "deadlines.dmn").release
    starts, after = [], datetime(2027, 1, 4, 12, tzinfo=UTC)

    for _ in range(3):
        after = next_start(release, "timer_starts", "Event_Sitting", after)
        starts.append(after)

    assert starts == [datetime(2027, 1, day, 10, tzinfo=UTC) for day in (7, 14, 21)]


def test_history_tells_of_events_beside_the_work_only_when_they_happen(play):
    quiet = play("interrupting_timer_boundary.bpmn").start()
    case = play("event_sub_process_many_times.bpmn").start()
    quiet.complete("Task_Work")

    step = case.message("urgent_concern")

    assert not [e for s in quiet.steps for e in s.history if e.element == "Event_Boundary"]
    assert [(e.element, e.state) for e in step.history] == [
        ("Sub_Concern", "entered"),
        ("Event_Concern", "completed"),
        ("Task_Respond", "entered"),
    ]
