"""Random models under way, moved to a random change of themselves: they go on as the new model says, or stay.

More of them: MOVES=2000 pytest tests/conformance/test_migration.py
"""

import os
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.engine import load_release
from service.engine.migration import MigrationRefusedError
from tests.conformance.changes import Changed, ChangedDiagram, Expectation
from tests.conformance.play import CALENDAR, Play
from tests.conformance.reference import TIME, Interpreter, Model

MOVES = int(os.environ.get("MOVES", "150"))
MOST_STEPS = 400
A_DAY_PASSES = 0.15
SETTINGS = settings(max_examples=MOVES, deadline=None, suppress_health_check=list(HealthCheck))


def release_of(diagram: ChangedDiagram, digest: str):
    return load_release(
        digest=digest, authority="test", diagrams={"random.bpmn": diagram.xml()}, decisions={}, calendar=CALENDAR
    )


class UnderWay:
    """A case of a random model beside the interpreter of the model."""

    def __init__(self, seed: int, *, numbered: bool) -> None:
        self.chance = random.Random(seed)
        self.model = Model(seed)
        self.old = release_of(ChangedDiagram(self.model, numbered=numbered), "old")
        self.changed = Changed(self.model, self.chance)
        self.new = release_of(ChangedDiagram(self.changed, numbered=numbered), "new")
        self.expected = Interpreter(self.model)
        self.case = Play(self.old).start()
        self.happened: list[tuple[str, list[str]]] = []

    def go_on(self) -> None:
        if self.chance.random() < A_DAY_PASSES:
            timed = [timer.element.removesuffix("_late") for timer in self.case.timers.values()]
            self.happened.append((TIME, timed))
            self.case.wait(days=1)
            self.expected.pass_a_day()
            return
        task = self.chance.choice(self.expected.open)
        element, _, item = task.partition("[")
        self.happened.append((task, []))
        self.case.complete(element, item=item.rstrip("]") or None)
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
            assert self.case.tasks == self.expected.open
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
    before = dict(case.open)

    case.move(under_way.new)
    case.move(under_way.old)

    assert case.open == before
    under_way.go_to_the_end()


def test_of_the_changes_that_may_strand_a_case_some_do_and_some_do_not():
    moved: Counter[tuple[str, bool]] = Counter()
    for seed in range(200):
        under_way = UnderWay(seed, numbered=False)
        if not under_way.changed.harmless and under_way.go_some_way(seed % 10):
            moved[under_way.changed.way, under_way.case.plan(under_way.new).possible] += 1

    ways = {way for way, _ in moved}
    assert {way for way, possible in moved if possible} == ways
    assert {way for way, possible in moved if not possible} == ways
