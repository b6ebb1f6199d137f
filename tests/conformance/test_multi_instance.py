"""One token for each item of a collection."""


def test_items_run_side_by_side_and_results_come_in_the_order_of_the_items(play):
    case = play("parallel.bpmn").start(data={"children": ["a", "b", "c"]})
    assert case.tasks == ["Task_Visit[a]", "Task_Visit[b]", "Task_Visit[c]"]

    for child, mood in (("c", "calm"), ("a", "sad"), ("b", "glad")):
        case.complete("Task_Visit", item=child, mood=mood)

    assert case.task("Task_After").prefill == {"moods": ["a:sad", "b:glad", "c:calm"]}


def test_the_completion_condition_takes_the_other_items_away(play):
    case = play("parallel.bpmn").start(data={"children": ["a", "b", "c"]})

    case.complete("Task_Visit", item="b", mood="stop")

    assert case.task("Task_After").prefill == {"moods": ["b:stop"]}
    assert sorted(closed.ending for closed in case.last.closed) == ["cancelled", "cancelled", "completed"]


def test_a_second_pass_begins_with_nothing_of_the_first(play):
    case = play("parallel.bpmn").start(data={"children": ["a", "b"]})

    for _ in range(3):
        case.complete("Task_Visit", item="b", mood="x")
        case.complete("Task_Visit", item="a", mood="y")
        assert case.task("Task_After").prefill == {"moods": ["a:y", "b:x"]}
        case.complete("Task_After", again=True)


def test_a_sequential_one_in_a_loop_begins_again(play):
    case = play("sequential_in_loop.bpmn").start(data={"items": ["a", "b"]})

    for _ in range(2):
        assert case.tasks == ["Task_Visit[1]"]
        case.complete("Task_Visit", mood="x")
        assert case.tasks == ["Task_Visit[2]"]
        case.complete("Task_Visit", mood="y")
        assert case.task("Task_After").prefill == {"moods": ["x", "y"]}
        case.complete("Task_After", again=True)


def test_an_item_that_is_null_is_an_item(play):
    case = play("sequential_in_loop.bpmn").start(data={"items": [None, "b"]})

    case.complete("Task_Visit", mood="x")

    assert case.tasks == ["Task_Visit[2]"]


def test_nothing_to_repeat_over_is_passed_at_once(play):
    case = play("parallel.bpmn").start(data={"children": []})

    assert case.task("Task_After").prefill == {"moods": []}
    assert case.history == ["Event_Started", "Task_Visit"]


def test_something_that_is_no_list_is_an_incident(play):
    case = play("parallel.bpmn").start()

    assert [i.element for i in case.incidents.values()] == ["Task_Visit"]
    case.retry(children=["a"])
    assert case.tasks == ["Task_Visit[a]"]


def test_each_item_of_a_sub_process_decides_for_itself(play):
    case = play("sequential_sub_process.bpmn").start(data={"children": [{"name": "A"}, {"name": "B"}]})

    case.complete("Task_Decide", item="A", decision="no")
    case.complete("Task_Explain", item="A")
    case.complete("Task_Decide", item="B", decision="yes")

    assert case.task("Task_After").prefill == {"decisions": ["no", "yes"]}
    case.complete("Task_After")
    assert "decision" not in case.last.output


def test_called_processes_run_one_for_each_item(play):
    case = play("of_call_activity.bpmn", "child_visit.bpmn").start("of_call_activity", data={"items": ["a", "b"]})

    case.complete("Task_Visit", item="2")
    case.complete("Task_Visit", item="1")

    assert case.task("Task_After").prefill == {"results": ["a seen", "b seen"]}


def test_an_interrupting_event_takes_every_item_away(play):
    case = play("of_call_activity.bpmn", "child_visit.bpmn").start("of_call_activity", data={"items": ["a", "b"]})

    case.message("note")

    assert case.tasks == ["Task_Stopped"]


def test_without_a_collection_the_variables_that_an_item_changed_come_out(play):
    case = play("without_collect.bpmn").start(data={"items": ["a", "b"]})

    case.complete("Task_Visit", item="2", who="fsw", note="first")
    case.complete("Task_Visit", item="1", who="spa", note="second")

    # the loop variable itself stays inside
    assert case.task("Task_After").prefill == {"note": "second", "item": None, "who": "spa"}


def test_a_number_of_turns(play):
    case = play("by_number.bpmn").start()

    for _ in range(3):
        case.complete("Task_Call")

    assert case.task("Task_After").prefill == {"turns": [0, 1, 2]}
