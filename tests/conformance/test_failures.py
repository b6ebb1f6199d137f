"""What fails becomes an incident; nothing hangs unseen."""

from service.engine.runner import BUDGET


def test_a_loop_that_never_waits_is_stopped_and_can_be_let_go(play):
    case = play("endless.bpmn").start(data={"n": 0, "limit": 10**9})

    assert [i.kind for i in case.incidents.values()] == ["step-budget"]
    case.retry(limit=0)

    assert case.incidents == {}
    assert case.task("Task_After").prefill["n"] > BUDGET / 4


def test_a_loop_deeper_than_a_thousand_ends_where_it_should(play):
    case = play("endless.bpmn").start(data={"n": 0, "limit": 2_500})

    assert case.task("Task_After").prefill == {"n": 2_500}
    case.complete("Task_After")
    assert case.done


def test_a_join_that_waits_for_a_token_that_cannot_come_is_an_incident(play):
    case = play("stuck.bpmn").start()

    case.complete("Task_B")

    assert [(i.kind, i.element) for i in case.incidents.values()] == [("stuck", "stuck")]
    case.retry()
    assert [i.kind for i in case.incidents.values()] == ["stuck"]
    assert case.cancel().status == "cancelled"


def test_a_failed_element_stops_alone_and_is_run_again_with_mended_data(play):
    case = play("timer_without_time.bpmn").start()

    assert case.tasks == ["Task_Beside"]
    case.complete("Task_Beside")
    assert not case.done
    case.retry(when="2026-12-15T09:00:00Z")

    assert case.armed == ["Event_When"]
    case.wait(days=2)
    assert case.tasks == ["Task_After"]


def test_an_error_that_nobody_catches_is_an_incident_not_an_end(play):
    case = play("uncaught_error.bpmn").start()

    case.complete("Task_Work")

    assert [i.kind for i in case.incidents.values()] == ["uncaught-error"]
    assert not case.done


def test_answers_wait_for_the_retry_and_are_mapped_once(play):
    case = play("outputs_fail.bpmn", "deadlines.dmn").start(data={"count": 1})

    case.complete("Task_Ask", key="nothing")
    assert [(i.element, i.kind) for i in case.incidents.values()] == [("Task_Ask", "expression")]
    assert case.tasks == []
    assert [closed.ending for closed in case.last.closed] == ["completed"]
    case.retry(key="triage")

    assert case.task("Task_After").prefill == {"count": 2}
