"""What is saved can be read again, stays small, and is refused unharmed when it cannot be read."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.engine.commands import FireTimers, RetryIncident
from service.engine.errors import EngineError, StateUnreadableError
from tests.conformance.play import Play
from tests.unit.engine.diagrams import diagram, release_of, user_task

RELEASE = release_of(diagram(user_task(outputs={"kept": "=kept"}), user_task("Task_After")))
KEYS = st.sampled_from(["typename", "@feel", "@feel:x", "value", "data_objects", "__class__", "case", "a b", ""])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_no_answer_can_make_an_instance_unreadable(value):
    case = Play(RELEASE).start()

    case.complete("Task_Ask", kept=value)
    case.complete("Task_After")

    assert case.last.output == {"kept": value}


def damaged(state: bytes, **changes: object) -> bytes:
    return json.dumps({**json.loads(state), **changes}).encode()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda state: damaged(state, format=2),
        lambda state: damaged(state, library="3.1.0"),
        lambda state: damaged(state, release="another"),
        lambda state: damaged(state, process="another"),
        lambda state: damaged(state, scopes=[]),
        lambda state: damaged(state, status="asleep"),
        lambda state: damaged(state, deadlines=None),
        lambda state: damaged(
            state, scopes=[{**json.loads(state)["scopes"][0], "tokens": [["0" * 32, -1, "x", "y", 0]]}]
        ),
        lambda _state: b"[" * 100_000,
        lambda state: state[:-2],
        lambda _state: b"",
        lambda _state: b"[]",
        lambda state: state.replace(b"Task_Ask", b"Task_Gone"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(spoil):
    case = Play(RELEASE).start()
    state = spoil(case.last.state)
    case.steps[-1] = type(case.last)(state=state, status=case.last.status, changed=True, next_due=None)

    with pytest.raises(StateUnreadableError) as refused:
        case.do(FireTimers())

    assert str(refused.value).endswith(".")


LOOP = (
    '<exclusiveGateway id="Gateway_In"/><exclusiveGateway id="Gateway_Out" default="Flow_Back"/>'
    '<sequenceFlow id="Flow_Back" sourceRef="Gateway_Out" targetRef="Gateway_In"/>'
    '<sequenceFlow id="Flow_In" sourceRef="Event_Started" targetRef="Gateway_In"/>'
    '<sequenceFlow id="Flow_Ask" sourceRef="Gateway_In" targetRef="Task_Ask"/>'
    '<sequenceFlow id="Flow_Asked" sourceRef="Task_Ask" targetRef="Gateway_Out"/>'
    '<sequenceFlow id="Flow_Late" sourceRef="Event_Late" targetRef="Gateway_In"/>'
    '<boundaryEvent id="Event_Late" attachedToRef="Task_Ask"><timerEventDefinition>'
    "<timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"
)


def test_an_old_instance_is_as_small_as_a_young_one():
    task = user_task(outputs={"kept": "=kept"})
    source = re.sub(r'<sequenceFlow id="Flow_\d"[^>]*>', "", diagram(task, beside=LOOP).decode())
    case = Play(release_of(source.encode())).start()
    sizes = {}

    for visit in range(1, 2_001):
        case.complete("Task_Ask", kept="x")
        sizes[visit] = (len(case.last.state), len(json.loads(case.last.state)["scopes"][0]["tokens"]))
        del case.steps[:-1]

    assert sizes[2_000] == sizes[10]


def test_what_is_no_value_of_ours_is_refused_before_anything_changes():
    case = Play(RELEASE).start()

    with pytest.raises(EngineError, match="float"):
        case.complete("Task_Ask", kept=0.5)

    assert case.complete("Task_Ask", kept=1).changed


def test_a_value_that_cannot_be_saved_is_an_incident_not_a_broken_instance():
    script = '<scriptTask id="T" camunda:resultVariable="f"><script>function(x) x</script></scriptTask>'

    case = Play(release_of(diagram(script))).start()

    assert [incident.element for incident in case.incidents.values()] == ["T"]


def test_an_item_that_failed_is_run_again_alone():
    items = '<multiInstanceLoopCharacteristics camunda:collection="=[1, 2]"/>'
    task = user_task(outputs={"due": "=due(key)"}, inside=items).replace(
        "</camunda:inputOutput>",
        '</camunda:inputOutput><camunda:properties><camunda:property name="collect" value="keys: =key"/>'
        "</camunda:properties>",
    )
    case = Play(release_of(diagram(task))).start()

    case.complete("Task_Ask", item="1", key="nothing")
    case.complete("Task_Ask", item="2", key="nothing")
    assert len(case.incidents) == 2
    first, second = case.incidents
    case.do(RetryIncident(incident_id=first, data={"key": None}))

    # the release has no deadlines at all, so both still fail, each by itself
    assert set(case.incidents) == {first, second}
    assert case.last.incidents[0].id == first
