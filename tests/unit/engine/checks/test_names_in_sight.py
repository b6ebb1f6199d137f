"""Which names an expression can see is computed from what elements write, hand over and collect."""

import pytest

from service.engine.checks import Known, check_diagrams

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
KNOWN = Known(forms={"visit": frozenset({"outcome", "referrer.name"})}, roles={"fsw": "Worker"})
UNKNOWN = {"name-unknown", "answer-unknown"}


def extensions(*, outputs: str = "", properties: str = "", mappings: str = "") -> str:
    parameters = f"<c:inputOutput>{outputs}</c:inputOutput>" if outputs else ""
    listed = f"<c:properties>{properties}</c:properties>" if properties else ""
    return f"<extensionElements>{listed}{parameters}{mappings}</extensionElements>"


def output(name: str, text: str) -> str:
    return f'<c:outputParameter name="{name}">{text}</c:outputParameter>'


def prop(name: str, text: str) -> str:
    return f'<c:property name="{name}" value="{text}"/>'


def reads(name: str) -> str:
    return f'<scriptTask id="Reader" scriptFormat="feel" c:resultVariable="read"><script>{name}</script></scriptTask>'


def task(inner: str, *, attributes: str = 'c:formRef="visit"') -> str:
    return f'<userTask id="Task" c:candidateGroups="fsw" {attributes}>{inner}</userTask>'


def unknown(**processes: str) -> set[tuple[str, str]]:
    head = f'<definitions xmlns="{BPMN}" xmlns:c="{CAMUNDA}" id="D">'
    diagrams = {
        f"processes/test/{id_}.bpmn": f'{head}<process id="{id_}">{inside}</process></definitions>'.encode()
        for id_, inside in processes.items()
    }
    findings = check_diagrams(diagrams, known=KNOWN)
    return {(str(f.element), f.message.split('"')[-2]) for f in findings if f.code in UNKNOWN}


ITEMS = (
    '<multiInstanceLoopCharacteristics c:collection="=case.children" c:elementVariable="child">{0}'
    "</multiInstanceLoopCharacteristics>"
)


@pytest.mark.parametrize(
    ("writer", "name"),
    [
        (task(extensions(outputs=output("level", "=outcome"))), "level"),
        (task(extensions(outputs=output("who", "=referrer.name"))), "who"),
        ('<businessRuleTask id="Rule" c:decisionRef="d" c:resultVariable="team"/>', "team"),
        (task(extensions(properties=prop("collect", "all: =outcome")) + ITEMS.format("")), "all"),
        ('<serviceTask id="S">' + extensions(outputs=output("sent", "=result.id")) + "</serviceTask>", "sent"),
        (
            '<startEvent id="E">'
            + extensions(outputs=output("text", "=anything"))
            + "<messageEventDefinition/></startEvent>",
            "text",
        ),
        ("", "case"),
    ],
)
def test_what_an_element_writes_is_known(writer, name):
    assert unknown(p=writer + reads(name)) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (reads("levle"), "levle"),
        (reads("outcome"), "outcome"),  # an answer that nothing maps to a variable
        (task(ITEMS.format("")) + reads("child"), "child"),  # outside the loop
        (task(extensions(properties=prop("event_at", "=child.id")) + ITEMS.format("")), "child"),  # of the whole
    ],
)
def test_what_nobody_writes_is_named(text, name):
    assert {found for _, found in unknown(p=text)} == {name}


@pytest.mark.parametrize(
    "inner",
    [
        extensions(properties=prop("event", "done") + prop("event_at", "=outcome")),
        extensions(properties=prop("case_status", "=outcome")),
        extensions(properties=prop("collect", "all: =outcome + child.id")) + ITEMS.format(""),
        extensions(properties=prop("item_label", "child.name")) + ITEMS.format(""),
        ITEMS.format(
            "<completionCondition>=outcome = 1 and nrOfCompletedInstances = loopCounter</completionCondition>"
        ),
        extensions(outputs=output("attempts", "=if attempts = null then 1 else attempts + 1")),
    ],
)
def test_answers_and_items_are_seen_where_the_engine_shows_them(inner):
    assert unknown(p=task(inner)) == set()


def test_a_sub_process_sees_the_item_of_its_loop():
    inside = f'<subProcess id="Part">{ITEMS.format("")}{reads("child.name + string(loopCounter)")}</subProcess>'

    assert unknown(p=inside) == set()


def call(mappings: str) -> str:
    return f'<callActivity id="Call" calledElement="called">{extensions(mappings=mappings)}</callActivity>'


def test_only_what_is_mapped_reaches_a_called_process():
    writer = task(extensions(outputs=output("level", "=outcome")))

    assert unknown(p=writer + call('<c:in source="level" target="grade"/>'), called=reads("grade")) == set()
    assert unknown(p=writer + call(""), called=reads("level")) == {("Reader", "level")}
    assert unknown(p=writer + call('<c:in variables="all"/>'), called=reads("level")) == set()


def test_only_what_is_mapped_comes_back_from_a_called_process():
    inside = '<scriptTask id="S" scriptFormat="feel" c:resultVariable="score"><script>1</script></scriptTask>'

    assert unknown(p=call('<c:out source="score" target="points"/>') + reads("points"), called=inside) == set()
    assert unknown(p=call('<c:out source="scroe" target="points"/>'), called=inside) == {("Call", "scroe")}
    assert unknown(p=call("") + reads("score"), called=inside) == {("Reader", "score")}
    assert unknown(p=call('<c:out variables="all"/>') + reads("score"), called=inside) == set()


def test_an_answer_the_form_lacks_is_named_though_the_step_writes_a_variable_of_that_name():
    inner = extensions(outputs=output("visited_on", "=visited_on"))

    assert unknown(p=task(inner) + reads("visited_on")) == {("Task", "visited_on")}


def test_processes_that_call_each_other_are_no_endless_matter():
    there = (
        '<callActivity id="Call" calledElement="called">'
        + extensions(mappings='<c:in variables="all"/>')
        + "</callActivity>"
    )
    back = there.replace("called", "p")

    assert unknown(p=there + reads("nothing"), called=back) == {("Reader", "nothing")}
