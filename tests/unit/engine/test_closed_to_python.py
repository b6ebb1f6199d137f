"""No text of a diagram is ever Python, whichever door it tries, before and after a restore."""

import builtins
import os

import pytest

from service.engine.facts import NoFacts
from service.engine.script_engine import PythonRefusedError
from service.engine.state import restore
from service.engine.turn import Turn
from tests.conformance.play import MONDAY, Play
from tests.unit.engine.diagrams import diagram, release_of, user_task

HOSTILE = "__import__('os').environ.setdefault('PWNED', '1')"
MESSAGE = (
    '<message id="Message_Note" name="note"/><correlationProperty id="Property_Key" name="key">'
    f'<correlationPropertyRetrievalExpression messageRef="Message_Note"><messagePath>{HOSTILE}</messagePath>'
    "</correlationPropertyRetrievalExpression></correlationProperty>"
)
TIMER = "<timerEventDefinition><timeDate>={}</timeDate></timerEventDefinition>"
CALLED = diagram(user_task("Task_Other"), process="p2")
PLACES = {
    "output": user_task(outputs={"a": f"={HOSTILE}"}),
    "script": f'<scriptTask id="T" scriptFormat="python"><script>{HOSTILE}</script></scriptTask>',
    "timer": f'<intermediateCatchEvent id="T">{TIMER.format(HOSTILE)}</intermediateCatchEvent>',
    "message key": (
        '<receiveTask id="T" messageRef="Message_Note"><extensionElements><camunda:properties>'
        f'<camunda:property name="correlate.a" value="={HOSTILE}"/>'
        "</camunda:properties></extensionElements></receiveTask>"
    ),
    "preScript": (
        '<userTask id="T"><extensionElements><spiffworkflow:preScript>'
        f"{HOSTILE}</spiffworkflow:preScript><spiffworkflow:postScript>{HOSTILE}</spiffworkflow:postScript>"
        "</extensionElements></userTask>"
    ),
    "condition": (
        '<exclusiveGateway id="T" default="Flow_1"/>'
        '<sequenceFlow id="Flow_x" sourceRef="T" targetRef="Event_Over">'
        f"<conditionExpression>{HOSTILE} != null</conditionExpression></sequenceFlow>"
    ),
    "correlation": '<receiveTask id="T" messageRef="Message_Note"/>',
    "number of turns": (
        f'<userTask id="T"><multiInstanceLoopCharacteristics><loopCardinality>{HOSTILE}</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>"
    ),
    "completion condition": (
        '<userTask id="T"><multiInstanceLoopCharacteristics camunda:collection="=[1, 2]">'
        f"<completionCondition>{HOSTILE} != null</completionCondition></multiInstanceLoopCharacteristics></userTask>"
    ),
    "assignee and due date": f'<userTask id="T" camunda:assignee="={HOSTILE}" camunda:dueDate="={HOSTILE}"/>',
    "time of an event": (
        '<userTask id="T"><extensionElements><camunda:properties><camunda:property name="event" value="visited"/>'
        f'<camunda:property name="event_at" value="={HOSTILE}"/></camunda:properties></extensionElements></userTask>'
    ),
    "parameter of a call": (
        '<serviceTask id="T" camunda:type="external" camunda:topic="mail.send"><extensionElements><camunda:inputOutput>'
        f'<camunda:inputParameter name="to">={HOSTILE}</camunda:inputParameter>'
        "</camunda:inputOutput></extensionElements></serviceTask>"
    ),
    "called process": f'<callActivity id="T" calledElement="={HOSTILE}"/>',
    "what goes into a called process": (
        '<callActivity id="T" calledElement="p2"><extensionElements>'
        f'<camunda:in sourceExpression="={HOSTILE}" target="a"/></extensionElements></callActivity>'
    ),
    "collection": (f'<userTask id="T"><multiInstanceLoopCharacteristics camunda:collection="={HOSTILE}"/></userTask>'),
}


@pytest.fixture
def evaluated(monkeypatch):
    """What was given to Python to evaluate; noted and not raised, for a failure of an element becomes an incident."""
    seen = []
    for name in ("eval", "exec", "compile"):
        monkeypatch.setattr(builtins, name, lambda *arguments, _name=name, **_options: seen.append((_name, arguments)))
    return seen


@pytest.mark.parametrize("place", PLACES)
def test_python_in_a_diagram_does_nothing(place, evaluated, monkeypatch):
    monkeypatch.delenv("PWNED", raising=False)
    case = Play(release_of(diagram(PLACES[place], definitions=MESSAGE), CALLED)).start("p")

    for task in list(case.open.values()):
        case.complete(task.element, item=task.item)
    for waiting in list(case.waiting.values()):
        case.message(waiting.message)

    assert case.done or case.incidents
    assert evaluated == []
    assert "PWNED" not in os.environ


def test_a_restored_process_has_no_python_either():
    release = release_of(diagram(user_task()))
    state = Play(release).start().last.state

    instance = restore(release, state, Turn(release=release, now=MONDAY, facts=NoFacts()))

    engine = instance.script_engine
    for call in (
        lambda: engine.environment.evaluate("1 + 1", {}),
        lambda: engine.environment.execute("a = 1", {}),
        lambda: engine.environment.call_service({}),
        lambda: engine.validate("1 + 1"),
    ):
        with pytest.raises(PythonRefusedError):
            call()
