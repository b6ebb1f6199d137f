"""Called processes, sub-processes, items, calls, incidents and gateways that are under way."""

from pathlib import Path

import pytest

from tests.conformance.play import CaseFacts, Play
from tests.unit.engine.diagrams import MESSAGE, diagram, drawn, listener, release_of, timer, user_task

DIAGRAMS = Path(__file__).parents[3] / "conformance"


def release(*files: str, digest: str, edits: dict[str, str] | None = None):
    """Return a release of fixtures, with texts in them replaced."""
    texts = [(DIAGRAMS / file).read_text(encoding="utf-8") for file in files]
    for before, after in (edits or {}).items():
        texts = [text.replace(before, after) for text in texts]
    return release_of(*(text.encode() for text in texts), digest=digest)


def reasons(case: Play, new, **options) -> list[str]:
    return [refusal.reason.value for refusal in case.plan(new, **options).refusals]


def call(element: str, called: str, inside: str = "") -> str:
    return (
        f'<callActivity id="{element}" calledElement="{called}"><extensionElements><camunda:in variables="all"/>'
        f'<camunda:out variables="all"/></extensionElements>{inside}</callActivity>'
    )


def nested(*, digest: str, innermost: str = "", middle: str = ""):
    """Return a process that calls one that calls one, with more steps inside them."""
    outer = diagram(call("Call_Middle", "middle"), user_task("Task_Last"), process="outer")
    inner = diagram(call("Call_Inner", "inner"), *([middle] if middle else []), process="middle")
    deepest = diagram(user_task("Task_Deep"), *([innermost] if innermost else []), process="inner")
    return release_of(outer, inner, deepest, digest=digest)


def test_steps_put_in_at_any_depth_of_called_processes_are_come_to():
    case = Play(nested(digest="old")).start("outer", data={"family": "Ash"})
    task = case.task("Task_Deep").id

    case.move(nested(digest="new", innermost=user_task("Task_Deeper"), middle=user_task("Task_Middle")))

    assert case.task("Task_Deep").id == task
    for element in ("Task_Deep", "Task_Deeper", "Task_Middle", "Task_Last"):
        case.complete(element)
    assert case.done
    assert case.last.output == {"family": "Ash"}


def test_a_called_process_that_is_gone_holds_the_case_back():
    case = Play(nested(digest="old")).start("outer")
    outer = diagram(call("Call_Middle", "nobody"), user_task("Task_Last"), process="outer")

    (refusal,) = case.plan(release_of(outer, digest="new")).refusals

    assert refusal.message == '"Call_Middle" calls the process "nobody", which is not in the new release.'


def test_a_step_cannot_be_taken_into_a_sub_process():
    inside = '<startEvent id="Event_In"/><userTask id="Task_A"/><endEvent id="Event_Out"/>'
    flows = (
        '<sequenceFlow id="Flow_In" sourceRef="Event_In" targetRef="Task_A"/>'
        '<sequenceFlow id="Flow_Out" sourceRef="Task_A" targetRef="Event_Out"/>'
    )
    old = release_of(diagram(user_task("Task_A")), digest="old")
    new = release_of(diagram(f'<subProcess id="Sub_A">{inside}{flows}</subProcess>'), digest="new")

    assert reasons(Play(old).start(), new) == ["elsewhere"]
    assert reasons(Play(new).start(), old) == ["element-gone"]


ITEMS = ("multi_instance/of_call_activity.bpmn", "multi_instance/child_visit.bpmn")


def test_items_of_a_called_process_go_on_with_what_they_have_gathered():
    case = Play(release(*ITEMS, digest="old")).start("of_call_activity", data={"items": ["a", "b"]})
    case.complete("Task_Visit", item="2")

    case.move(release(*ITEMS, digest="new", edits={" seen": " visited", '"item"': '"sibling"', "=item": "=sibling"}))
    case.complete("Task_Visit", item="1")

    assert case.task("Task_After").prefill == {"results": ["a visited", "b seen"]}


def test_items_are_not_taken_from_one_way_of_repeating_to_another():
    case = Play(release(*ITEMS, digest="old")).start("of_call_activity", data={"items": ["a", "b"]})
    case.complete("Task_Visit", item="2")

    one_by_one = {
        "multiInstanceLoopCharacteristics camunda": 'multiInstanceLoopCharacteristics isSequential="true" camunda'
    }
    assert reasons(case, release(*ITEMS, digest="new", edits=one_by_one)) == ["other-repetition"]
    ungathered = {'<camunda:property name="collect" value="results: =result"/>': ""}
    assert reasons(case, release(*ITEMS, digest="new", edits=ungathered)) == ["other-repetition"]


def test_a_task_is_not_taken_from_once_to_once_for_each_item():
    items = '<multiInstanceLoopCharacteristics camunda:collection="=[1, 2]"/>'
    once = release_of(diagram(user_task("Task_A")), digest="once")
    each = release_of(diagram(user_task("Task_A", inside=items)), digest="each")

    (refusal,) = Play(once).start().plan(each).refusals
    assert (
        refusal.message
        == '"Task_A" is being done once only and would be done once for each of its items in the new release.'
    )
    assert "other-repetition" in reasons(Play(each).start(), once)


SERVICE = ("services/service.bpmn",)


def test_a_call_that_has_left_is_answered_in_the_new_release():
    case = Play(release(*SERVICE, digest="old")).start(data={"to": "Ash"})
    call_id = next(iter(case.calls))

    step = case.move(release(*SERVICE, digest="new", edits={'name="Send"': 'name="Send the letter"'}))
    case.answer("Task_Send", number=7)

    assert [(call.id, call.name) for call in step.moved.calls] == [(call_id, "Send the letter")]
    assert step.calls == ()
    assert case.task("Task_After").prefill == {"number": 7}


def test_a_call_that_has_left_under_another_topic_holds_the_case_back():
    case = Play(release(*SERVICE, digest="old")).start(data={"to": "Ash"})

    (refusal,) = case.plan(release(*SERVICE, digest="new", edits={"letter.send": "post.send"})).refusals

    assert refusal.message == (
        '"Send" has called the service "letter.send" and waits for its answer; the new release would call "post.send".'
    )


def test_a_call_that_was_given_up_is_made_again_as_the_new_release_has_it():
    case = Play(release(*SERVICE, digest="old")).start(data={"to": "Ash"})
    case.fail("Task_Send")

    case.move(release(*SERVICE, digest="new", edits={">closure<": ">welcome<"}))
    case.retry()

    assert next(iter(case.calls.values())).parameters["template"] == "welcome"


def test_an_incident_is_mended_by_a_release_without_the_mistake():
    case = Play(release("failures/outputs_fail.bpmn", digest="old")).start(data={"count": 1})
    case.complete("Task_Ask", key="nobody")
    incident = next(iter(case.incidents))

    step = case.move(
        release("failures/outputs_fail.bpmn", digest="new", edits={"=due(key)": "=1", '"Ask"': '"Ask again"'})
    )
    case.retry()

    assert [(each.id, each.name) for each in step.moved.incidents] == [(incident, "Ask again")]
    assert case.tasks == ["Task_After"]
    assert case.incidents == {}


GATEWAY = ("gateways/event_gateway.bpmn",)
WITHOUT_SOON = {'sourceRef="Gateway_Wait" targetRef="Event_Soon"': 'sourceRef="Task_Read" targetRef="Event_Soon"'}


def test_an_event_gateway_waits_for_what_the_new_release_has_behind_it():
    facts = CaseFacts(case={"reference": "HAR-1"})
    case = Play(release(*GATEWAY, digest="old"), facts).start()
    due = case.last.next_due

    case.move(release(*GATEWAY, digest="fewer", edits=WITHOUT_SOON))
    assert (case.armed, case.awaited) == (["Event_Late"], ["Event_Reply"])
    case.move(release(*GATEWAY, digest="as before"))

    assert (case.armed, case.awaited) == (["Event_Late", "Event_Soon"], ["Event_Reply"])
    assert case.last.next_due == due
    case.message("reply", text="yes")
    assert (case.tasks, case.armed, case.awaited) == (["Task_Read"], [], [])


def waiting(gateway: bool, digest: str):
    """Return a process that waits for a message, alone or behind a gateway beside a timer."""
    catch = f'<intermediateCatchEvent id="Event_Reply">{MESSAGE}</intermediateCatchEvent><endEvent id="Event_Over"/>'
    late = f'<intermediateCatchEvent id="Event_Late">{timer("timeDuration", "P9D")}</intermediateCatchEvent>'
    beside = f'<eventBasedGateway id="Gateway_First"/>{late}'
    if not gateway:
        return release_of(drawn(catch, "Event_Begin Event_Reply Event_Over"), digest=digest)
    paths = ("Event_Begin Gateway_First Event_Reply Event_Over", "Gateway_First Event_Late Event_Over")
    return release_of(drawn(catch + beside, *paths), digest=digest)


def test_an_event_that_stands_behind_a_gateway_from_now_on_waits_beside_the_others():
    case = Play(waiting(gateway=False, digest="old")).start()

    case.move(waiting(gateway=True, digest="new"))

    assert (case.awaited, case.armed) == (["Event_Reply"], ["Event_Late"])
    case.wait(days=9)
    assert case.done


def test_events_that_waited_for_the_first_of_them_cannot_wait_apart():
    case = Play(waiting(gateway=True, digest="old")).start()

    assert reasons(case, waiting(gateway=False, digest="new")) == ["element-gone"]


PARALLEL = ("gateways/parallel_in_loop.bpmn",)
# B is done after the join instead of beside A
AFTER = {
    'sourceRef="Gateway_Fork" targetRef="Task_B"': 'sourceRef="Gateway_Fork" targetRef="Gateway_Join"',
    'sourceRef="Gateway_Join" targetRef="Task_Check"': 'sourceRef="Gateway_Join" targetRef="Task_B"',
    'sourceRef="Task_B" targetRef="Gateway_Join"': 'sourceRef="Task_B" targetRef="Task_Check"',
}


def test_what_was_done_side_by_side_cannot_stand_one_after_the_other():
    case = Play(release(*PARALLEL, digest="old")).start()

    (refusal,) = case.plan(release(*PARALLEL, digest="new", edits=AFTER)).refusals

    assert refusal.message == '"A" and "B" are never open together in the new release.'


def test_a_case_that_is_past_the_change_follows_it():
    case = Play(release(*PARALLEL, digest="old")).start()
    case.complete("Task_A")
    case.complete("Task_B")

    case.move(release(*PARALLEL, digest="new", edits=AFTER))
    case.complete("Task_Check", again=True)

    assert case.tasks == ["Task_A"]


def test_a_token_that_waits_at_a_join_counts_when_a_step_is_put_before_it():
    case = Play(release(*PARALLEL, digest="old")).start()
    case.complete("Task_A")
    step = (
        '<bpmn:userTask id="Task_New"></bpmn:userTask>'
        '<bpmn:sequenceFlow id="Flow_New" sourceRef="Task_New" targetRef="Gateway_Join"/></bpmn:process>'
    )
    more = {
        'sourceRef="Task_A" targetRef="Gateway_Join"': 'sourceRef="Task_A" targetRef="Task_New"',
        "</bpmn:process>": step,
    }

    case.move(release(*PARALLEL, digest="new", edits=more))
    case.complete("Task_B")

    assert case.tasks == ["Task_Check"]


def test_a_branch_that_would_never_be_begun_holds_the_case_back():
    case = Play(release(*PARALLEL, digest="old")).start()
    branch = (
        '<bpmn:userTask id="Task_New" name="New"/>'
        '<bpmn:sequenceFlow id="F1" sourceRef="Gateway_Fork" targetRef="Task_New"/>'
        '<bpmn:sequenceFlow id="F2" sourceRef="Task_New" targetRef="Gateway_Join"/></bpmn:process>'
    )
    new = release(*PARALLEL, digest="new", edits={"</bpmn:process>": branch})

    (refusal,) = case.plan(new).refusals

    assert refusal.message == '"Join" would wait for ever: nothing that is open can come to it from "New".'
    case.complete("Task_A")
    case.complete("Task_B")
    case.move(new)
    case.complete("Task_Check", again=True)
    assert case.tasks == ["Task_A", "Task_B", "Task_New"]


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ('<receiveTask id="Task_A" messageRef="Message_Urgent"/>', "is a user task and would be a receive task"),
        ('<scriptTask id="Task_A" scriptFormat="feel"><script>1</script></scriptTask>', "would be a script task"),
    ],
)
def test_an_open_task_cannot_become_something_else(new, sentence):
    old = release_of(diagram(user_task("Task_A")), digest="old")
    definitions = '<message id="Message_Urgent" name="urgent"/>'

    (refusal,) = Play(old).start().plan(release_of(diagram(new, definitions=definitions), digest="new")).refusals

    assert sentence in refusal.message


def test_a_message_that_is_waited_for_under_another_name_is_told():
    def wait(name: str, digest: str):
        definitions = f'<message id="Message_Urgent" name="{name}"/>'
        catch = f'<intermediateCatchEvent id="Event_Wait">{MESSAGE}</intermediateCatchEvent>'
        return release_of(diagram(catch, definitions=definitions), digest=digest)

    case = Play(wait("urgent", "old")).start()

    step = case.move(wait("at once", "new"))

    assert [message.message for message in step.moved.awaited] == ["at once"]
    case.message("at once")
    assert case.done


def test_a_new_event_that_cannot_be_waited_for_holds_the_case_back():
    late = '<boundaryEvent id="Event_Late" attachedToRef="Task_A">{}</boundaryEvent>'.format(timer("timeDate", "=when"))
    path = '<sequenceFlow id="Flow_Late" sourceRef="Event_Late" targetRef="Event_Over"/>'
    old = release_of(diagram(user_task("Task_A")), digest="old")
    new = release_of(diagram(user_task("Task_A"), beside=late + path), digest="new")

    (refusal,) = Play(old).start().plan(new).refusals

    assert refusal.message == '"Event_Late" would fail in the new release: The timer has no time: =when is null.'


def guarded(*, digest: str, event: str = "", inside: str = "", interrupting: bool = True):
    """Return a process that calls one, with an event at the border of the call and a listener inside it."""
    border = f'<boundaryEvent id="Event_Guard" attachedToRef="Call_Inner" cancelActivity="{str(interrupting).lower()}">'
    late = f'{border}{event}</boundaryEvent><userTask id="Task_Late"/>' if event else ""
    paths = ["Event_Begin Call_Inner Task_Last Event_Over", *(["Event_Guard Task_Late Event_Over"] if event else [])]
    body = call("Call_Inner", "inner") + user_task("Task_Last") + '<endEvent id="Event_Over"/>' + late
    inner = drawn(
        f'{user_task("Task_Deep")}<endEvent id="Event_Over"/>{inside}',
        "Event_Begin Task_Deep Event_Over",
        process="inner",
    )
    return release_of(drawn(body, *paths, process="outer"), inner, digest=digest)


@pytest.mark.parametrize(("interrupting", "left"), [(True, ["Task_Late"]), (False, ["Task_Deep", "Task_Late"])])
def test_an_event_at_the_border_of_a_called_process_guards_what_is_under_way_inside(interrupting, left):
    case = Play(guarded(digest="old")).start("outer")

    case.move(guarded(digest="new", event=timer("timeDuration", "P2D"), interrupting=interrupting))
    case.wait(days=2)

    assert case.tasks == left


def test_a_called_process_goes_on_when_the_event_at_its_border_is_gone():
    case = Play(guarded(digest="old", event=MESSAGE)).start("outer")

    case.move(guarded(digest="new"))
    case.complete("Task_Deep")
    case.complete("Task_Last")

    assert case.done


def test_a_listener_inside_a_called_process_begins_to_listen():
    case = Play(guarded(digest="old")).start("outer")

    case.move(guarded(digest="new", inside=listener(MESSAGE)))
    case.message("urgent")

    assert case.tasks == ["Sub_Listener_Task", "Task_Deep"]
    case.complete("Task_Deep")
    assert case.tasks == ["Sub_Listener_Task"]
    case.complete("Sub_Listener_Task")
    assert case.tasks == ["Task_Last"]


def test_a_reminder_that_was_given_beside_a_step_cannot_stand_where_it_would_have_ended_the_step():
    old = guarded(digest="old", event=timer("timeDuration", "P2D"), interrupting=False)
    case = Play(old).start("outer")
    case.wait(days=2)

    (refusal,) = case.plan(guarded(digest="new", event=timer("timeDuration", "P2D"))).refusals

    assert "never open together" in refusal.message


def test_an_inclusive_join_that_need_not_wait_any_longer_goes_on():
    def either(with_way_back: bool, digest: str):
        join = '<inclusiveGateway id="Gateway_Join"/>'
        body = (
            '<inclusiveGateway id="Gateway_Split"/><userTask id="Task_A"/><userTask id="Task_B"/>'
            f'{join}<userTask id="Task_Last"/><endEvent id="Event_Over"/><endEvent id="Event_Apart"/>'
        )
        paths = ["Event_Begin Gateway_Split", "Task_A Gateway_Join Task_Last Event_Over"]
        paths += ["Task_B Gateway_Join" if with_way_back else "Task_B Event_Apart"]
        ways = "".join(
            f'<sequenceFlow id="Flow_{task}" sourceRef="Gateway_Split" targetRef="{task}">'
            "<conditionExpression>=true</conditionExpression></sequenceFlow>"
            for task in ("Task_A", "Task_B")
        )
        return release_of(drawn(body + ways, *paths), digest=digest)

    case = Play(either(with_way_back=True, digest="old")).start()
    case.complete("Task_A")
    assert case.tasks == ["Task_B"]

    case.move(either(with_way_back=False, digest="new"))

    assert case.tasks == ["Task_B", "Task_Last"]


STUCK = ("failures/stuck.bpmn",)


def test_a_case_that_is_stuck_at_a_join_goes_on_when_the_join_is_mended():
    case = Play(release(*STUCK, digest="old")).start()
    case.complete("Task_B")
    assert [incident.kind for incident in case.incidents.values()] == ["stuck"]

    step = case.move(release(*STUCK, digest="new", edits={"parallelGateway": "inclusiveGateway"}))

    assert len(step.incidents_ended) == 1
    assert case.done


def test_a_called_process_that_is_gone_holds_back_even_what_failed_on_its_way_out():
    inner = diagram(user_task("Task_Deep"), process="inner")
    given = '<camunda:out sourceExpression="=due(&quot;nobody&quot;)" target="due"/>'
    inside = f"<extensionElements>{given}</extensionElements>"
    calling = f'<callActivity id="Call_Inner" calledElement="{{}}">{inside}</callActivity>'
    case = Play(release_of(diagram(calling.format("inner"), process="outer"), inner, digest="old")).start("outer")
    case.complete("Task_Deep")
    assert [incident.element for incident in case.incidents.values()] == ["Call_Inner"]

    assert reasons(case, release_of(diagram(calling.format("gone"), process="outer"), digest="new")) == ["process-gone"]
    mended = calling.replace("=due(&quot;nobody&quot;)", "=1")
    case.move(release_of(diagram(mended.format("inner"), process="outer"), inner, digest="new"))
    case.retry()
    assert case.done
    assert case.last.output == {"due": 1}
