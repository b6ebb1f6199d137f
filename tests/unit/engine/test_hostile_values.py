"""What people, services and expressions hand over survives or is refused; it never locks an instance up."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from service.engine.errors import EngineError
from tests.conformance.play import Play
from tests.unit.engine.diagrams import DEFINITIONS, MESSAGE, diagram, release_of, timer, user_task


def nested(depth: int) -> object:
    value: object = "end"
    for _ in range(depth):
        value = [value]
    return value


def asked() -> Play:
    """Return a process that keeps one answer and then asks again."""
    return Play(release_of(diagram(user_task(outputs={"kept": "=answer"}), user_task("Task_Next")))).start()


@pytest.mark.parametrize(
    "answer",
    [
        {"typename": "date", "@feel": "date", "@@feel": 1, "value": "x", "__proto__": {}, "a.b": 1, "": 2},
        "typename",
        "\0",
        "x" * 1_000_000,
        "Zoë 🙂",
        10**50,
        Decimal("1E+400"),
        Decimal("1E-6176"),
        Decimal("-0"),
        nested(98),
        datetime(1, 1, 1, tzinfo=UTC),
        timedelta.max,
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_odd_answers_come_back_as_they_were_given(answer):
    case = asked()

    case.complete("Task_Ask", answer=answer)
    case.complete("Task_Next")

    assert case.last.output == {"kept": answer}


@pytest.mark.parametrize(
    "answer",
    [
        10**5_000,
        Decimal("1E+400000"),
        Decimal("1E-400000"),
        Decimal("NaN"),
        Decimal("Infinity"),
        "half a pair \ud800",
        {"half a pair \ud800": 1},
        nested(100),
        nested(5_000),
        {1: 2},
        0.5,
    ],
    ids=["int", "large", "small", "nan", "infinity", "surrogate", "key", "deep", "deeper", "number as key", "float"],
)
def test_what_could_not_be_read_back_is_refused_and_changes_nothing(answer):
    case = asked()
    before = case.last.state

    with pytest.raises(EngineError):
        case.complete("Task_Ask", answer=answer)

    assert case.last.state == before
    case.complete("Task_Ask", answer="plain")
    assert case.tasks == ["Task_Next"]


def test_an_answer_as_deep_as_can_be_is_kept_while_its_item_waits():
    items = '<multiInstanceLoopCharacteristics camunda:collection="=[1, 2]" camunda:elementVariable="item"/>'
    collect = '<camunda:properties><camunda:property name="collect" value="all: =answer"/></camunda:properties>'
    task = f'<userTask id="Task_Each"><extensionElements>{collect}</extensionElements>{items}</userTask>'
    case = Play(release_of(diagram(task, user_task("Task_Next")))).start()

    case.complete("Task_Each", item="1", answer=nested(98))
    case.complete("Task_Each", item="2", answer=1)

    assert case.tasks == ["Task_Next"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("timeDuration", timedelta(days=99_999_999)),
        ("timeDuration", timedelta(days=-99_999_999)),
        ("timeDuration", "P999999Y"),
        ("timeDate", "9999-12-31T23:59:59-05:00"),
        ("timeDate", "0001-01-01T00:00:00+05:00"),
        ("timeDate", datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))),
        ("timeCycle", "R/P9999Y"),
    ],
)
def test_a_timer_beyond_the_calendar_is_an_incident_that_can_be_mended(kind, found):
    catch = f'<intermediateCatchEvent id="Event_Wait">{timer(kind, "=when")}</intermediateCatchEvent>'
    case = Play(release_of(diagram(user_task(outputs={"when": "=answer"}), catch))).start()

    case.complete("Task_Ask", answer=found)

    (incident,) = case.incidents.values()
    assert "calendar" in incident.message
    case.retry(when={"timeDate": "2027-01-04T09:00:00Z", "timeCycle": "R/PT1H"}.get(kind, "PT1H"))
    assert case.armed == ["Event_Wait"]


def with_input(node: str) -> bytes:
    inputs = (
        '<extensionElements><camunda:inputOutput><camunda:inputParameter name="made">=function(a) a'
        "</camunda:inputParameter></camunda:inputOutput></extensionElements>"
    )
    return diagram(node.format(inputs=inputs), definitions=DEFINITIONS)


@pytest.mark.parametrize(
    "node",
    [
        '<userTask id="Task_Ask">{inputs}</userTask>',
        '<serviceTask id="Task_Call" camunda:type="external" camunda:topic="letter.send">{inputs}</serviceTask>',
        f'<intermediateThrowEvent id="Event_Told">{{inputs}}{MESSAGE}</intermediateThrowEvent>',
        '<userTask id="Task_Each"><multiInstanceLoopCharacteristics camunda:collection="=[function(a) a]"/></userTask>',
    ],
    ids=["prefill", "call", "payload", "items"],
)
def test_what_no_host_could_store_leaves_no_element(node):
    case = Play(release_of(with_input(node))).start()

    (incident,) = case.incidents.values()
    assert "cannot be kept" in incident.message
    assert (case.tasks, case.called, case.last.thrown) == ([], [], ())


@pytest.mark.parametrize("number", [201, 10**12, Decimal("1E+6000")])
def test_a_number_of_items_beyond_all_bounds_is_not_even_counted_out(number):
    many = "<loopCardinality>=number</loopCardinality>"
    loop = f"<multiInstanceLoopCharacteristics>{many}</multiInstanceLoopCharacteristics>"
    task = f'<userTask id="Task_Each">{loop}</userTask>'
    case = Play(release_of(diagram(task))).start(data={"number": number})

    (incident,) = case.incidents.values()
    assert "more than 200 items" in incident.message


def test_a_text_too_long_to_write_does_not_stop_a_task_from_opening():
    offered = '<userTask id="Task_Next" camunda:assignee="=kept" camunda:candidateGroups="=kept"/>'
    case = Play(release_of(diagram(user_task(outputs={"kept": "=[answer]"}), offered))).start()

    case.complete("Task_Ask", answer="x" * 1_000_000)

    assert case.task("Task_Next").assignee == "(a list too long to write)"


@pytest.mark.parametrize("answer", [date(9999, 12, 31), date(1, 1, 1), datetime(1, 1, 1, tzinfo=UTC)])
def test_an_event_of_an_impossible_year_is_an_incident_and_records_nothing(answer):
    properties = (
        '<extensionElements><camunda:properties><camunda:property name="event" value="visited"/>'
        '<camunda:property name="event_at" value="=answer"/></camunda:properties></extensionElements>'
    )
    case = Play(release_of(diagram(f'<userTask id="Task_Ask">{properties}</userTask>', user_task("Task_Next")))).start()

    case.complete("Task_Ask", answer=answer)

    (incident,) = case.incidents.values()
    assert "visited" in incident.message
    assert case.last.events == ()
    case.retry(answer=date(2026, 12, 10))
    assert case.facts.events == {"visited": datetime(2026, 12, 10, tzinfo=UTC)}
