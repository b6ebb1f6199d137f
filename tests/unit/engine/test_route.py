"""The stages of a process, in the order in which they are gone through."""

from service.engine.route import stages_of
from tests.unit.engine.diagrams import diagram, release_of


def step(kind: str, id_: str, stage: str, more: str = "") -> str:
    named = f'<camunda:property name="case_stage" value="{stage}"/>'
    inside = f"<extensionElements><camunda:properties>{named}</camunda:properties></extensionElements>"
    return f'<{kind} id="{id_}" {more}>{inside}</{kind}>'


def test_stages_stand_in_the_order_of_the_way():
    release = release_of(diagram(step("userTask", "Task_A", "Triage"), step("userTask", "Task_B", "Support")))

    assert [stage.name for stage in stages_of(release, "p")] == ["Triage", "Support"]


def test_a_process_that_is_called_in_two_stages_does_not_join_them():
    letter = diagram('<userTask id="Task_Letter"/>', process="letter")
    whole = diagram(
        step("callActivity", "Call_First", "Start", 'calledElement="letter"'),
        step("userTask", "Task_Review", "Review"),
        step("callActivity", "Call_Last", "Closing", 'calledElement="letter"'),
        process="whole",
    )

    found = stages_of(release_of(whole, letter), "whole")

    assert [stage.name for stage in found] == ["Start", "Review", "Closing"]
    assert found[1].places == {("whole", "Task_Review")}
