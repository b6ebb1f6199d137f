"""Random models under way, moved to a random change of themselves: they go on as the new model says, or stay.

More of them: MOVES=2000 pytest tests/conformance/test_migration.py
"""

import os
import random
import re
from collections import Counter
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.engine import load_release
from service.engine.migration import MigrationRefusedError
from tests.conformance.changes import Changed, ChangedDiagram, Expectation
from tests.conformance.play import CALENDAR, Play
from tests.conformance.reference import TIME, Interpreter, Model
from tests.conformance.test_steps_add_up import FOLDER, Anything, require_sums

MOVES = int(os.environ.get("MOVES", "150"))
MOST_STEPS = 400
A_DAY_PASSES = 0.15
ONE_MORE = 0.3
SETTINGS = settings(
    max_examples=MOVES, deadline=None, derandomize="MOVES" not in os.environ, suppress_health_check=list(HealthCheck)
)


def release_of(diagram: ChangedDiagram, digest: str):
    return load_release(
        digest=digest, authority="test", diagrams={"random.bpmn": diagram.xml()}, decisions={}, calendar=CALENDAR
    )


class UnderWay:
    """A case of a random model beside the interpreter of the model."""

    def __init__(self, seed: int, *, numbered: bool, one_more: float = ONE_MORE) -> None:
        self.chance = random.Random(seed)
        self.model = Model(seed)
        self.old = release_of(ChangedDiagram(self.model, numbered=numbered), "old")
        self._numbered, self._one_more = numbered, one_more
        self.changed, self.new = self.change("new")
        self.expected = Interpreter(self.model)
        self.case = Play(self.old).start()
        self.happened: list[tuple[str, list[str]]] = []
        self.suffix = ""  # of the ids, once they have been changed

    def change(self, digest: str):
        """Return the model with one change or some, and as a release."""
        changed = Changed(self.model, self.chance)
        while self.chance.random() < self._one_more:
            changed = Changed(changed, self.chance)
        return changed, release_of(ChangedDiagram(changed, numbered=self._numbered), digest)

    def go_on(self) -> None:
        if self.chance.random() < A_DAY_PASSES:
            timed = [timer.element.partition("_late")[0] for timer in self.case.timers.values()]
            self.happened.append((TIME, timed))
            self.case.wait(days=1)
            self.expected.pass_a_day()
            return
        task = self.chance.choice(self.expected.open)
        element, _, item = task.partition("[")
        self.happened.append((task, []))
        self.case.complete(element + self.suffix, item=item.rstrip("]") or None)
        self.expected.complete(task)

    def go_some_way(self, steps: int) -> bool:
        """Return whether the case is still under way."""
        for _ in range(steps):
            if not self.case.done:
                self.go_on()
        return not self.case.done

    def go_to_the_end(self, names: set[str] | None = None) -> None:
        """`names`: tasks that are counted; None: all."""
        for _ in range(MOST_STEPS):
            assert sorted(task.replace(self.suffix, "") for task in self.case.tasks) == self.expected.open
            if self.case.done or not self.expected.open:
                break
            self.go_on()
        assert self.case.done is (not self.expected.open)
        if self.case.done:
            counted = {task: count for task, count in self.case.last.output.items() if task.startswith("task")}
            counted = {task: count for task, count in counted.items() if names is None or task in names}
            assert counted == self.expected.counts

    def what_waits(self) -> dict[str, object]:
        return {timer.id: timer.due_at for timer in self.case.timers.values()}

    def what_is_due(self) -> list[tuple[str, object]]:
        return sorted((timer.element, timer.due_at) for timer in self.case.timers.values())


@SETTINGS
@given(st.integers(0, 2**32), st.integers(0, 12), st.booleans())
def test_a_case_that_moved_goes_on_as_the_new_model_says(seed, steps, numbered):
    under_way = UnderWay(seed, numbered=numbered)
    if not under_way.go_some_way(steps):
        return
    case, changed, open_before = under_way.case, under_way.changed, dict(under_way.case.open)
    due_before, state = under_way.what_waits(), case.last.state

    plan = case.plan(under_way.new)

    assert plan.possible or not changed.harmless, f"{changed.way}: {plan.refusals}"
    if not plan.possible:
        with pytest.raises(MigrationRefusedError):
            case.move(under_way.new)
        assert case.last.state == state
        return
    case.move(under_way.new)
    assert case.open.keys() == open_before.keys()
    kept = under_way.what_waits()
    assert all(kept[timer] == due for timer, due in due_before.items() if timer in kept)
    expectation = Expectation(changed, under_way.happened, under_way.expected.counts)
    assert expectation.possible, f"{changed.way} was not refused"
    under_way.expected = expectation.run
    under_way.go_to_the_end(changed.names)


@SETTINGS
@given(st.integers(0, 2**32), st.integers(0, 12), st.booleans())
def test_a_case_that_was_moved_and_rolled_back_goes_on_as_before(seed, steps, numbered):
    under_way = UnderWay(seed, numbered=numbered)
    if not under_way.go_some_way(steps):
        return
    case = under_way.case
    if not case.plan(under_way.new).possible:
        return
    before, due = dict(case.open), under_way.what_is_due()

    case.move(under_way.new)
    case.move(under_way.old)

    assert case.open == before
    assert under_way.what_is_due() == due
    under_way.go_to_the_end()


@SETTINGS
@given(st.integers(0, 2**32), st.integers(0, 12), st.booleans(), st.lists(st.integers(0, 2), max_size=6))
def test_a_case_that_came_back_by_many_ways_goes_on_as_before(seed, steps, numbered, ways):
    under_way = UnderWay(seed, numbered=numbered)
    if not under_way.go_some_way(steps):
        return
    case, releases = under_way.case, (under_way.old, under_way.new, under_way.change("another")[1])
    before, due = dict(case.open), under_way.what_is_due()

    for place in (*ways, 0):
        case.clock.move_to(case.clock.now() + timedelta(hours=1))
        if case.plan(releases[place]).possible:
            case.move(releases[place])
    if case.release is not under_way.old:
        return

    assert case.open == before
    assert [timer for timer, _ in under_way.what_is_due()] == [timer for timer, _ in due]
    assert all(now >= then for (_, now), (_, then) in zip(under_way.what_is_due(), due, strict=True))
    under_way.go_to_the_end()


OTHER = "_renamed"
NODES = re.compile(r'((?:sourceRef|targetRef|attachedToRef|(?:Task|Gateway|Event|subProcess) id)=".*?)"')


@SETTINGS
@given(st.integers(0, 2**32), st.integers(0, 12))
def test_a_case_follows_elements_to_other_ids_and_back(seed, steps):
    under_way = UnderWay(seed, numbered=False)
    if not under_way.go_some_way(steps):
        return
    case, state = under_way.case, under_way.case.last.state
    new = load_release(
        digest="renamed",
        authority="test",
        diagrams={"random.bpmn": NODES.sub(rf'\1{OTHER}"', under_way.old.files["random.bpmn"].decode()).encode()},
        decisions={},
        calendar=CALENDAR,
    )
    mapping = {element: element + OTHER for element in under_way.old.processes["random"].elements}

    case.move(new, mapping)
    case.move(under_way.old, {there: here for here, there in mapping.items()})
    assert case.last.state == state

    case.move(new, mapping)
    under_way.suffix = OTHER
    under_way.go_to_the_end()


def test_of_the_changes_that_may_strand_a_case_some_do_and_some_do_not():
    moved: Counter[tuple[str, bool]] = Counter()
    for seed in range(200):
        under_way = UnderWay(seed, numbered=False, one_more=0)
        if not under_way.changed.harmless and under_way.go_some_way(seed % 10):
            moved[under_way.changed.way, under_way.case.plan(under_way.new).possible] += 1

    ways = {way for way, _ in moved}
    assert {way for way, possible in moved if possible} == ways
    assert {way for way, possible in moved if not possible} == ways


EVERYTHING = (FOLDER / "everything.bpmn").read_text(encoding="utf-8")
CHILD = (FOLDER / "child.bpmn").read_text(encoding="utf-8")
DEADLINES = (FOLDER / "deadlines.dmn").read_bytes()
DIGESTS = count()
# what a process owner may do to it: texts that are taken out and put in
EDITS = (
    ('<userTask id="Task_Decide">', '<userTask id="Task_Decide" name="Decide" camunda:candidateGroups="coach">'),
    ("R3/PT6H", "R5/PT2H"),
    ("P3D", "P9D"),
    ('isSequential="true" ', ""),
    ('sourceRef="Gateway_First" targetRef="Event_Weekly"', 'sourceRef="Gateway_First" targetRef="Event_Other"'),
    ("Event_Weekly", "Event_EveryWeek"),
    ("Sub_Late", "Sub_Later"),
    ('sourceRef="Task_Stopped" targetRef="Gateway_Ended"', 'sourceRef="Task_Stopped" targetRef="Task_More"'),
    ('attachedToRef="Call_Child" cancelActivity="false"', 'attachedToRef="Task_Deadline" cancelActivity="false"'),
    ('calledElement="child"', 'calledElement="nobody"'),
    ('name="deadlines" value="call"', 'name="deadlines" value="triage call"'),
)
ADDED = {
    "Task_More": (
        '<userTask id="Task_More"/><sequenceFlow id="Flow_More" sourceRef="Task_More" targetRef="Gateway_Ended"/>'
    ),
    "Event_Other": (
        '<intermediateCatchEvent id="Event_Other"><messageEventDefinition messageRef="Message_Urgent"/>'
        '</intermediateCatchEvent><sequenceFlow id="Flow_Other" sourceRef="Event_Other" targetRef="Gateway_Happened"/>'
    ),
}


def edited(*edits: tuple[str, str]):
    """Return the process that has everything, edited."""
    text = EVERYTHING
    for before, after in edits:
        text = text.replace(before, after)
    text = text.replace("</process>", "".join(more for name, more in ADDED.items() if name in text) + "</process>")
    return load_release(
        digest=f"edited {next(DIGESTS)}",
        authority="test",
        diagrams={"everything.bpmn": text.encode(), "child.bpmn": CHILD.encode()},
        decisions={"deadlines.dmn": DEADLINES},
        calendar=CALENDAR,
    )


PLAYS = max(12, MOVES // 10)
BATCH = 6


@pytest.mark.parametrize("first", range(0, PLAYS, BATCH))
def test_wherever_a_case_stands_it_moves_as_a_whole_or_not_at_all(first):
    moved = 0
    for seed in range(first, first + BATCH):
        any_way = Anything(seed)
        case = any_way.case
        for _ in range(30):
            if case.last.status != "running":
                break
            if any_way.random.random() < 0.3:
                edits = any_way.random.sample(EDITS, any_way.random.randint(0, 3))
                moved += moves(case, edited(*edits))
                require_sums(case, f"seed {seed}, after {case.history}")
            any_way.happens()

    assert moved > BATCH


def moves(case: Play, release) -> bool:
    """Move the case if it can; return whether it did."""
    state, before = case.last.state, (dict(case.timers), set(case.open), set(case.calls), set(case.incidents))
    plan = case.plan(release)
    if not plan.possible:
        assert all(refusal.message.endswith(".") for refusal in plan.refusals)
        assert case.last.state == state
        return False
    case.move(release)
    timers, tasks, calls, incidents = before
    assert {timer: case.timers[timer].due_at for timer in timers if timer in case.timers} == {
        timer: armed.due_at for timer, armed in timers.items() if timer in case.timers
    }
    assert (tasks, calls) == (set(case.open), set(case.calls))
    assert case.incidents.keys() <= incidents
    return True


def test_the_same_process_under_another_number_always_moves():
    for seed in range(8):
        any_way = Anything(seed)
        for _ in range(15):
            if any_way.case.last.status != "running":
                break
            state, twin = any_way.case.last.state, edited()
            digest = any_way.case.release.digest
            step = any_way.case.move(twin)
            assert step.state == state.replace(f'"release":"{digest}"'.encode(), f'"release":"{twin.digest}"'.encode())
            assert (step.opened, step.closed, step.armed, step.dropped, step.moved.tasks) == ((), (), (), (), ())
            any_way.happens()
