"""The rules of a step that says of itself which rule it carries out, and of one inside a call."""

from tests.conformance.play import Play
from tests.unit.engine.diagrams import diagram, release_of

RULES = (
    '<extensionElements><camunda:properties><camunda:property name="rules" value="{rules}"/></camunda:properties>'
    "</extensionElements>"
)
OWN = f'<userTask id="Task_Own">{RULES.format(rules="TST-002")}</userTask>'
CALL = f'<callActivity id="Call" calledElement="shared">{RULES.format(rules="TST-001 TST-003")}</callActivity>'


def rules_of(element: str, *inner: str) -> tuple[str, ...]:
    release = release_of(diagram(CALL, process="whole"), diagram(*inner, process="shared"))
    return Play(release).start("whole").task(element).rules


def test_a_step_inside_a_call_has_the_rules_of_the_call():
    assert rules_of("Task_Bare", '<userTask id="Task_Bare"/>') == ("TST-001", "TST-003")


def test_a_step_that_names_its_own_has_those_alone():
    assert rules_of("Task_Own", OWN) == ("TST-002",)


def test_a_step_without_any_around_it_has_none():
    release = release_of(diagram('<userTask id="Task_Bare"/>', process="whole"))

    assert Play(release).start("whole").task("Task_Bare").rules == ()
