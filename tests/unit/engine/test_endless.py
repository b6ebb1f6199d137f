"""Whatever a process is made to calculate: it is stopped with a clear message and an incident, and can be mended."""

import time
from datetime import timedelta

import pytest

from service.engine import next_start
from service.engine.checks import check_diagrams
from service.engine.checks.known import Known
from service.engine.decisions.checks import check_decisions
from service.engine.errors import EngineError
from service.findings import LONGEST
from tests.conformance.play import MONDAY, Play
from tests.unit.engine.diagrams import diagram, release_of, timer, user_task

ENDLESS = "count(for a in 1..99999, b in 1..99999 return a)"
SLOW = "count(for a in 1..count(n) return string length(string(n)))"  # some tenths of a second, and it ends


def script(element: str, text: str, variable: str = "found") -> str:
    return (
        f'<scriptTask id="{element}" scriptFormat="feel" camunda:resultVariable="{variable}"><script>{text}</script>'
        "</scriptTask>"
    )


def played(*chain: str, **data: object) -> Play:
    return Play(release_of(diagram(*chain))).start(data=data)


def require_quick(begun: float, seconds: float) -> None:
    assert time.thread_time() - begun < seconds


def test_an_expression_that_takes_too_long_is_an_incident_and_no_null():
    begun = time.thread_time()

    case = played(script("Task_Count", ENDLESS), user_task())

    (incident,) = case.incidents.values()
    assert (incident.element, incident.kind) == ("Task_Count", "expression")
    assert "was stopped: it takes more than" in incident.message
    require_quick(begun, 4)


def test_a_condition_that_takes_too_long_does_not_choose_the_default_way():
    body = (
        '<exclusiveGateway id="Gateway_Which" default="Flow_B"/><userTask id="Task_A"/><userTask id="Task_B"/>'
        '<sequenceFlow id="Flow_Start" sourceRef="Event_Started" targetRef="Gateway_Which"/>'
        f'<sequenceFlow id="Flow_A" sourceRef="Gateway_Which" targetRef="Task_A"><conditionExpression>={ENDLESS} &gt; 0'
        '</conditionExpression></sequenceFlow><sequenceFlow id="Flow_B" sourceRef="Gateway_Which" targetRef="Task_B"/>'
    )
    before, after = (f'sourceRef="{source}" targetRef="Event_Over"/>' for source in ("Event_Started", "Task_A"))
    xml = diagram().replace(before.encode(), (after + body).encode())

    case = Play(release_of(xml)).start()

    assert case.tasks == []
    assert [incident.element for incident in case.incidents.values()] == ["Gateway_Which"]


def test_many_slow_expressions_together_are_stopped():
    items = '<multiInstanceLoopCharacteristics camunda:collection="=for i in 1..200 return i"/>'
    slow = script("Task_Slow", f"{SLOW} + loopCounter").replace("</scriptTask>", f"{items}</scriptTask>")
    begun = time.thread_time()

    case = played(slow, user_task(), n=list(range(300)))

    assert {incident.kind for incident in case.incidents.values()} <= {"step-budget", "expression"}
    assert case.incidents or case.tasks
    require_quick(begun, 8)


@pytest.mark.parametrize(
    "text", ["for i in 1..60 return {a: partial, b: partial}", "for i in 1..9999 return long"], ids=["shared", "long"]
)
def test_a_value_that_would_be_endless_when_kept_is_an_incident(text):
    begun = time.thread_time()

    case = played(script("Task_Grow", text), user_task(), long="a" * 100_000)

    (incident,) = case.incidents.values()
    assert "cannot be kept" in incident.message
    require_quick(begun, 6)


def test_variables_that_were_let_in_one_by_one_can_always_be_saved():
    text = "for i in 1..40000 return &quot;aaaaaaaaaaaaaaaaaaaa&quot;"
    chain = [script(f"Task_{n}", text, f"v{n}") for n in range(8)]

    case = played(*chain, user_task())

    assert case.tasks == ["Task_Ask"]
    case.complete("Task_Ask")
    assert case.done


def test_a_start_by_the_calendar_that_never_finds_its_day_is_refused_soon():
    late = f"=if {ENDLESS} = 0 then now() else date(&quot;2020-01-01&quot;)"
    begins = f'<startEvent id="Event_Started">{timer("timeDate", late)}</startEvent>'
    xml = diagram(user_task()).replace(b'<startEvent id="Event_Started"/>', begins.encode())
    begun = time.thread_time()

    with pytest.raises(EngineError, match="stopped"):
        next_start(release_of(xml), "p", "Event_Started", MONDAY - timedelta(days=1))

    require_quick(begun, 4)


def test_a_table_that_would_be_compared_for_hours_is_told_and_not_judged():
    cell = "some a in 1..99999 satisfies ? = a + 100000"
    rows = "".join(
        f'<rule id="r{n}"><inputEntry id="i{n}"><text>{cell if n % 2 else n * 7}</text></inputEntry>'
        f'<outputEntry id="o{n}"><text>{n}</text></outputEntry></rule>'
        for n in range(300)
    )
    table = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">'
        '<decision id="slow" name="slow"><decisionTable id="t" hitPolicy="UNIQUE"><input id="i"><inputExpression '
        'id="e" typeRef="number"><text>n</text></inputExpression></input><output id="o" name="out" typeRef="number"/>'
        f"{rows}</decisionTable></decision></definitions>"
    )
    begun = time.thread_time()

    codes = {finding.code for finding in check_decisions({"slow.dmn": table.encode()}, names=frozenset({"n"}))}

    assert "rows-not-judged" in codes
    require_quick(begun, 10)


def test_cells_and_conditions_of_megabytes_are_refused_in_a_few_words():
    long = "x" * 1_000_000
    table = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">'
        f'<decision id="long" name="long"><literalExpression id="e"><text>"{long}"</text></literalExpression>'
        "</decision></definitions>"
    )
    ways = f'<conditionExpression>="{long}" = n</conditionExpression>'
    body = (
        '<exclusiveGateway id="Gateway_Which"/><sequenceFlow id="Flow_A" sourceRef="Event_Started" '
        'targetRef="Gateway_Which"/><sequenceFlow id="Flow_B" sourceRef="Gateway_Which" targetRef="Event_Over">'
    )
    begun = time.thread_time()

    found = check_decisions({"long.dmn": table.encode()})
    found += check_diagrams({"long.bpmn": diagram(beside=f"{body}{ways}</sequenceFlow>")}, known=Known())

    about = {finding.code: finding.message for finding in found}
    assert "longer than 20000 characters" in about["expression-unreadable"]
    assert "longer than 20000 characters" in about["expression-not-readable"]
    assert max(map(len, about.values())) <= LONGEST
    require_quick(begun, 4)
