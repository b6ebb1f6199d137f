"""Diagrams as lists: nothing is left out, and the order is that of the flow."""

import pytest

from service.engine.checks.reading import read_diagram
from service.errors import PublicationRefusedError
from service.library.outline import About, Outline, Step, read_outline
from tests.unit.library.outline.conftest import DIAGRAMS, FILES, SHORT, library_of


def outline_of(path: str = SHORT, data: bytes | None = None) -> Outline:
    return read_outline(path, FILES[path] if data is None else data, library_of(path))


def steps_of(outline: Outline) -> dict[str, Step]:
    return {step.name: step for step in outline.steps.values()}


def words(step: Step, about: About) -> list[str]:
    return [fact.words for fact in step.facts if fact.about is about]


@pytest.mark.parametrize("path", DIAGRAMS)
def test_every_step_and_every_way_is_read_once(path: str):
    diagram, _ = read_diagram(path, FILES[path])
    assert diagram is not None

    outline = outline_of(path)

    walked = [step.id for process in outline.processes for step in process.walk()]
    assert sorted(walked) == sorted(node.id for _, node in diagram.nodes)
    ways = [way.id for step in outline.steps.values() for way in step.ways]
    assert sorted(ways) == sorted(flow.id for scope in diagram.scopes for flow in scope.all_flows)
    numbers = [step.number for step in outline.steps.values()]
    assert all(numbers)
    assert len(set(numbers)) == len(numbers)


def test_steps_stand_in_the_order_of_the_flow():
    process = outline_of().processes[0]

    assert [step.name for step in process.steps][:6] == [
        "Referral received",
        "Triage the referral",
        "Accepted?",
        "Call the family",
        "Note the call",
        "Family called",
    ]
    assert [step.name for step in process.by_themselves] == ["Urgent concern"]


def test_a_step_says_who_does_it_with_which_form_until_when():
    step = steps_of(outline_of())["Call the family"]

    assert step.lane == "Family Worker"
    assert words(step, About.ROLES) == ["Family Worker"]
    assert words(step, About.FORM) == ['"Demo call"']
    assert words(step, About.DUE) == ['the deadline "Call the family"']
    assert words(step, About.RULES)[0].startswith("DEMO-003: ")


def test_a_timer_stands_under_its_step():
    step = steps_of(outline_of())["Call the family"]

    (timer,) = step.boundary

    assert timer.number == f"{step.number}a"
    assert words(timer, About.TIMER) == ["30 seconds"]
    assert "goes on" in timer.kind_words


def test_a_way_has_its_condition_in_words_and_as_it_is_written():
    step = steps_of(outline_of())["Accepted?"]

    yes, no = step.ways

    assert yes.words == '"Do you accept the referral?" is "Yes"'
    assert yes.condition == 'accepted = "yes"'
    assert no.is_default


def test_what_nothing_leads_to_is_read_and_said_to_be_so():
    data = FILES[SHORT].replace(b'targetRef="Service_NoteCall"', b'targetRef="Event_FamilyCalled"')

    step = steps_of(outline_of(data=data))["Note the call"]

    assert not step.is_reached


def test_a_step_that_no_library_knows_yet_is_read():
    data = FILES[SHORT].replace(b'id="short_referral"', b'id="quite_new"').replace(b"demo_call", b"no_such_form")

    assert words(steps_of(outline_of(data=data))["Call the family"], About.FORM) == ['"no such form"']


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"no XML", b"<!DOCTYPE a><a/>"])
def test_what_is_no_diagram_is_refused(data: bytes):
    with pytest.raises(PublicationRefusedError):
        outline_of(data=data)


@pytest.mark.parametrize(("count", "is_shown"), [(400, True), (6_000, False)])
def test_a_diagram_is_shown_as_long_as_it_can_be_published(count: int, is_shown: bool):
    flow = '<sequenceFlow id="f{0}" sourceRef="t{0}" targetRef="t{1}"/>'
    nodes = "".join(f'<task id="t{n}"/>{flow.format(n, n + 1)}' for n in range(count))
    process = f'<process id="p">{nodes}</process>'
    data = f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">{process}</definitions>'

    if is_shown:
        assert len(outline_of(data=data.encode()).steps) == count
        return
    with pytest.raises(PublicationRefusedError) as refused:
        outline_of(data=data.encode())
    assert refused.value.findings[0].code == "diagram-too-large"
