"""Scripts, decisions, manual tasks."""

from decimal import Decimal


def test_a_script_puts_its_value_into_the_result_variable(play):
    case = play("script_and_manual.bpmn").start()

    assert case.tasks == ["Task_Post"]
    case.complete("Task_Post", actor="fsw.west")
    assert case.last.history[0].actor == "fsw.west"
    case.complete("Task_Anything")

    assert case.last.output == {"sum": Decimal("3.3")}


def test_a_decision_tells_which_rows_fired(play):
    case = play("decision.bpmn", "route.dmn").start(data={"level": 3})

    (taken,) = case.last.decisions
    assert (taken.element, taken.decision, taken.rows, taken.inputs) == (
        "Task_Route",
        "route",
        ("Row_High",),
        {"level": 3},
    )
    assert case.task("Task_After").prefill == {"route": "social care"}


def test_a_decision_that_the_release_lacks_is_an_incident(play):
    case = play("decision.bpmn").start(data={"level": 3})

    assert [i.element for i in case.incidents.values()] == ["Task_Route"]


def test_history_tells_when_waiting_elements_were_entered(play):
    case = play("script_and_manual.bpmn").start()

    entered = [(e.element, e.state) for e in case.last.history]

    assert entered == [
        ("Event_Started", "completed"),
        ("Task_Add", "completed"),
        ("Task_Post", "entered"),
    ]
