"""Random models under way, whose tokens are moved to random elements: they go on as the model says, or stay.

More of them: MOVES=2000 pytest tests/conformance/test_random_redirects.py
"""

import os
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.engine import load_release, redirecting
from service.engine.commands import Redirect, SkipIncident
from service.engine.errors import RedirectRefusedError, SkipRefusedError
from tests.conformance.play import CALENDAR, Play
from tests.conformance.reference import Diagram, Model
from tests.conformance.standing import Tokens, entrance, every
from tests.conformance.test_steps_add_up import Anything, require_sums

MOVES = int(os.environ.get("MOVES", "150"))
MOST_STEPS = 400
A_DAY_PASSES = 0.15
SETTINGS = settings(
    max_examples=MOVES, deadline=None, derandomize="MOVES" not in os.environ, suppress_health_check=list(HealthCheck)
)


class UnderWay:
    """A case of a random model beside its tokens."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        model = Model(seed)
        release = load_release(
            digest="random",
            authority="test",
            diagrams={"random.bpmn": Diagram(model).xml()},
            decisions={},
            calendar=CALENDAR,
        )
        self.expected = Tokens(model)
        self.blocks = {entrance(block): block for block in every(model.root) if entrance(block) is not None}
        self.case = Play(release).start()

    def go_on(self) -> None:
        if self.chance.random() < A_DAY_PASSES:
            self.case.wait(days=1)
            self.expected.pass_a_day()
            return
        task = self.chance.choice(self.expected.open)
        element, _, item = task.partition("[")
        self.case.complete(element, item=item.rstrip("]") or None)
        self.expected.complete(task)

    def go_some_way(self, steps: int) -> bool:
        """Return whether the case is still under way."""
        for _ in range(steps):
            if not self.case.done:
                self.go_on()
        return not self.case.done

    def go_to_the_end(self) -> None:
        for _ in range(MOST_STEPS):
            self.require_alike()
            if self.case.done or not self.expected.open:
                break
            self.go_on()
        assert self.case.done is (not self.expected.open)
        if self.case.done:
            counted = {task: count for task, count in self.case.last.output.items() if task.startswith("task")}
            assert counted == self.expected.counts

    def require_alike(self) -> None:
        assert self.case.tasks == self.expected.open
        require_sums(self.case, str(self.case.history))

    def choices(self) -> tuple[redirecting.Choice, ...]:
        case = self.case
        return redirecting.choices(case.release, case.last.state, facts=case.facts, clock=case.clock)

    def choose(self) -> tuple[redirecting.Choice, str]:
        """Return a token that the model knows, and an element by which a block begins."""
        known = sorted((each for each in self.choices() if each.element in self.blocks), key=lambda each: each.element)
        return self.chance.choice(known), self.chance.choice(sorted(self.blocks))


@SETTINGS
@given(st.integers(0, 2**32), st.integers(0, 12), st.integers(1, 4))
def test_what_was_moved_goes_on_as_the_model_says_from_there(seed, steps, moves):
    under_way = UnderWay(seed)
    for _ in range(moves):
        if not under_way.go_some_way(steps):
            return
        case, expected, (choice, to) = under_way.case, under_way.expected, under_way.choose()
        state = case.last.state
        source, target = choice.element, under_way.blocks[to].name
        possible = choice.refusal is None and expected.may_move(source, target)
        assert (to in [each.element for each in choice.targets]) is possible, (source, to, case.tasks)
        if not possible:
            with pytest.raises(RedirectRefusedError):
                case.do(Redirect(from_id=choice.id, to=to))
            assert case.last.state == state
            continue
        stay = {task.id for task in case.open.values() if task.element != source}

        case.do(Redirect(from_id=choice.id, to=to))
        expected.move(source, target)

        assert choice.id not in case.open
        assert stay <= case.open.keys() or choice.kind == "subProcess"
    under_way.go_to_the_end()


@SETTINGS
@given(st.integers(0, 2**32), st.integers(0, 12))
def test_every_step_that_can_be_chosen_can_be_begun(seed, steps):
    under_way = UnderWay(seed)
    if not under_way.go_some_way(steps):
        return
    case, before = under_way.case, len(under_way.case.steps)
    choice = under_way.chance.choice(under_way.choices())

    for target in choice.targets:
        again = Play(case.release, case.facts, case.clock.now())
        again.__dict__.update({name: dict(value) for name, value in vars(case).items() if isinstance(value, dict)})
        again.steps = case.steps[:before]

        again.do(Redirect(from_id=choice.id, to=target.element))

        require_sums(again, f"{choice.element} to {target.element}")
        assert choice.id not in again.open


def test_of_the_random_moves_some_are_made_and_some_refused():
    made: Counter[bool] = Counter()
    for seed in range(60):
        under_way = UnderWay(seed)
        if under_way.go_some_way(seed % 10):
            choice, to = under_way.choose()
            made[to in [each.element for each in choice.targets]] += 1

    assert min(made[True], made[False]) > 5


PLAYS = max(12, MOVES // 10)
BATCH = 6


@pytest.mark.parametrize("first", range(0, PLAYS, BATCH))
def test_whatever_is_moved_or_skipped_the_differences_add_up_to_the_whole(first):
    done: Counter[str] = Counter()
    for seed in range(first, first + BATCH):
        any_way = Anything(seed)
        for _ in range(40):
            if any_way.case.last.status != "running":
                break
            if any_way.random.random() < 0.4:
                done[moves(any_way)] += 1
            if any_way.case.last.status == "running" and any_way.case.incidents and any_way.random.random() < 0.5:
                done[skips(any_way)] += 1
            require_sums(any_way.case, f"seed {seed}, after {any_way.case.history}")
            if any_way.case.last.status == "running":
                any_way.happens()

    assert min(done["moved"], done["not moved"], done["skipped"]) > 0


def moves(any_way: Anything) -> str:
    case, chance = any_way.case, any_way.random
    found = redirecting.choices(case.release, case.last.state, facts=case.facts, clock=case.clock)
    choice = chance.choice(sorted(found, key=lambda each: each.element))
    elements = sorted({each.element for each in choice.targets} | {"Task_Decide", "Gateway_Done", "Call_Child"})
    return tries(case, Redirect(from_id=choice.id, to=chance.choice(elements), data={"count": 1}), "moved")


def skips(any_way: Anything) -> str:
    case = any_way.case
    incident = any_way.random.choice(sorted(case.incidents.values(), key=lambda each: each.element))
    done = tries(case, SkipIncident(incident_id=incident.id, data={"count": 1}, actor="operator"), "skipped")
    if done == "skipped":
        assert incident.id not in case.incidents
        assert [e.state for e in case.last.history if e.task_id == incident.id] == ["skipped"]
    return done


def tries(case: Play, command, done: str) -> str:
    steps = len(case.steps)
    try:
        case.do(command)
    except (RedirectRefusedError, SkipRefusedError):
        assert len(case.steps) == steps
        return f"not {done}"
    return done
