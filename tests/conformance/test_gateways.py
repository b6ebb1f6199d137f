"""Gateways, in loops too."""

import pytest


def test_an_exclusive_gateway_takes_the_flow_whose_condition_is_true(play):
    case = play("exclusive.bpmn").start()

    case.complete("Task_Ask", level=3)

    assert case.tasks == ["Task_High"]
    assert case.flows == ["Flow_Started_Ask", "Flow_Ask_Level"]
    assert case.last.history[-1].flows == ("Flow_Level_High",)


@pytest.mark.parametrize("level", [2, None, "three"])
def test_a_condition_that_is_false_or_null_leads_to_the_default_flow(play, level):
    case = play("exclusive.bpmn").start()

    case.complete("Task_Ask", level=level)

    assert case.tasks == ["Task_Low"]


def test_without_a_true_condition_and_a_default_the_gateway_is_an_incident_that_can_be_mended(play):
    case = play("exclusive_without_default.bpmn").start()

    incident = next(iter(case.incidents.values()))
    case.retry(level=3)

    assert (incident.element, incident.kind) == ("Gateway_Level", "expression")
    assert case.tasks == ["Task_High"]
    assert case.incidents == {}


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
def test_a_join_in_a_loop_waits_for_every_branch_on_every_pass(play, kind):
    case = play(f"{kind}_in_loop.bpmn").start()

    for _ in range(3):
        case.complete("Task_B")
        assert case.tasks == ["Task_A"]
        case.complete("Task_A")
        assert case.tasks == ["Task_Check"]
        assert case.last.history[-2].flows == ("Flow_A_Join", "Flow_B_Join")
        case.complete("Task_Check", again=True)
    for element in ("Task_A", "Task_B", "Task_Check"):
        case.complete(element, again=False)

    assert case.done


def test_an_inclusive_join_waits_only_for_what_can_still_come(play):
    one = play("inclusive_waits_for_what_can_come.bpmn").start(data={"a": True, "b": False})
    both = play("inclusive_waits_for_what_can_come.bpmn").start(data={"a": True, "b": True})
    neither = play("inclusive_waits_for_what_can_come.bpmn").start()

    one.complete("Task_A")
    both.complete("Task_A")
    both.complete("Task_B")

    assert one.tasks == ["Task_After"]
    assert both.tasks == ["Task_Later"]
    assert neither.tasks == ["Task_C"]
    both.complete("Task_Later")
    assert both.tasks == ["Task_After"]


def test_several_flows_out_of_a_task_split(play):
    case = play("parallel_split_without_gateway.bpmn").start()

    case.complete("Task_First")

    assert case.tasks == ["Task_A", "Task_B"]


def test_behind_an_event_gateway_the_first_event_takes_the_others_away(play):
    replied = play("event_gateway.bpmn").start()
    silent = play("event_gateway.bpmn").start()

    replied.message("reply", text="yes")
    silent.wait(minutes=59)
    assert silent.tasks == []
    silent.wait(minutes=1)

    assert (replied.tasks, replied.armed, replied.awaited) == (["Task_Read"], [], [])
    assert (silent.tasks, silent.armed, silent.awaited) == (["Task_Chase"], [], [])
    assert silent.history == ["Event_Started", "Gateway_Wait", "Event_Soon"]


def test_the_earliest_of_several_timers_behind_an_event_gateway_decides(play):
    case = play("event_gateway.bpmn").start()

    # both are due by now: the earlier one fires, the later one is gone
    case.wait(days=20)

    assert case.tasks == ["Task_Chase"]
