"""The host in memory: runs the processes of one scenario as the service does, without a database."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from service.clocks import SetSitting, VirtualClock, local_day
from service.engine.advance import advance
from service.engine.commands import Command, DeliverMessage, RaiseSignal, Start
from service.engine.errors import UnknownElementError
from service.engine.messages import StartsProcess, route_message
from service.engine.release import ProcessInfo
from service.engine.step import (
    ArmedTimer,
    AwaitedMessage,
    Ending,
    InstanceStatus,
    OpenTask,
    ServiceCall,
    Step,
    ThrownMessage,
)
from service.errors import InvalidInputError
from service.simulator.instances import MemoryInstance
from service.simulator.limits import Meter
from service.simulator.places import CLOSED, MemoryCase, Place, PlaceFacts
from service.simulator.timeline import Mark, Timeline
from service.simulator.trace import Trace
from service.simulator.words import Words
from service.simulator.world import World

MAX_FOLLOW_UPS = 2_000
CASE_KEY = "case"
KEPT_FOR = timedelta(days=90)  # a message that nobody waits for, as in the service


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A call that left the service."""

    name: str
    topic: str
    parameters: Mapping[str, object]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class KeptMessage:
    """A message that came before anybody waited for it."""

    message: ThrownMessage
    until: datetime


@dataclass(kw_only=True)
class Host:
    world: World
    clock: VirtualClock
    timeline: Timeline
    diary: dict[str, list[SetSitting]] = field(default_factory=dict)
    answer_calls: Callable[["Host", MemoryInstance, ServiceCall], None] | None = None  # None: calls wait
    meter: Meter | None = None
    alone: bool = False  # messages and signals go nowhere: whoever plays it tells what came in
    trace: Trace = field(default_factory=Trace)
    cases: list[MemoryCase] = field(default_factory=list)
    instances: list[MemoryInstance] = field(default_factory=list)
    buffered: list[KeptMessage] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    _follow_ups: deque[Callable[[], None]] = field(default_factory=deque)
    _waiting_since: dict[str, datetime] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return Words(world=self.world)

    def process(self, process: str) -> ProcessInfo:
        info = self.world.release.processes.get(process)
        if info is None:
            raise UnknownElementError(f"The release has no process {process}.")
        return info

    def open_place(self, process: ProcessInfo) -> Place:
        """Return where a new instance belongs: the first case, or a place of its own for a sitting."""
        return self.cases[0] if self.cases and process.kind != "sitting" else Place()

    def next_reference(self) -> str:
        """Return the reference of a case that is opened now: counted within the local year."""
        year = local_day(self.clock.now(), self.world.release.calendar.zone).year
        start = f"{self.world.prefix}-{year}-"
        return f"{start}{1 + sum(case.reference.startswith(start) for case in self.cases):05d}"

    def set_sitting(self, panel: str, to: datetime, *, regular_at: datetime | None = None) -> None:
        """Let the panel sit then, in place of a regular sitting (None: the nearest); what was moved moves again."""
        rule = self.world.release.deadlines.get(panel)
        if rule is None:
            raise UnknownElementError(f"There is no panel {panel}.")
        replaced = regular_at or self.world.release.calendar.regular_sitting(rule, to)
        others = [sitting for sitting in self.diary.get(panel, ()) if sitting.regular_at != replaced]
        self.diary[panel] = [*others, SetSitting(at=to, regular_at=replaced)]

    def start(
        self, process: str, *, place: Place, command: Start, before: Callable[[], None] | None = None
    ) -> MemoryInstance:
        """Start an instance and everything that follows from it; `before` runs once the start was accepted."""
        info = self.process(process)
        instance = MemoryInstance(
            number=len(self.instances) + 1,
            process=process,
            name=info.name,
            place=place,
            started_at=self.clock.now(),
        )
        step = self._step(instance, command)
        self.timeline.add(self.clock.now(), Mark.PROCESS, f"{info.name} begins{self.words.of(place)}")
        self.instances.append(instance)
        if before is not None:
            before()
        self._apply(instance, step)
        self.settle()
        return instance

    def command(self, instance: MemoryInstance, command: Command, *, before: Callable[[], None] | None = None) -> Step:
        """Give a command to an instance; `before` runs once it was accepted, before its effects are told."""
        step = self._step(instance, command)
        if before is not None:
            before()
        if step.changed:
            self._apply(instance, step)
            self.settle()
        return step

    def settle(self) -> None:
        """Do what follows: messages, signals, calls that are answered at once."""
        for _ in range(MAX_FOLLOW_UPS):
            if not self._follow_ups:
                return
            self._follow_ups.popleft()()
        raise UnknownElementError(f"More than {MAX_FOLLOW_UPS} messages and calls followed from one step.")

    def post(self, message: ThrownMessage) -> None:
        """Route a message: to the instance that waits, else to the process it starts, else keep it."""
        if not self._deliver(message):
            self.buffered.append(KeptMessage(message=message, until=self.clock.now() + KEPT_FOR))
            self.timeline.add(self.clock.now(), Mark.MESSAGE, f"Message {message.message} is kept: nobody waits for it")

    def tasks(self) -> list[tuple[MemoryInstance, str]]:
        return [(instance, task) for instance in self.instances for task in instance.tasks]

    def _step(self, instance: MemoryInstance, command: Command) -> Step:
        if self.meter is not None:
            self.meter.tick()
        facts = PlaceFacts(place=instance.place, diary=self.diary)
        step = advance(self.world.release, instance.state, command, clock=self.clock, facts=facts)
        if isinstance(instance.place, MemoryCase) and step.case.team not in {
            None,
            instance.place.team,
            *self.world.teams,
        }:
            raise InvalidInputError({"team": [f"There is no team “{step.case.team}”."]})
        return step

    def _apply(self, instance: MemoryInstance, step: Step) -> None:
        timers = {**instance.timers, **{timer.id: timer for timer in step.armed}}
        tasks = dict(instance.tasks)
        instance.take(step)
        self._waiting_since.update({waiting.id: self.clock.now() for waiting in step.awaited})
        self.trace.take(step)
        self._tell_fired(step, timers)
        self._tell_withdrawn(step, tasks)
        self._take_facts(instance, step)
        self._tell_opened(instance, step)
        self._queue(instance, step)
        if step.status is not InstanceStatus.RUNNING:
            self.timeline.add(self.clock.now(), Mark.PROCESS, f"{instance.name} {step.status}")

    def _tell_fired(self, step: Step, timers: Mapping[str, ArmedTimer]) -> None:
        for dropped in step.dropped:
            if dropped.ending is Ending.COMPLETED and dropped.id in timers:
                self.timeline.add(self.clock.now(), Mark.TIMER, self.words.timer(timers[dropped.id]))

    def _tell_withdrawn(self, step: Step, tasks: Mapping[str, OpenTask]) -> None:
        for closed in step.closed:
            if closed.ending is Ending.CANCELLED and closed.id in tasks:
                self.timeline.add(self.clock.now(), Mark.CLOSED, self.words.withdrawn(tasks[closed.id]))

    def _take_facts(self, instance: MemoryInstance, step: Step) -> None:
        now, place = self.clock.now(), instance.place
        for event in step.events:
            place.events.setdefault(event.name, []).append(event.at)
        for change in place.update(step.case):
            self.timeline.add(now, Mark.CASE, change)
        if isinstance(place, MemoryCase) and place.team:
            self.trace.teams.add(place.team)
        touched = place.take_deadlines(step, self.world.release.deadlines, instance=instance.number)
        news = step.case.status == CLOSED or not instance.running
        if isinstance(place, MemoryCase) and place.status == CLOSED and news:
            # processes that still run on a closed case, such as monitoring, keep their deadlines
            touched += place.cancel_deadlines(now, alive={each.number for each in self.instances if each.running})
        elif not isinstance(place, MemoryCase) and not instance.running:
            touched += place.cancel_deadlines(now, alive=())
        for deadline in touched:
            self.timeline.add(now, Mark.DEADLINE, self.words.deadline(deadline, now))

    def _tell_opened(self, instance: MemoryInstance, step: Step) -> None:
        now = self.clock.now()
        for task in step.opened:
            if task.id in instance.tasks:
                self.timeline.add(now, Mark.OPENED, self.words.task(task))
        for incident in step.incidents:
            self.timeline.add(now, Mark.INCIDENT, self.words.incident(incident))

    def _queue(self, instance: MemoryInstance, step: Step) -> None:
        for message in step.thrown:
            self.timeline.add(self.clock.now(), Mark.MESSAGE, f"Message {message.message}")
            if not self.alone:
                self._follow_ups.append(partial(self.post, message))
        for signal in () if self.alone else step.signals:
            raised = RaiseSignal(name=signal.signal, payload=signal.payload)
            others = [each for each in self.instances if each is not instance and _together(each, instance)]
            self._follow_ups.append(partial(self._raise, others, raised))
        for call in step.calls:
            self.sent.append(Sent(name=call.name, topic=call.topic, parameters=call.parameters, at=self.clock.now()))
            self.timeline.add(self.clock.now(), Mark.SENT, self.words.call(call))
            if self.answer_calls is not None:
                self._follow_ups.append(partial(self.answer_calls, self, instance, call))
        if step.awaited and self.buffered:
            self._follow_ups.append(self._route_buffered)

    def _raise(self, instances: Sequence[MemoryInstance], signal: RaiseSignal) -> None:
        for instance in instances:
            if instance.running:
                self.command(instance, signal)

    def _route_buffered(self) -> None:
        self.buffered = [kept for kept in self.buffered if kept.until > self.clock.now()]
        for kept in list(self.buffered):
            if kept not in self.buffered:
                continue  # delivered by what followed from another one
            place = self.buffered.index(kept)
            self.buffered.remove(kept)  # before it is delivered: what follows looks for messages again
            if not self._deliver(kept.message, start=False):
                self.buffered.insert(place, kept)

    def _deliver(self, message: ThrownMessage, *, start: bool = True) -> bool:
        awaited = [(each, waiting) for each in self.instances if each.running for waiting in each.awaited.values()]
        awaited.sort(key=lambda each: self._waiting_since[each[1].id])
        route = route_message(
            message.message,
            message.keys,
            awaited=[waiting for _, waiting in awaited],
            starts=self._message_starts() if start else (),
        )
        match route:
            case AwaitedMessage():
                receiver = next(instance for instance, waiting in awaited if waiting.id == route.id)
                self.command(receiver, DeliverMessage(waiting_id=route.id, payload=message.payload))
            case StartsProcess():
                place = self._place_named(message.keys)
                if place is None:
                    return False
                command = Start(process=route.process, event=route.event, answers=message.payload)
                self.start(route.process, place=place, command=command)
            case None:
                return False
        return True

    def _place_named(self, keys: Mapping[str, str]) -> Place | None:
        """Return the case that the message names; a place outside any case when it names none."""
        if CASE_KEY not in keys:
            return Place()
        return next((case for case in self.cases if case.reference == keys[CASE_KEY]), None)

    def _message_starts(self) -> list[tuple[str, StartsProcess]]:
        return [
            (event.message, StartsProcess(process=info.id, event=event.id))
            for info in self.world.release.processes.values()
            for event in info.start_events
            if event.message is not None
        ]


def _together(one: MemoryInstance, other: MemoryInstance) -> bool:
    """Tell whether a signal of one reaches the other: on the same case, or both outside any."""
    if isinstance(one.place, MemoryCase):
        return one.place is other.place
    return not isinstance(other.place, MemoryCase)
