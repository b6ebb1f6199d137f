"""Calls that leave with the Step and are answered later."""

import pytest

from service.engine.commands import CompleteService
from service.engine.errors import TaskNotOpenError


def test_a_service_task_calls_once_and_goes_on_with_the_answer(play):
    case = play("service.bpmn").start(data={"to": "Ash"})
    (call,) = case.last.calls

    case.answer("Task_Send", number=3)

    assert (call.topic, dict(call.parameters), call.retries) == ("letter.send", {"template": "closure", "to": "Ash"}, 5)
    assert case.task("Task_After").prefill == {"number": 3}
    assert [closed.ending for closed in case.last.calls_ended] == ["completed"]


def test_a_second_answer_finds_nobody_waiting(play):
    case = play("service.bpmn").start()
    call = case.last.calls[0].id
    case.answer("Task_Send", number=3)

    with pytest.raises(TaskNotOpenError):
        case.do(CompleteService(call_id=call))


def test_a_call_that_was_given_up_is_an_incident_and_can_be_made_again(play):
    case = play("service.bpmn").start(data={"to": "Ash"})

    case.fail("Task_Send", "host unreachable")
    assert [(i.kind, i.message) for i in case.incidents.values()] == [("service", "host unreachable")]
    assert case.called == ["Task_Send"]
    step = case.retry(to="Oak")

    assert case.incidents == {}
    assert [call.parameters["to"] for call in step.calls] == ["Oak"]
    case.answer("Task_Send", number=1)
    assert case.tasks == ["Task_After"]


def test_a_late_answer_ends_the_incident_too(play):
    case = play("service.bpmn").start()
    case.fail("Task_Send")

    case.answer("Task_Send", number=1)

    assert case.incidents == {}
    assert case.tasks == ["Task_After"]


def test_an_error_of_the_service_goes_to_the_boundary_event(play):
    case = play("service.bpmn").start()

    case.error("Task_Send", "unknown")

    assert case.tasks == ["Task_Mend"]
    assert case.called == []


def test_an_error_that_nobody_catches_is_an_incident(play):
    case = play("service.bpmn").start()

    case.error("Task_Send", "other")
    assert [i.kind for i in case.incidents.values()] == ["uncaught-error"]
    case.retry()

    assert case.called == ["Task_Send"]
