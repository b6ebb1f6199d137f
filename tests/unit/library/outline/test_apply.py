"""Changing diagrams through their outline."""

import difflib
import random
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

import pytest

from service.engine.checks.diagram import Diagram
from service.engine.checks.namespaces import GATEWAYS
from service.engine.checks.reading import read_diagram
from service.engine.reading.element_reader import ElementReader
from service.errors import InvalidInputError
from service.library import check
from service.library.outline import (
    AddBranch,
    AddTask,
    Change,
    Remove,
    Rename,
    SetCalled,
    SetCondition,
    SetDeadlines,
    SetDecision,
    SetDefault,
    SetDue,
    SetForm,
    SetInstructions,
    SetLane,
    SetRoles,
    SetRules,
    SetTimer,
    Step,
    apply,
    read_outline,
)
from service.library.outline.drawing import Drawing
from service.library.outline.plane import Box, Line, Plane, Shape, plane_of
from tests.unit.library.outline.conftest import DIAGRAMS, FILES, SHORT, library_of

SOME = DIAGRAMS[::5]
FEW = DIAGRAMS[::9]  # moving things apart takes a while
NEW = AddTask(
    flow="Flow_CallFamily_NoteCall", name="Copy of plan given", roles=["family_worker"], form="demo_call", due="=now()"
)
BRANCH = AddBranch(
    flow="Flow_CallFamily_NoteCall",
    question="Spoken to?",
    condition="=reached = false",
    label="no",
    otherwise="yes",
    end="Not spoken to",
)


def lines_changed(before: bytes, after: bytes) -> list[str]:
    told = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), lineterm="", n=0)
    return [line for line in told if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


def read(data: bytes, path: str) -> Diagram:
    diagram, findings = read_diagram(path, data)
    assert diagram is not None
    assert not findings
    return diagram


def elements(diagram: Diagram) -> dict[str, object]:
    reader = ElementReader(diagram.root.xml)
    return {node.id or "": reader.read(node.xml) for _, node in diagram.nodes}


def flows(diagram: Diagram) -> dict[str, tuple[str, str, str, str]]:
    found = (flow for scope in diagram.scopes for flow in scope.all_flows)
    return {flow.id or "": (flow.source, flow.target, flow.name, flow.condition) for flow in found}


def others(found: dict[str, object], *ids: str) -> dict[str, object]:
    return {id_: each for id_, each in found.items() if id_ not in ids}


def same_again(path: str) -> Iterator[Change]:
    """What the form of every step, way and process would send if nobody touched it."""
    outline = read_outline(path, FILES[path], library_of(path))
    for process in outline.processes:
        yield Rename(id=process.id, name=process.name)
        yield SetRules(id=process.id, rules=process.rules)
    for step in outline.steps.values():
        yield from same_step(step)
        for way in step.ways:
            yield Rename(id=way.id, name=way.name)
            if way.condition:
                yield SetCondition(id=way.id, condition=way.condition)


def same_step(step: Step) -> Iterator[Change]:
    values = step.values
    yield Rename(id=step.id, name=step.name)
    yield SetRules(id=step.id, rules=values.rules)
    if values.roles:
        yield SetRoles(id=step.id, roles=values.roles)
    if step.kind == "userTask":
        yield SetForm(id=step.id, form=step.form)
        yield SetDue(id=step.id, due=values.due, follow_up=values.follow_up)
    if values.timer:
        yield SetTimer(id=step.id, kind=values.timer_kind, text=values.timer)
    if values.deadlines:
        yield SetDeadlines(id=step.id, deadlines=values.deadlines)


@pytest.mark.parametrize("path", SOME)
def test_what_says_the_same_changes_no_byte(path: str):
    changes = list(same_again(path))
    for change in random.Random(path).sample(changes, k=min(8, len(changes))):
        assert apply(FILES[path], change, file=path) == FILES[path], change


@pytest.mark.parametrize("path", SOME)
def test_a_renamed_step_is_all_that_changes(path: str):
    before = elements(read(FILES[path], path))
    id_ = random.Random(path).choice(sorted(id_ for id_, each in before.items() if each.kind == "userTask") or [""])
    if not id_:
        return

    after = apply(FILES[path], Rename(id=id_, name='Ask "why" & <when>'), file=path)

    now = read(after, path)
    assert elements(now)[id_].name == 'Ask "why" & <when>'
    assert others(elements(now), id_) == others(before, id_)
    assert flows(now) == flows(read(FILES[path], path))
    assert len(lines_changed(FILES[path], after)) == 2


@pytest.mark.parametrize("path", FEW)
def test_a_task_put_on_any_way_leaves_every_other_element_as_it_was(path: str):
    before = read(FILES[path], path)
    for id_ in random.Random(path).sample(sorted(flows(before)), k=min(2, len(flows(before)))):
        source = before.by_id[flows(before)[id_][0]]
        if source.kind == "eventBasedGateway":
            continue

        data = apply(FILES[path], AddTask(flow=id_, name="Copy of plan given", roles=["x"], form="y"), file=path)

        after = read(data, path)
        (new,) = elements(after).keys() - elements(before).keys()
        assert others(elements(after), new) == elements(before)
        (onward,) = flows(after).keys() - flows(before).keys()
        old, now = flows(before)[id_], flows(after)[id_]
        assert now == (old[0], new, *old[2:])
        assert flows(after)[onward][:2] == (new, old[1])
        assert others(flows(after), id_, onward) == others(flows(before), id_)
        assert not overlapping(data, id_)


def disorder(data: bytes, id_: str) -> list[str]:
    """What is in the way of something else in the drawing, what leaves its lane, and what is not level or upright."""
    drawing = Drawing(data)
    plane = plane_of(drawing, id_)
    assert isinstance(plane, Plane)
    shapes = [shape for shape in plane.shapes if not shape.holds_others]
    texts = [(each.id, each.label) for each in (*plane.shapes, *plane.lines) if each.label is not None]
    return [
        *(f"{a} lies over {b}" for a, b in overlapping(data, id_)),
        *(
            f"text of {a} lies over {b.id}"
            for a, text in texts
            for b in shapes
            if b.id != a and inner(text).meets(b.box)
        ),
        *(
            f"{b.id} crosses text of {a}"
            for a, text in texts
            for b in plane.lines
            if b.id != a and crosses(b, inner(text))
        ),
        *(f"texts of {a} and {b} meet" for (a, text), (b, other) in combinations(texts, 2) if inner(text).meets(other)),
        *(f"{a.id} runs through {b.id}" for a in plane.lines for b in shapes if is_foreign(a, b) and crosses(a, b.box)),
        *(f"{a.id} is not in its lane" for a in shapes if not is_in_lane(drawing, plane, a)),
        *(f"{a.id} is askew" for a in plane.lines for p, q in pairwise(a.points) if p[0] != q[0] and p[1] != q[1]),
    ]


def beside(texts: list[tuple[str, Box]], others: Iterable[Shape | Line]) -> Iterator[tuple[str, str, Box]]:
    """Each text with everything but that to which it belongs."""
    return ((id_, other.id, text) for id_, text in texts for other in others if other.id != id_)


def inner(text: Box) -> Box:
    """Modelers leave a margin in the box of a text."""
    return text.grown(-3)


def crosses(line: Line, box: Box) -> bool:
    return any(piece.meets(box) for piece in line.pieces)


def is_foreign(line: Line, shape: Shape) -> bool:
    return not {shape.id, shape.host} & {line.source, line.target}


def is_in_lane(drawing: Drawing, plane: Plane, shape: Shape) -> bool:
    reference = drawing.lane_of(shape.id)
    lane = plane.shape(reference.parent.id) if reference is not None and reference.parent is not None else None
    return lane is None or bool(shape.host) or lane.box.holds(shape.box)


def overlapping(data: bytes, flow: str) -> list[tuple[str, str]]:
    drawing = Drawing(data)
    plane = plane_of(drawing, flow)
    assert isinstance(plane, Plane)
    shapes = [shape for shape in plane.shapes if not shape.holds_others and not shape.host]
    return [
        (one.id, other.id) for place, one in enumerate(shapes) for other in shapes[:place] if one.box.meets(other.box)
    ]


@pytest.mark.parametrize("path", FEW)
def test_a_task_that_is_added_and_removed_again_leaves_the_flow_as_it_was(path: str):
    before = read(FILES[path], path)
    id_ = random.Random(path).choice(sorted(flows(before)))
    if before.by_id[flows(before)[id_][0]].kind == "eventBasedGateway":
        return
    data = apply(FILES[path], AddTask(flow=id_, name="Copy of plan given", roles=["x"], form="y"), file=path)
    (new,) = elements(read(data, path)).keys() - elements(before).keys()

    again = apply(data, Remove(id=new), file=path)

    after = read(again, path)
    assert elements(after) == elements(before)
    assert flows(after) == flows(before)


def choices(path: str) -> Iterator[tuple[str, str, str]]:
    """The way out of each task of the file, with a new end, and with a gateway to which a choice there can lead."""
    drawing = Drawing(FILES[path])
    for task in (node for node in drawing.by_id.values() if node.kind == "userTask"):
        for flow in drawing.leaving(task)[:1]:
            gateways = [node for node in drawing.by_id.values() if node.parent is task.parent and node.kind in GATEWAYS]
            beside = [each for each in gateways if len(drawing.leaving(each)) == 1]
            yield path, flow.id, ""
            yield from ((path, flow.id, each.id) for each in beside[:1] if each.id != flow.get("targetRef"))


CHOICES = [each for path in DIAGRAMS[::5] for each in choices(path)]


@pytest.mark.parametrize(("path", "flow", "to"), CHOICES[::4])
def test_a_choice_on_any_way_is_drawn_in_order(path: str, flow: str, to: str):
    texts = {"question": "Has the consent form been signed?", "label": "not signed yet", "otherwise": "signed"}
    change = AddBranch(flow=flow, condition="=1 > 2", to=to, end="" if to else "No consent", **texts)

    data = apply(FILES[path], change, file=path)

    assert set(disorder(data, flow)) <= set(disorder(FILES[path], flow))


def _findings(path: str, data: bytes) -> list[str]:
    library = library_of(path)
    return [str(each) for each in check({**library.files, path: data}, library.authority.id) if each.file == path]


@pytest.mark.parametrize("change", [NEW, BRANCH], ids=["task", "choice"])
def test_what_is_added_passes_every_check_of_publication(change: Change):
    data = apply(FILES[SHORT], change, file=SHORT)

    assert _findings(SHORT, data) == _findings(SHORT, FILES[SHORT])


def test_a_step_between_two_others_is_taken_out_and_they_are_joined():
    data = apply(FILES[SHORT], Remove(id="Service_NoteCall"), file=SHORT)

    after = read(data, SHORT)
    assert "Service_NoteCall" not in elements(after)
    assert flows(after)["Flow_CallFamily_NoteCall"][1] == "Event_FamilyCalled"
    assert b"Service_NoteCall_di" not in data
    assert b"Flow_NoteCall_FamilyCalled" not in data


def test_who_does_a_task_with_which_form_is_changed():
    data = apply(FILES[SHORT], SetRoles(id="Task_CallFamily", roles=["front_door", "family_worker"]), file=SHORT)
    data = apply(data, SetForm(id="Task_CallFamily", form="demo_triage"), file=SHORT)

    told = lines_changed(FILES[SHORT], data)

    assert len(told) == 2
    assert 'camunda:candidateGroups="front_door,family_worker"' in told[1]
    assert 'camunda:formRef="demo_triage"' in told[1]


def other_lanes(path: str) -> Iterator[tuple[str, str, str]]:
    """Each task of the file with each lane in which it does not lie."""
    drawing = Drawing(FILES[path])
    lanes = [node for node in drawing.by_id.values() if node.kind == "lane"]
    for task in drawing.by_id.values():
        if task.kind == "userTask" and (here := drawing.lane_of(task.id)) is not None:
            yield from ((path, task.id, lane.id) for lane in lanes if here.parent is not lane)


LANES = [each for path in DIAGRAMS[::4] for each in other_lanes(path)]


@pytest.mark.parametrize(("path", "task", "lane"), LANES[::6])
def test_a_task_goes_into_another_lane_and_its_lines_with_it(path: str, task: str, lane: str):
    before = read(FILES[path], path)

    data = apply(FILES[path], SetLane(id=task, lane=lane), file=path)

    after = read(data, path)
    assert others(elements(after), *moving(data, task)) == others(elements(before), *moving(data, task))
    assert flows(after) == flows(before)
    assert set(disorder(data, task)) <= set(disorder(FILES[path], task))
    drawing = Drawing(data)
    assert {holder.id for id_ in moving(data, task) if (holder := drawing.lane_of(id_).parent)} == {lane}
    assert data.count(b"flowNodeRef") == FILES[path].count(b"flowNodeRef")
    assert apply(data, SetLane(id=task, lane=lane), file=path) == data


def moving(data: bytes, task: str) -> list[str]:
    """The task and what can happen during it."""
    drawing = Drawing(data)
    return [task, *(event.id for event in drawing.on_border(drawing.by_id[task]))]


def test_only_the_place_of_a_task_changes_with_its_lane():
    data = apply(FILES[SHORT], SetLane(id="Task_CallFamily", lane="Lane_TeamManager"), file=SHORT)

    told = "".join(lines_changed(FILES[SHORT], data))
    assert not [name for name in ("userTask", "sequenceFlow", "candidateGroups", "documentation") if name in told]
    assert told.count("+        <bpmn:flowNodeRef>") == told.count("-        <bpmn:flowNodeRef>") == 2


def test_a_property_is_added_where_there_was_none_and_taken_away_again():
    data = apply(FILES[SHORT], SetRules(id="Service_NoteCall", rules=["DEMO-001", "DEMO-002"]), file=SHORT)
    assert b'name="rules" value="DEMO-001 DEMO-002"' in data

    again = apply(data, SetRules(id="Service_NoteCall", rules=[]), file=SHORT)

    assert again == FILES[SHORT]


def test_another_way_becomes_the_one_that_is_taken_when_no_other_is():
    data = apply(FILES[SHORT], SetDefault(id="Flow_Yes", condition='accepted = "no"'), file=SHORT)

    after = read(data, SHORT)
    assert flows(after)["Flow_Yes"][3] == ""
    assert flows(after)["Flow_No"][3] == '=accepted = "no"'
    assert after.by_id["Gateway_Accepted"].get("default") == "Flow_Yes"


def test_a_timer_becomes_one_of_another_kind():
    change = SetTimer(id="Event_NotCalledYet", kind="timeDate", text='=due("first_call")')

    data = apply(FILES[SHORT], change, file=SHORT)

    assert elements(read(data, SHORT))["Event_NotCalledYet"].event.expression.text == 'due("first_call")'


REFUSED = [
    (Rename(id="Task_CallFamily", name=" "), "name", "Enter a name"),
    (Rename(id="Task_CallFamily", name="a" * 200), "name", "120 characters"),
    (Rename(id="Nothing", name="x"), "id", "not in the diagram any more"),
    (SetRoles(id="Task_CallFamily", roles=[]), "roles", "at least one role"),
    (SetRoles(id="Gateway_Accepted", roles=["x"]), "roles", "another kind"),
    (SetLane(id="Task_CallFamily", lane="Lane_None"), "lane", "Choose a lane"),
    (SetLane(id="Gateway_Accepted", lane="Lane_TeamManager"), "lane", "no task in a lane"),
    (SetForm(id="Task_CallFamily", form=""), "form", "Choose the form"),
    (SetDue(id="Task_CallFamily", due="tomorrow", follow_up=""), "due", "must be a formula"),
    (SetDue(id="Task_CallFamily", due="=due(", follow_up=""), "due", "cannot be read"),
    (SetDue(id="Task_CallFamily", due="2027-01-04T09:00:00", follow_up=""), "due", "its zone"),
    (SetCondition(id="Flow_Yes", condition=""), "condition", "Enter the condition"),
    (SetCondition(id="Flow_Yes", condition="a = = b"), "condition", "cannot be read"),
    (SetCondition(id="Flow_No", condition="a = b"), "condition", "when no other is"),
    (SetCondition(id="Flow_Triage_Accepted", condition="a"), "condition", "Only the ways out of a choice"),
    (SetDefault(id="Flow_Yes", condition=""), "condition", "Enter the condition"),
    (SetDefault(id="Flow_Triage_Accepted"), "id", "Only a choice"),
    (SetTimer(id="Event_NotCalledYet", kind="timeDuration", text="soon"), "text", "PT30M"),
    (SetTimer(id="Event_NotCalledYet", kind="never", text="PT1H"), "kind", "Choose"),
    (SetTimer(id="Task_CallFamily", kind="timeDuration", text="PT1H"), "text", "no timer"),
    (SetCalled(id="Call_UrgentConcern", process=""), "process", "Choose"),
    (SetDecision(id="Task_CallFamily", decision="x"), "decision", "another kind"),
    (SetInstructions(id="Task_CallFamily", text="a" * 5_000), "text", "2,000 characters"),
    (Remove(id="Gateway_Accepted"), "id", "one way in and 2 ways out"),
    (Remove(id="Task_CallFamily"), "id", "can happen during"),
    (Remove(id="Event_ReferralReceived"), "id", "A start cannot"),
    (Remove(id="Event_FamilyCalled"), "id", "An end cannot"),
    (Remove(id="Event_NotCalledYet"), "id", "way of its own"),
    (AddTask(flow="Nothing", name="x", roles=["x"], form="y"), "flow", "not in the diagram any more"),
    (AddTask(flow="Flow_Yes", name="x", roles=[], form="y"), "roles", "at least one role"),
    (AddTask(flow="Flow_Yes", name="x", roles=["x"], form=""), "form", "Choose the form"),
]


@pytest.mark.parametrize(("change", "field", "words"), REFUSED)
def test_a_change_that_makes_no_sense_is_refused_with_a_sentence(change: Change, field: str, words: str):
    with pytest.raises(InvalidInputError) as refused:
        apply(FILES[SHORT], change, file=SHORT)

    assert refused.value.errors.keys() == {field}
    assert words in refused.value.errors[field][0]


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("Service_NoteCall", "leads to"),
        ("Event_ReferralReceived", "begins by itself"),
        ("Sub_UrgentConcern", "begins by itself"),
        ("Call_UrgentConcern", "same level"),
        ("Gateway_Accepted", "is a choice itself"),
        ("Nothing", "not in the diagram"),
    ],
)
def test_a_choice_leads_only_where_a_way_can_lead(to: str, words: str):
    with pytest.raises(InvalidInputError) as refused:
        apply(FILES[SHORT], AddBranch(**{**vars(BRANCH), "to": to}), file=SHORT)

    assert words in str(refused.value)
