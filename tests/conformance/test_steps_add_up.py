"""A host that applies every Step has exactly what a full reading of the state shows, whatever happens in what order.

One process with everything at once: called processes per item with calls, timers, deadlines and errors inside, under
an interrupting and a repeating boundary event; an event gateway in a loop; listeners for urgent concerns, signals and
time; elements that fail.  More of it: PLAYS=2000 pytest tests/conformance/test_steps_add_up.py
"""

import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from service.clocks import as_utc
from service.engine import advance
from service.engine.commands import Command, CompleteTask, DeliverMessage, FireTimers, RaiseSignal
from service.engine.observe.openings import openings
from service.engine.state import restore, save
from service.engine.step import DeadlineStarted, InstanceStatus, Step
from service.engine.turn import Turn
from tests.conformance.play import MONDAY, CaseFacts, Play, release_of

FOLDER = Path(__file__).parent / "steps_add_up"
RELEASE = release_of(*sorted(FOLDER.iterdir()))
PLAYS = int(os.environ.get("PLAYS", "60"))
BATCH = 20
COMMANDS = 60


class Anything:
    """Chooses what happens next, among what can."""

    def __init__(self, seed: int, at: datetime = MONDAY) -> None:
        self.random = random.Random(seed)
        self.case = Play(RELEASE, CaseFacts(case={"reference": "HAR-1"}), at)
        self.case.start("everything", data={"children": ["a", "b", "c"], "again": True})

    def happens(self) -> None:
        case, chance = self.case, self.random
        ways = [self._time] + [self._task] * 4 * bool(case.open) + [self._message] * bool(case.waiting)
        ways += [self._call] * 2 * bool(case.calls) + [self._incident] * bool(case.incidents) + [self._signal]
        chance.choice(ways)()

    def _time(self) -> None:
        self.case.wait(hours=self.random.choice([1, 5, 24, 24 * 40]))

    def _task(self) -> None:
        task = self.random.choice(sorted(self.case.open.values(), key=_place))
        answers = {"again": self.random.random() < 0.5, "count": self.random.choice([1, "no number"])}
        self.case.do(CompleteTask(task_id=task.id, answers=answers))

    def _message(self) -> None:
        waiting = self.random.choice(sorted(self.case.waiting.values(), key=_place))
        self.case.do(DeliverMessage(waiting_id=waiting.id, payload={"what": "news"}))

    def _call(self) -> None:
        element = self.random.choice(self.case.called)
        way = self.random.choice([self.case.answer, self.case.answer, self.case.fail, self._error])
        way(element)

    def _error(self, element: str) -> None:
        self.case.error(element, self.random.choice(["KNOWN", "UNKNOWN"]))

    def _incident(self) -> None:
        self.case.retry(count=1, when="2027-06-01T09:00:00Z")

    def _signal(self) -> None:
        self.case.signal(self.random.choice(["stop", "nobody knows"]))


def _place(entry) -> str:
    return entry.element  # ids are new in every run; entries of one element stay in their order


def whole(case: Play) -> tuple[set[str], ...]:
    """Return what is open according to the state alone."""
    instance = _restored(case)
    found = openings(instance)
    return tuple(set(each) for each in (found.tasks, found.timers, found.messages, found.calls, found.incidents))


def _restored(case: Play):
    turn = Turn(release=case.release, now=as_utc(case.clock.now()), facts=case.facts)
    return restore(case.release, case.last.state, turn)


def running(steps: list[Step]) -> dict[str, str]:
    """Return the deadlines that a host has running after these Steps, with their base."""
    found: dict[str, str] = {}
    for step in steps:
        for deadline in step.deadlines:
            if isinstance(deadline, DeadlineStarted):
                found[deadline.key] = deadline.base_at.isoformat()
            else:
                found.pop(deadline.key, None)
        found.update({deadline.key: deadline.base_at.isoformat() for deadline in step.moved.deadlines})
    return found


def require_sums(case: Play, where: str) -> None:
    """Fail unless what the Steps have added up to is what the state holds."""
    tables = (case.open, case.timers, case.waiting, case.calls, case.incidents)
    assert whole(case) == tuple(set(table) for table in tables), where
    assert running(case.steps) == _restored(case).deadlines, where
    assert save(_restored(case)) == case.last.state, where


@pytest.mark.parametrize("first", range(0, PLAYS, BATCH))
def test_the_differences_add_up_to_the_whole(first):
    for seed in range(first, min(first + BATCH, PLAYS)):
        any_way = Anything(seed)
        case = any_way.case
        for _ in range(COMMANDS):
            require_sums(case, f"seed {seed}, after {case.history}")
            if case.last.status is not InstanceStatus.RUNNING:
                break
            any_way.happens()
        if case.last.status is InstanceStatus.RUNNING:
            case.cancel()
        assert whole(case) == (set(), set(), set(), set(), set())
        assert running(case.steps) == {}


def told(step: Step) -> tuple[object, ...]:
    """Return what a Step says, without the ids of what is new."""
    lists = (step.opened, step.armed, step.awaited, step.calls, step.incidents, step.history)
    places = [[(entry.element, entry.process) for entry in entries] for entries in lists]
    ended = (step.closed, step.dropped, step.unawaited, step.calls_ended, step.incidents_ended)
    return step.status, step.next_due, places, ended, step.thrown, step.signals, step.events, step.deadlines, step.case


@pytest.mark.parametrize("seed", range(5))
def test_the_same_command_on_the_same_state_says_the_same(seed):
    any_way = Anything(seed)
    for _ in range(30):
        case = any_way.case
        if case.last.status is not InstanceStatus.RUNNING:
            break
        state = case.last.state
        commands: list[Command] = [FireTimers(), RaiseSignal(name="stop")]
        commands += [CompleteTask(task_id=task, answers={"count": 1}) for task in case.open]
        for command in commands:
            twice = [advance(RELEASE, state, command, clock=case.clock, facts=case.facts) for _ in range(2)]
            assert told(twice[0]) == told(twice[1])
        any_way.happens()


def played(seed: int) -> list[tuple[object, ...]]:
    any_way = Anything(seed, MONDAY + timedelta(days=37 * seed))
    for _ in range(COMMANDS):
        if any_way.case.last.status is not InstanceStatus.RUNNING:
            break
        any_way.happens()
    return [(told(step)[0:3], [timer.due_at for timer in step.armed]) for step in any_way.case.steps]


def test_threads_with_clocks_of_their_own_share_a_release_and_nothing_else():
    switches = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(played, range(8)))
    finally:
        sys.setswitchinterval(switches)

    assert together == [played(seed) for seed in range(8)]
