"""Both dialects are read; the published bytes stay as they are."""

import pytest

from service.engine.errors import ReleaseError
from tests.conformance.play import Play
from tests.unit.engine.diagrams import diagram, release_of, user_task

SPIFF = (
    '<userTask id="Task_Ask"><extensionElements><spiffworkflow:instructionsForEndUser>Ask kindly'
    "</spiffworkflow:instructionsForEndUser><spiffworkflow:properties>"
    '<spiffworkflow:property name="formJsonSchemaFilename" value="ask.json"/>'
    '<spiffworkflow:property name="rules" value="HAR-001"/></spiffworkflow:properties></extensionElements></userTask>'
)
OPERATOR = (
    '<serviceTask id="Task_Send"><extensionElements>'
    '<spiffworkflow:serviceTaskOperator id="letter.send" resultVariable="sent"><spiffworkflow:parameters>'
    '<spiffworkflow:parameter id="to" type="str" value="1 + 1"/></spiffworkflow:parameters>'
    "</spiffworkflow:serviceTaskOperator></extensionElements></serviceTask>"
)


def test_a_task_of_the_other_dialect_is_read():
    task = Play(release_of(diagram(SPIFF))).start().task("Task_Ask")

    assert (task.form, task.documentation, task.rules) == ("ask", "Ask kindly", ("HAR-001",))


def test_a_service_operator_becomes_an_external_call():
    case = Play(release_of(diagram(OPERATOR))).start()

    (call,) = case.last.calls
    case.answer("Task_Send", ok=True)

    assert (call.topic, dict(call.parameters)) == ("letter.send", {"to": 2})
    assert case.last.output == {"sent": {"ok": True}}


def test_a_form_key_names_a_form():
    key = '<userTask id="Task_Ask" camunda:formKey="embedded:app:forms/ask.form"/>'

    assert Play(release_of(diagram(key))).start().task("Task_Ask").form == "ask"


def test_the_published_bytes_are_kept():
    data = diagram(user_task(outputs={"a": "${a}"}))

    assert release_of(data).diagram("p") == data


def test_juel_that_cannot_be_translated_is_refused_with_its_element():
    with pytest.raises(ReleaseError) as refused:
        release_of(diagram(user_task(outputs={"a": "Dear ${name}"})))

    (finding,) = refused.value.findings
    assert (finding.element, finding.code) == ("Task_Ask", "expression-not-translatable")
