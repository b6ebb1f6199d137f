"""Boundary events and listeners lie in wait beside the work: they neither hold it up nor hide that it is stuck."""

from service.engine.commands import DeliverMessage
from tests.conformance.play import Play
from tests.unit.engine.diagrams import (
    ESCALATION,
    MESSAGE,
    SIGNAL,
    drawn,
    flows,
    listener,
    release_of,
    timer,
)

NO_TIME = timer("timeDate", "=when")
STUCK = (
    '<exclusiveGateway id="Gateway_Way" default="Flow_Gateway_Way_Task_A"/>'
    '<userTask id="Task_A"/><userTask id="Task_B"/>'
    '<parallelGateway id="Gateway_Join"/><endEvent id="Event_Over"/>'
    '<sequenceFlow id="Flow_Never" sourceRef="Gateway_Way" targetRef="Task_B">'
    "<conditionExpression>=false</conditionExpression></sequenceFlow>"
)
STUCK_PATHS = ("Event_Begin Gateway_Way Task_A Gateway_Join Event_Over", "Task_B Gateway_Join")


def test_a_boundary_event_that_could_not_be_armed_goes_with_its_activity():
    body = (
        f'<userTask id="Task_A"/><boundaryEvent id="Event_Late" attachedToRef="Task_A">{NO_TIME}</boundaryEvent>'
        '<userTask id="Task_Late"/><endEvent id="Event_Over"/><endEvent id="Event_TooLate"/>'
    )
    case = Play(release_of(drawn(body, "Event_Begin Task_A Event_Over", "Event_Late Task_Late Event_TooLate"))).start()
    assert [incident.element for incident in case.incidents.values()] == ["Event_Late"]

    case.complete("Task_A")

    assert case.incidents == {}
    assert case.done


def test_a_boundary_event_that_could_not_be_armed_still_can_be_while_its_activity_waits():
    body = (
        f'<userTask id="Task_A"/><boundaryEvent id="Event_Late" attachedToRef="Task_A">{NO_TIME}</boundaryEvent>'
        '<userTask id="Task_Late"/><endEvent id="Event_Over"/><endEvent id="Event_TooLate"/>'
    )
    case = Play(release_of(drawn(body, "Event_Begin Task_A Event_Over", "Event_Late Task_Late Event_TooLate"))).start()

    case.retry(when="2026-12-15T09:00:00Z")
    case.wait(days=2)

    assert case.tasks == ["Task_Late"]


def test_an_interrupting_event_takes_away_a_neighbour_that_could_not_be_armed():
    body = (
        f'<userTask id="Task_A"/><boundaryEvent id="Event_Late" attachedToRef="Task_A">{NO_TIME}</boundaryEvent>'
        f'<boundaryEvent id="Event_Urgent" attachedToRef="Task_A">{MESSAGE}</boundaryEvent>'
        '<endEvent id="Event_Over"/>'
    )
    paths = ("Event_Begin Task_A Event_Over", "Event_Late Event_Over", "Event_Urgent Event_Over")
    case = Play(release_of(drawn(body, *paths))).start()

    case.message("urgent")

    assert case.incidents == {}
    assert case.done


def test_a_listener_that_could_not_be_armed_does_not_keep_the_process_from_ending():
    body = f'<userTask id="Task_A"/><endEvent id="Event_Over"/>{listener(NO_TIME)}'
    case = Play(release_of(drawn(body, "Event_Begin Task_A Event_Over"))).start()
    assert [incident.element for incident in case.incidents.values()] == ["Sub_Listener"]

    case.complete("Task_A")

    assert case.done


def test_a_stuck_process_is_an_incident_although_it_listens_for_urgent_concerns():
    case = Play(release_of(drawn(STUCK + listener(MESSAGE), *STUCK_PATHS))).start()

    case.complete("Task_A")

    assert [(incident.kind, incident.element) for incident in case.incidents.values()] == [("stuck", "p")]
    case.message("urgent")
    assert len(case.incidents) == 1
    case.complete("Sub_Listener_Task")
    assert case.awaited == ["Sub_Listener"]


def test_a_stuck_process_that_is_interrupted_is_stuck_no_longer():
    case = Play(release_of(drawn(STUCK + listener(MESSAGE, interrupting=True), *STUCK_PATHS))).start()
    case.complete("Task_A")

    case.message("urgent")

    assert case.incidents == {}
    case.complete("Sub_Listener_Task")
    assert case.done


def test_a_stuck_part_is_an_incident_although_work_goes_on_beside_it():
    inner = STUCK.replace("Event_Over", "Event_PartOver") + '<startEvent id="Event_PartBegun"/>'
    paths = [path.replace("_Over", "_PartOver").replace("_Begin", "_PartBegun") for path in STUCK_PATHS]
    body = (
        f'<parallelGateway id="Gateway_Both"/><subProcess id="Sub_Part">{inner}{flows(*paths)}</subProcess>'
        '<userTask id="Task_Beside"/><endEvent id="Event_Over"/>'
    )
    both = ("Event_Begin Gateway_Both Sub_Part Event_Over", "Gateway_Both Task_Beside Event_Over")
    case = Play(release_of(drawn(body, *both))).start()

    case.complete("Task_A")

    assert [(incident.kind, incident.element) for incident in case.incidents.values()] == [("stuck", "Sub_Part")]
    case.complete("Task_Beside")
    assert len(case.incidents) == 1
    assert case.cancel().status == "cancelled"


def thrown(event: str) -> Play:
    body = (
        f'<intermediateThrowEvent id="Event_Thrown">{event}</intermediateThrowEvent><userTask id="Task_A"/>'
        f'<endEvent id="Event_Over"/>{listener(event, interrupting=True)}'
    )
    return Play(release_of(drawn(body, "Event_Begin Event_Thrown Task_A Event_Over"))).start()


def test_who_throws_a_signal_that_interrupts_its_own_scope_does_not_go_on():
    assert thrown(SIGNAL).tasks == ["Sub_Listener_Task"]


def test_who_throws_an_escalation_that_interrupts_its_own_scope_does_not_go_on():
    assert thrown(ESCALATION).tasks == ["Sub_Listener_Task"]


def test_a_message_is_thrown_once_although_its_event_had_to_be_run_again():
    properties = (
        '<extensionElements><camunda:properties><camunda:property name="event" value="told"/>'
        '<camunda:property name="event_at" value="=when"/></camunda:properties></extensionElements>'
    )
    body = (
        f'<intermediateThrowEvent id="Event_Thrown">{properties}{MESSAGE}</intermediateThrowEvent>'
        '<endEvent id="Event_Over"/>'
    )
    case = Play(release_of(drawn(body, "Event_Begin Event_Thrown Event_Over"))).start()

    case.retry(when="2026-12-14T09:00:00Z")

    assert [len(step.thrown) for step in case.steps] == [0, 1]


def test_timers_that_fire_late_fire_in_the_order_in_which_they_were_due():
    part = (
        '<startEvent id="Event_PartBegun"/>'
        f'<intermediateCatchEvent id="Event_First">{timer("timeDuration", "PT1H")}</intermediateCatchEvent>'
        f'<intermediateCatchEvent id="Event_Third">{timer("timeDate", "2026-12-14T13:00:00Z")}</intermediateCatchEvent>'
        '<endEvent id="Event_PartOver"/>' + flows("Event_PartBegun Event_First Event_Third Event_PartOver")
    )
    body = (
        f'<subProcess id="Sub_Part">{part}</subProcess>'
        f'<boundaryEvent id="Event_Second" attachedToRef="Sub_Part">{timer("timeDuration", "PT2H")}</boundaryEvent>'
        '<userTask id="Task_Normal"/><userTask id="Task_Late"/><endEvent id="Event_Over"/>'
    )
    paths = ("Event_Begin Sub_Part Task_Normal Event_Over", "Event_Second Task_Late Event_Over")
    case = Play(release_of(drawn(body, *paths))).start()

    case.wait(days=60)

    assert case.tasks == ["Task_Late"]


def test_an_urgent_concern_opens_at_any_depth():
    again = '<callActivity id="Call_Again" calledElement="p"/><endEvent id="Event_Over"/>'
    case = Play(release_of(drawn(again + listener(MESSAGE), "Event_Begin Call_Again Event_Over"))).start()
    assert "30 deep" in next(iter(case.incidents.values())).message
    deepest = list(case.waiting)[-1]

    case.do(DeliverMessage(waiting_id=deepest))

    assert case.tasks == ["Sub_Listener_Task"]


def test_a_cycle_whose_next_turn_is_beyond_the_calendar_turns_no_more():
    reminder = timer("timeCycle", "R/P4000Y")
    body = (
        '<userTask id="Task_A"/><userTask id="Task_Remind"/><endEvent id="Event_Over"/>'
        f'<boundaryEvent id="Event_Remind" attachedToRef="Task_A" cancelActivity="false">{reminder}</boundaryEvent>'
    )
    case = Play(release_of(drawn(body, "Event_Begin Task_A Event_Over", "Event_Remind Task_Remind Event_Over"))).start()

    case.wait(days=365 * 4001 + 1000)

    assert case.tasks == ["Task_A", "Task_Remind"]
    assert case.armed == []


def test_of_two_boundary_timers_that_fire_late_the_earlier_one_wins_however_they_are_drawn():
    body = (
        '<userTask id="Task_A"/><userTask id="Task_Early"/><userTask id="Task_Late"/><endEvent id="Event_Over"/>'
        f'<boundaryEvent id="Event_Late" attachedToRef="Task_A">{timer("timeDuration", "PT3H")}</boundaryEvent>'
        f'<boundaryEvent id="Event_Early" attachedToRef="Task_A">{timer("timeDuration", "PT2H")}</boundaryEvent>'
    )
    paths = ("Event_Late Task_Late Event_Over", "Event_Early Task_Early Event_Over")
    case = Play(release_of(drawn(body, "Event_Begin Task_A Event_Over", *paths))).start()

    case.wait(days=90)

    assert case.tasks == ["Task_Early"]


def test_a_reminder_may_be_written_as_cron_and_comes_again():
    reminder = timer("timeCycle", "0 9 * * MON")
    body = (
        '<userTask id="Task_A"/><userTask id="Task_Remind"/><endEvent id="Event_Over"/>'
        f'<boundaryEvent id="Event_Remind" attachedToRef="Task_A" cancelActivity="false">{reminder}</boundaryEvent>'
    )
    case = Play(release_of(drawn(body, "Event_Begin Task_A Event_Over", "Event_Remind Task_Remind Event_Over"))).start()

    case.wait(days=7)
    case.wait(days=7)

    assert case.tasks == ["Task_A", "Task_Remind", "Task_Remind"]
    assert [timer.due_at.isoformat() for timer in case.timers.values()] == ["2027-01-04T09:00:00+00:00"]
