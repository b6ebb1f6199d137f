"""Called processes and embedded sub-processes."""


def test_only_mapped_data_goes_into_and_out_of_a_called_process(play):
    case = play("caller.bpmn", "callee.bpmn").start("caller")

    case.complete("Task_Ask", name="Ann", secret="hidden")
    assert case.task("Task_Visit").process == "callee"
    case.complete("Task_Visit")
    case.complete("Task_After")

    assert case.done
    assert case.last.output == {"name": "Ann", "secret": "hidden", "outcome": "Ann 2"}


def test_a_called_process_that_the_release_lacks_is_an_incident(play):
    case = play("caller.bpmn").start("caller")

    case.complete("Task_Ask", name="Ann")

    assert [i.message for i in case.incidents.values()] == ['The release has no process "callee".']


def test_an_embedded_sub_process_shares_the_variables(play):
    case = play("embedded.bpmn").start()

    case.complete("Task_Inner", x=5)

    assert case.task("Task_After").prefill == {"x": 5}
    assert case.history == ["Event_Started", "Event_InnerStarted", "Task_Inner", "Event_InnerOver", "Sub_Inner"]


def test_cancelling_closes_what_is_open_inside(play):
    case = play("caller.bpmn", "callee.bpmn").start("caller")
    case.complete("Task_Ask", name="Ann")

    step = case.cancel()

    assert step.status == "cancelled"
    assert [(closed.ending, len(step.closed)) for closed in step.closed] == [("cancelled", 1)]
    assert {entry.element for entry in step.history if entry.state == "cancelled"} == {"Call_Visit", "Task_Visit"}
