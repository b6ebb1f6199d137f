"""No text of a diagram is ever Python, whichever door it tries, before and after a restore."""

import builtins

import pytest

from service.engine.facts import NoFacts
from service.engine.script_engine import PythonRefusedError
from service.engine.state import restore
from service.engine.turn import Turn
from tests.conformance.play import MONDAY, Play
from tests.unit.engine.diagrams import diagram, release_of, user_task

HOSTILE = "__import__('os').environ.setdefault('PWNED', '1')"
MESSAGE = '<message id="Message_Note" name="note"/>'
TIMER = "<timerEventDefinition><timeDate>={}</timeDate></timerEventDefinition>"
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
    "collection": (f'<userTask id="T"><multiInstanceLoopCharacteristics camunda:collection="={HOSTILE}"/></userTask>'),
}


@pytest.fixture
def watched(monkeypatch):
    """Let any evaluation of Python code fail the test."""

    def refuse(*_arguments, **_options):
        raise AssertionError("Python was evaluated")

    for name in ("eval", "exec"):
        monkeypatch.setattr(builtins, name, refuse)


@pytest.mark.parametrize("place", PLACES)
def test_python_in_a_diagram_does_nothing(place, watched, monkeypatch):
    monkeypatch.delenv("PWNED", raising=False)
    case = Play(release_of(diagram(PLACES[place], definitions=MESSAGE))).start()

    for task in list(case.open.values()):
        case.complete(task.element)

    assert case.done or case.incidents


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
