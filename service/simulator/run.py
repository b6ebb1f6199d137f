"""Running a scenario: from its first step to its last, or as far as it works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, singledispatchmethod
from typing import TypeVar

from service.clocks import VirtualClock
from service.engine.commands import Cancel as CancelInstance
from service.engine.step import ThrownMessage
from service.errors import PathwaysError
from service.simulator.errors import ExpectationError, ScenarioFailedError
from service.simulator.expectations import Expectations
from service.simulator.host import CASE_KEY, Host
from service.simulator.limits import Limits, Meter
from service.simulator.moving import Mover
from service.simulator.outside import answer, retry, succeed
from service.simulator.people import People
from service.simulator.phrases import read_at, read_when
from service.simulator.places import MemoryCase, Place
from service.simulator.reports import counting
from service.simulator.scenario import (
    Action,
    Cancel,
    CaseOf,
    Concern,
    Do,
    Expect,
    Message,
    MoveSitting,
    Refuse,
    Retry,
    Scenario,
    Service,
    StartProcess,
    Step,
    Wait,
    When,
)
from service.simulator.standing import MemoryStanding, Standing
from service.simulator.telling import reason_of, told
from service.simulator.timeline import Mark, Timeline
from service.simulator.trace import Trace
from service.simulator.world import World

CONCERN = "urgent_concern"
Watch = Callable[[Step, Standing], None]
_Result = TypeVar("_Result")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a scenario; `failure` is None when everything held."""

    scenario: Scenario
    timeline: Timeline
    trace: Trace
    failure: ScenarioFailedError | None = None


@dataclass(frozen=True, kw_only=True)
class Played:
    """How things stand after the steps that worked; `stopped`: why the next one did not, `steps` counts the others."""

    run: "Run"
    steps: int
    stopped: PathwaysError | None = None

    @property
    def host(self) -> Host:
        return self.run.host


def run_scenario(
    world: World, scenario: Scenario, *, watch: Watch | None = None, limits: Limits | None = None
) -> Outcome:
    """Run it in memory under a virtual clock; a failure is told, not raised, so that the timeline up to it is kept.

    `watch` is shown how things stand after each step.  `limits`: how much it may do; None: as much as it likes.
    :raises ScenarioFailedError: the moment at which it is to begin is none.
    """
    run = Run(world, scenario, limits=limits, watch=watch)
    failure = None
    try:
        run.all_steps()
    except ScenarioFailedError as error:
        failure = error
    run.host.trace.reports |= counting(run.host)
    return Outcome(scenario=scenario, timeline=run.host.timeline, trace=run.host.trace, failure=failure)


def play(world: World, scenario: Scenario, *, limits: Limits) -> Played:
    """Do the steps one after the other, the start first, and stop at the first that does not work.

    Nothing is expected of the end.
    :raises ScenarioFailedError: it cannot even be prepared: no such moment, panel or schedule.
    """
    run = Run(world, scenario, limits=limits)
    run.prepare()
    for done, step in enumerate(scenario.steps):
        try:
            run.step(step)
        except ScenarioFailedError as error:
            return Played(run=run, steps=done, stopped=cause_of(error))
    return Played(run=run, steps=len(scenario.steps))


def cause_of(error: ScenarioFailedError) -> PathwaysError:
    """What refused the step, without its place in the file."""
    return error.__cause__ if isinstance(error.__cause__, PathwaysError) else error


class Run:
    """One scenario on its way."""

    def __init__(
        self, world: World, scenario: Scenario, *, limits: Limits | None = None, watch: Watch | None = None
    ) -> None:
        """:raises ScenarioFailedError: the moment at which it is to begin is none."""
        self.world = world
        self.watch = watch
        self.scenario = scenario
        self.calendar = world.release.calendar
        first = scenario.steps[0]
        begins = self._told(first, lambda: read_at(_start_of(first.action), self.calendar))
        self.host = Host(
            world=world,
            clock=VirtualClock(begins),
            timeline=Timeline(calendar=self.calendar),
            answer_calls=None if scenario.manual_services else succeed,
            meter=None if limits is None else Meter(limits),
        )
        self.mover = Mover(host=self.host)
        self.people = People(host=self.host)
        self.standing = MemoryStanding(host=self.host)
        self.expectations = Expectations(standing=self.standing, release=world.release)

    def all_steps(self) -> None:
        """:raises ScenarioFailedError: at the first step that fails."""
        self.prepare()
        for step in self.scenario.steps:
            self.step(step)
            if self.watch is not None:
                self.watch(step, self.standing)
        last = self.scenario.steps[-1]
        end = last.action if isinstance(last.action, Expect) else None
        self._told(last, lambda: self.expectations.finish(end), words="the end")

    def prepare(self) -> None:
        """Put everything in place before the first step.  :raises ScenarioFailedError: it cannot be."""
        self._told(self.scenario.steps[0], self._prepare)

    def step(self, step: Step) -> None:
        """:raises ScenarioFailedError: it does not work; what it did up to there stays."""
        if step.note:
            self.host.timeline.add(self.host.clock.now(), Mark.NOTE, step.note)
        self._told(step, partial(self.do, step.action))

    def _prepare(self) -> None:
        if self.scenario.case is not None:
            self.host.cases.append(self._case(self.scenario.case))
        for panel, times in self.scenario.diary.items():
            for text in times:
                self.host.set_sitting(panel, read_at(text, self.calendar))
        self.mover.run_schedules(self.scenario.schedules)

    def _case(self, case: CaseOf) -> MemoryCase:
        now = self.host.clock.now()
        return MemoryCase(
            reference=self.host.next_reference(),
            authority=self.world.authority,
            family={"name": case.family, "reference": case.family_reference},
            children=[{"id": c.id, "name": c.name, "date_of_birth": c.date_of_birth} for c in case.children],
            opened=now,
            team=case.team,
            lead=case.lead,
            record_link=case.record_link,
        )

    def _told(self, step: Step, work: Callable[[], _Result], *, words: str | None = None) -> _Result:
        return told(self.scenario, step, work, words=words)

    @singledispatchmethod
    def do(self, action: Action) -> None:
        raise TypeError(f"a step {type(action).__name__} cannot be done")

    @do.register
    def _(self, action: StartProcess) -> None:
        self._move(action.when)
        self.people.start(action, self.place_of(action))

    @do.register
    def _(self, action: Do) -> None:
        self._move(action.when)
        self.people.do(action)

    @do.register
    def _(self, action: Wait) -> None:
        if action.next_timer:
            self.mover.to_next_timer()
        else:
            self._move(action.when)

    @do.register
    def _(self, action: Message) -> None:
        self._move(action.when)
        keys = self._keys() if action.keys is None else {key: str(value) for key, value in action.keys.items()}
        self._post(action.name, keys, action.payload)

    @do.register
    def _(self, action: Concern) -> None:
        self._move(action.when)
        payload = {"concern": "", "raised_by": "anybody", "raised_at": self.host.clock.now(), **action.payload}
        self._post(CONCERN, self._keys(), payload)

    @do.register
    def _(self, action: Service) -> None:
        self._move(action.when)
        answer(self.host, action)

    @do.register
    def _(self, action: Retry) -> None:
        retry(self.host, action)

    @do.register
    def _(self, action: Cancel) -> None:
        running = [each for each in self.host.instances if each.running and each.process == action.process]
        if not running:
            raise ExpectationError(expected=f"{action.process} to run", found="it does not")
        self.host.command(running[-1], CancelInstance(reason=action.reason))

    @do.register
    def _(self, action: MoveSitting) -> None:
        regular_at = None if action.regular is None else read_at(action.regular, self.calendar)
        self.mover.set_sitting(action.panel, read_at(action.to, self.calendar), regular_at=regular_at)
        self.host.timeline.add(
            self.host.clock.now(), Mark.NOTE, f"The sitting of {action.panel} is moved to {action.to}"
        )

    @do.register
    def _(self, action: Refuse) -> None:
        self._move(action.action.when)
        before = [(each.number, each.revision) for each in self.host.instances]
        try:
            self._attempt(action.action)
        except PathwaysError as error:
            self._refused(action, error, before)
        else:
            raise ExpectationError(expected=f"it to be refused because “{action.because}”", found="it was accepted")

    @do.register
    def _(self, action: Expect) -> None:
        self.expectations.check(action)

    def _attempt(self, action: Do | StartProcess) -> None:
        if isinstance(action, Do):
            self.people.do(action)
        else:
            self.people.start(action, self.place_of(action))

    def _refused(self, action: Refuse, error: PathwaysError, before: list[tuple[int, int]]) -> None:
        reason = reason_of(error)
        if action.because.lower() not in reason.lower():
            raise ExpectationError(expected=f"it to be refused because “{action.because}”", found=reason) from error
        if before != [(each.number, each.revision) for each in self.host.instances]:
            raise ExpectationError(expected="a refusal that changes nothing", found="something changed") from error
        self.host.timeline.add(self.host.clock.now(), Mark.NOTE, f"Refused: {reason}")

    def place_of(self, action: StartProcess) -> Place:
        """Where the process would run."""
        return self.host.open_place(self.host.process(action.process))

    def _post(self, name: str, keys: Mapping[str, str], payload: Mapping[str, object]) -> None:
        self.host.timeline.add(self.host.clock.now(), Mark.MESSAGE, f"Message {name} arrives")
        self.host.post(ThrownMessage(message=name, keys=keys, payload=payload, element=""))
        self.host.settle()

    def _keys(self) -> dict[str, str]:
        return {CASE_KEY: self.host.cases[-1].reference} if self.host.cases else {}

    def _move(self, when: When) -> None:
        self.mover.move_to(read_when(when, self.host.clock.now(), self.calendar))


def _start_of(action: Action) -> str:
    return action.when.at or "" if isinstance(action, StartProcess) else ""
