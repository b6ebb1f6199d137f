"""Operators pass over what failed and move tokens: what begins, what ends, what is refused and why."""

import pytest

from service.engine import redirecting
from service.engine.commands import Redirect, SkipIncident
from service.engine.errors import RedirectRefusedError, SkipRefusedError, TaskNotOpenError, UnknownElementError
from tests.conformance.play import Play
from tests.unit.engine.diagrams import DEFINITIONS, MESSAGE, drawn, listener, release_of, timer, user_task

BOUNDARY = (
    f'<boundaryEvent id="Event_Late" attachedToRef="Task_B">{timer("timeDuration", "PT1H")}</boundaryEvent>'
    '<userTask id="Task_Chase"/>'
)
LINE = user_task("Task_A") + user_task("Task_B") + BOUNDARY + user_task("Task_C") + '<endEvent id="Event_Over"/>'
PATHS = ("Event_Begin Task_A Task_B Task_C Event_Over", "Event_Late Task_Chase Event_Over")
BOTH = '<parallelGateway id="Gateway_Fork"/><parallelGateway id="Gateway_Join"/>'
SIDES = ("Event_Begin Gateway_Fork Task_A Gateway_Join Task_C Event_Over", "Gateway_Fork Task_B Gateway_Join")
FAILS = '<camunda:inputOutput><camunda:outputParameter name="found">=due("nothing")</camunda:outputParameter>'


def play(body: str, *paths: str, **data: object) -> Play:
    return Play(release_of(drawn(body, *paths))).start(data=data)


def failing(element: str, kind: str = "userTask", inside: str = "", attributes: str = "") -> str:
    """Return an element whose output parameter fails."""
    mapped = f"<extensionElements>{FAILS}</camunda:inputOutput></extensionElements>"
    return f'<{kind} id="{element}"{attributes}>{mapped}{inside}</{kind}>'


def moved(case: Play, element: str, to: str, **data: object):
    choice = next(each for each in choices(case) if each.element == element)
    return case.do(Redirect(from_id=choice.id, to=to, data=data, actor="operator"))


def choices(case: Play):
    return redirecting.choices(case.release, case.last.state, facts=case.facts, clock=case.clock)


def skipped(case: Play, **data: object):
    return case.do(SkipIncident(incident_id=next(iter(case.incidents)), data=data, actor="operator"))


def test_boundary_events_of_the_old_step_are_dropped_and_those_of_the_new_one_armed():
    case = play(LINE, *PATHS)

    moved(case, "Task_A", "Task_B")
    assert (case.tasks, case.armed) == (["Task_B"], ["Event_Late"])
    moved(case, "Task_B", "Task_C")

    assert (case.tasks, case.armed) == (["Task_C"], [])
    case.complete("Task_C")
    assert case.done


def test_a_step_that_is_moved_to_itself_begins_anew():
    case = play(LINE, *PATHS)
    case.complete("Task_A")
    before, due = case.task("Task_B").id, next(iter(case.timers.values())).due_at
    case.clock.move_to(case.clock.now().replace(minute=30))

    moved(case, "Task_B", "Task_B")

    assert case.task("Task_B").id != before
    assert next(iter(case.timers.values())).due_at > due


def test_history_tells_who_moved_it_and_takes_no_flow():
    case = play(LINE, *PATHS)

    step = moved(case, "Task_A", "Task_C")

    told = [(entry.element, entry.state, entry.actor, entry.flows) for entry in step.history]
    assert told == [("Task_C", "entered", None, ()), ("Task_A", "cancelled", "operator", ("Flow_Event_Begin_Task_A",))]


def test_data_is_laid_over_the_variables_before_the_step_begins():
    ask = (
        '<camunda:inputOutput><camunda:inputParameter name="said">=name</camunda:inputParameter></camunda:inputOutput>'
    )
    body = f'{user_task("Task_A")}<userTask id="Task_B"><extensionElements>{ask}</extensionElements></userTask>'
    case = play(f'{body}<endEvent id="Event_Over"/>', "Event_Begin Task_A Task_B Event_Over")

    moved(case, "Task_A", "Task_B", name="Ash")

    assert case.task("Task_B").prefill == {"said": "Ash"}


def test_only_the_named_token_moves():
    body = LINE + BOTH + user_task("Task_More")
    case = play(body, *SIDES[:1], "Gateway_Fork Task_B Task_More Gateway_Join", PATHS[1])

    moved(case, "Task_B", "Task_More")

    assert case.tasks == ["Task_A", "Task_More"]
    case.complete("Task_A")
    case.complete("Task_More")
    assert case.tasks == ["Task_C"]


@pytest.mark.parametrize(
    ("to", "because"),
    [
        ("Task_C", "something would be done twice"),
        ("Task_B", "something would be done twice"),
        ("Gateway_Fork", "something would be done twice"),
        ("Gateway_Join", "several ways to come together"),
        ("Event_Begin", "does not happen again"),
        ("Event_Late", "beside other steps"),
        ("Event_Over", "something would be done twice"),
    ],
)
def test_nothing_is_left_half_done(to, because):
    case = play(LINE + BOTH, *SIDES, PATHS[1])

    with pytest.raises(RedirectRefusedError, match=because):
        moved(case, "Task_A", to)

    assert case.tasks == ["Task_A", "Task_B"]


def test_no_token_is_taken_into_one_branch_of_several():
    case = play(LINE + BOTH + user_task("Task_First"), "Event_Begin Task_First " + SIDES[0][12:], SIDES[1], PATHS[1])

    with pytest.raises(RedirectRefusedError, match="would wait for ever"):
        moved(case, "Task_First", "Task_A")
    moved(case, "Task_First", "Gateway_Fork")

    assert case.tasks == ["Task_A", "Task_B"]


def test_a_step_inside_a_part_of_the_process_is_not_come_to_from_outside_but_the_part_can_be_left_as_a_whole():
    inner = (
        '<subProcess id="Sub_Part"><startEvent id="Event_In"/><userTask id="Task_In"/><userTask id="Task_Next"/>'
        '<endEvent id="Event_Out"/><sequenceFlow id="F1" sourceRef="Event_In" targetRef="Task_In"/>'
        '<sequenceFlow id="F2" sourceRef="Task_In" targetRef="Task_Next"/>'
        '<sequenceFlow id="F3" sourceRef="Task_Next" targetRef="Event_Out"/></subProcess>'
    )
    case = play(LINE + inner, "Event_Begin Sub_Part Task_A Task_B Task_C Event_Over", PATHS[1])

    with pytest.raises(RedirectRefusedError, match="within its own part"):
        moved(case, "Task_In", "Task_A")
    moved(case, "Task_In", "Task_Next")
    assert case.tasks == ["Task_Next"]
    moved(case, "Sub_Part", "Task_A")

    assert case.tasks == ["Task_A"]
    with pytest.raises(RedirectRefusedError, match="within its own part"):
        moved(case, "Task_A", "Task_In")
    with pytest.raises(UnknownElementError):
        moved(case, "Task_A", "Task_Nowhere")


def test_the_events_behind_a_gateway_move_together():
    body = (
        '<eventBasedGateway id="Gateway_First"/>'
        f'<intermediateCatchEvent id="Event_Reply">{MESSAGE}</intermediateCatchEvent>'
        f'<intermediateCatchEvent id="Event_Weary">{timer("timeDuration", "P3D")}</intermediateCatchEvent>{LINE}'
    )
    xml = drawn(body, "Event_Begin Gateway_First Event_Reply Task_A Task_B Task_C Event_Over",
                "Gateway_First Event_Weary Task_C", PATHS[1])  # fmt: skip
    case = Play(release_of(xml)).start()

    with pytest.raises(RedirectRefusedError, match='Choose "Gateway_First"'):
        moved(case, "Event_Reply", "Event_Weary")
    moved(case, "Event_Reply", "Task_A")

    assert (case.tasks, case.awaited, case.armed) == (["Task_A"], [], [])
    moved(case, "Task_A", "Gateway_First")
    assert (case.awaited, case.armed) == (["Event_Reply"], ["Event_Weary"])


def test_what_is_done_for_each_of_several_items_moves_as_a_whole():
    items = '<multiInstanceLoopCharacteristics camunda:collection="=[1, 2, 3]"/>'
    case = play(f"{user_task('Task_Each', inside=items)}{LINE}", "Event_Begin Task_Each " + PATHS[0][12:], PATHS[1])
    case.complete("Task_Each", item="2")
    whole, *each = (choice for choice in choices(case) if choice.element == "Task_Each")

    assert [choice.refusal is None for choice in (whole, *each)] == [True, False, False]
    with pytest.raises(RedirectRefusedError, match="all of them together"):
        case.do(Redirect(from_id=each[0].id, to="Task_B"))
    case.do(Redirect(from_id=whole.id, to="Task_B"))

    assert case.tasks == ["Task_B"]


def test_what_opened_beside_the_rest_cannot_be_moved_out_of_it():
    case = Play(release_of(drawn(DEFINITIONS + LINE + listener(MESSAGE), *PATHS))).start()
    case.message("urgent")

    with pytest.raises(RedirectRefusedError, match="not by the course of the process"):
        moved(case, "Sub_Listener", "Task_A")
    assert case.tasks == ["Sub_Listener_Task", "Task_A"]


def test_a_step_that_would_fail_at_once_is_refused_with_its_reason_unless_data_mends_it():
    dated = f'<intermediateCatchEvent id="Event_When">{timer("timeDate", "=when")}</intermediateCatchEvent>'
    case = play(LINE + dated, "Event_Begin Task_A Event_When Task_B Task_C Event_Over", PATHS[1])

    with pytest.raises(RedirectRefusedError, match="would fail"):
        moved(case, "Task_A", "Event_When")
    assert case.tasks == ["Task_A"]
    moved(case, "Task_A", "Event_When", when="2027-01-01T09:00:00Z")

    assert case.armed == ["Event_When"]


def test_a_scope_that_is_stuck_is_freed_by_moving_what_waits_in_it():
    ways = "".join(
        f'<sequenceFlow id="Flow_{to}" sourceRef="Gateway_Which" targetRef="{to}"><conditionExpression>={taken}'
        "</conditionExpression></sequenceFlow>"
        for to, taken in (("Task_A", "true"), ("Task_B", "false"))
    )
    body = LINE + '<exclusiveGateway id="Gateway_Which"/><parallelGateway id="Gateway_Join"/>' + ways
    case = play(body, "Event_Begin Gateway_Which", "Task_A Gateway_Join Task_C Event_Over", "Task_B Gateway_Join")
    case.complete("Task_A")
    (incident,) = case.incidents.values()
    assert incident.kind == "stuck"

    with pytest.raises(SkipRefusedError, match="Move what waits"):
        skipped(case)
    case.do(Redirect(from_id=incident.id, to="Task_C"))

    assert (case.tasks, case.incidents) == (["Task_C"], {})


def test_what_is_not_there_any_more_cannot_be_moved():
    case = play(LINE, *PATHS)
    task = case.task("Task_A").id
    case.complete("Task_A")

    for gone in (task, "no id"):
        with pytest.raises(TaskNotOpenError):
            case.do(Redirect(from_id=gone, to="Task_C"))


def test_a_skipped_step_leaves_by_its_flow_and_does_nothing_else():
    properties = '<camunda:properties><camunda:property name="event" value="seen"/></camunda:properties>'
    body = failing("Task_Bad").replace("</camunda:inputOutput>", f"</camunda:inputOutput>{properties}") + LINE
    case = play(body, "Event_Begin Task_Bad " + PATHS[0][12:], PATHS[1])
    case.complete("Task_Bad")

    step = skipped(case, found="by hand")

    assert (case.tasks, step.events) == (["Task_A"], ())
    assert ("Task_Bad", "skipped", "operator") in [(each.element, each.state, each.actor) for each in step.history]
    for task in ("Task_A", "Task_B", "Task_C"):
        case.complete(task)
    assert case.last.output == {"found": "by hand"}


def test_a_skipped_call_is_not_awaited_any_more():
    call = '<serviceTask id="Service_Call" camunda:type="external" camunda:topic="t"/>'
    case = play(call + LINE, "Event_Begin Service_Call " + PATHS[0][12:], PATHS[1])
    case.fail("Service_Call")

    step = skipped(case)

    assert (case.tasks, case.called) == (["Task_A"], [])
    assert [ended.ending for ended in step.calls_ended] == ["cancelled"]


def test_a_gateway_that_cannot_choose_is_not_skipped_but_may_be_left():
    gateway = '<exclusiveGateway id="Gateway_Which"/>'
    ways = "".join(
        f'<sequenceFlow id="Flow_{to}" sourceRef="Gateway_Which" targetRef="{to}"><conditionExpression>=false'
        "</conditionExpression></sequenceFlow>"
        for to in ("Task_A", "Task_C")
    )
    case = play(LINE + gateway + ways, "Event_Begin Gateway_Which", PATHS[0][12:], PATHS[1])

    with pytest.raises(SkipRefusedError, match="decides how it goes on"):
        skipped(case)
    moved(case, "Gateway_Which", "Task_A")

    assert (case.tasks, case.incidents) == (["Task_A"], {})


def test_a_skipped_item_leaves_nothing_and_the_others_go_on():
    items = '<multiInstanceLoopCharacteristics camunda:collection="=[1, 2]"/>'
    case = play(failing("Task_Each", inside=items) + LINE, "Event_Begin Task_Each " + PATHS[0][12:], PATHS[1])
    case.complete("Task_Each", item="1")
    skipped(case)
    assert case.tasks == ["Task_Each[2]"]

    case.complete("Task_Each", item="2")
    skipped(case)

    assert case.tasks == ["Task_A"]


def test_an_event_that_could_not_begin_to_wait_beside_a_step_is_done_without():
    late = BOUNDARY.replace("PT1H", "=nothing")
    case = play(LINE.replace(BOUNDARY, late), *PATHS)
    case.complete("Task_A")
    assert [incident.element for incident in case.incidents.values()] == ["Event_Late"]

    skipped(case)

    assert (case.tasks, case.incidents) == (["Task_B"], {})
    case.complete("Task_B")
    assert case.tasks == ["Task_C"]


def test_a_timer_without_a_time_is_passed_over():
    dated = f'<intermediateCatchEvent id="Event_When">{timer("timeDate", "=when")}</intermediateCatchEvent>'
    case = play(LINE + dated, "Event_Begin Event_When " + PATHS[0][12:], PATHS[1])

    skipped(case)

    assert (case.tasks, case.incidents) == (["Task_A"], {})


def test_an_end_that_failed_ends_when_it_is_skipped():
    case = play(failing("Event_Bad", "endEvent") + user_task("Task_A"), "Event_Begin Task_A Event_Bad")
    case.complete("Task_A")
    assert case.incidents

    skipped(case)

    assert case.done
