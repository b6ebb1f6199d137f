"""Playing again what came into one real process: on the library that it ran on, or on another one.

What is played is this one process.  What others told it (people, systems, other processes of the case) is given as it
was, at its own moment; its timers fire by the clock.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import singledispatchmethod

from service.clocks import VirtualClock
from service.engine.commands import (
    Cancel,
    CompleteService,
    CompleteTask,
    DeliverMessage,
    RaiseSignal,
    Start,
    ThrowServiceError,
)
from service.engine.step import OpenTask, ServiceCall
from service.errors import InvalidInputError, PathwaysError
from service.reporting.rows import Completed
from service.simulator.happened import (
    Answered,
    Began,
    CaseThen,
    Done,
    EventElsewhere,
    Happening,
    RecordElsewhere,
    Signalled,
    SittingMoved,
    Stopped,
    Story,
    Told,
)
from service.simulator.host import Host
from service.simulator.instances import MemoryInstance
from service.simulator.limits import Limits, Meter
from service.simulator.lists import lists_of
from service.simulator.moving import Mover
from service.simulator.places import MemoryCase, Place
from service.simulator.telling import reason_of
from service.simulator.timeline import Mark, Timeline
from service.simulator.world import World

Spot = tuple[str, str]  # process, element


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """`notes`: what could not be done as it was, in words.  `instance` None: it could not even be begun.

    `stopped`: why it does not come to its end, which may quote what somebody wrote; None where it does.
    """

    host: Host
    instance: MemoryInstance | None
    notes: tuple[str, ...]
    stopped: str | None


def replay(world: World, story: Story, *, known: AbstractSet[Spot] | None, limits: Limits) -> Replayed:
    """Play the story.

    `known`: the steps that there were when it happened.  Others are new: nobody answered them, so they are taken as
    done at once where the story would not go on otherwise.  None: nothing is new.
    """
    run, stopped = _Replay(world, story, known=known, limits=limits), None
    try:
        run.all()
    except PathwaysError as error:
        stopped = reason_of(error)
    return Replayed(host=run.host, instance=run.instance, notes=tuple(run.notes), stopped=stopped)


class _Replay:
    def __init__(self, world: World, story: Story, *, known: AbstractSet[Spot] | None, limits: Limits) -> None:
        self.world = world
        self.story = story
        self.known = known
        self.notes: list[str] = []
        self.instance: MemoryInstance | None = None
        self.host = Host(
            world=world,
            clock=VirtualClock(story.began.at),
            timeline=Timeline(calendar=world.release.calendar),
            answer_calls=self._answer_new,
            meter=Meter(limits),
            alone=True,
        )
        self.mover = Mover(host=self.host)

    def all(self) -> None:
        """:raises PathwaysError: it cannot go on."""
        self._begin(self.story.began)
        for happening in self.story.happenings:
            self.mover.move_to(max(happening.at, self.host.clock.now()))
            self.take(happening)
        self.mover.move_to(max(self.story.until, self.host.clock.now()))

    @property
    def running(self) -> MemoryInstance:
        if self.instance is None:
            raise TypeError("The process was not begun.")
        return self.instance

    def _begin(self, began: Began) -> None:
        place = Place() if self.story.case is None else _case(self.story.case)
        if isinstance(place, MemoryCase):
            self.host.cases.append(place)
        values = began.payload or self._values(began.form, began.stored)
        command = Start(process=began.process, event=began.event, answers=values, received_at=began.received_at)
        info = self.host.process(began.process)

        def accepted() -> None:
            self._keep(place, began.form, began.stored)

        self.instance = self.host.start(began.process, place=place, command=command, before=accepted)
        self._check(info.name, began.form, began.stored)

    @singledispatchmethod
    def take(self, happening: Happening) -> None:
        raise TypeError(f"{type(happening).__name__} cannot be played.")

    @take.register
    def _(self, happening: Done) -> None:
        task = self._task(happening)
        if task is None:
            self._missed(f"“{happening.name}” was done: the draft does not ask for it then.")
            return
        self._check(task.name, task.form, happening.stored)
        values = self._values(task.form, happening.stored)
        before = self.running.place

        def done() -> None:
            self._keep(before, task.form, happening.stored)
            done_for = f" - {task.item}" if task.item else ""
            self.host.timeline.add(self.host.clock.now(), Mark.DONE, f"{task.name}{done_for}")

        command = CompleteTask(task_id=task.id, answers=values, actor=happening.actor)
        self.host.command(self.running, command, before=done)

    @take.register
    def _(self, happening: Told) -> None:
        waiting = [each for each in self.running.awaited.values() if each.message == happening.message]
        fitting = [each for each in waiting if each.keys == happening.keys] or waiting
        if not fitting:
            self._missed(f"The message {happening.message} came: the draft does not wait for it then.")
            return
        self.host.timeline.add(self.host.clock.now(), Mark.MESSAGE, f"Message {happening.message} arrives")
        self.host.command(self.running, DeliverMessage(waiting_id=fitting[0].id, payload=happening.payload))

    @take.register
    def _(self, happening: Signalled) -> None:
        if self.running.running:
            self.host.command(self.running, RaiseSignal(name=happening.name, payload=happening.payload))

    @take.register
    def _(self, happening: Answered) -> None:
        call = self._call(happening)
        if call is None:
            self._missed(f"“{happening.name}” was answered: the draft does not call it then.")
            return
        if happening.error is not None:
            self.host.timeline.add(
                self.host.clock.now(), Mark.SENT, f"{call.name}: answered with error {happening.error}"
            )
            error = ThrowServiceError(
                call_id=call.id, code=happening.error, message=happening.message, data=happening.result
            )
            self.host.command(self.running, error)
            return
        self.host.command(self.running, CompleteService(call_id=call.id, result=happening.result))

    @take.register
    def _(self, happening: Stopped) -> None:
        if self.running.running:
            self.host.command(self.running, Cancel(reason=happening.reason))

    @take.register
    def _(self, happening: EventElsewhere) -> None:
        self.running.place.events.setdefault(happening.name, []).append(happening.when)

    @take.register
    def _(self, happening: RecordElsewhere) -> None:
        self._keep(self.running.place, happening.form, happening.stored)

    @take.register
    def _(self, happening: SittingMoved) -> None:
        self.host.diary.setdefault(happening.panel, []).append(happening.sitting)

    def _task(self, happening: Done) -> OpenTask | None:
        """The task that is meant; new steps that stand before it are taken as done."""
        for _ in range(len(self.world.release.processes) * 10):
            found = self._open(happening)
            new = self._new_task() if found is None else None
            if new is None:
                return found
            self._pass(new)
        return None

    def _open(self, happening: Done) -> OpenTask | None:
        tasks = [each for each in self.running.tasks.values() if each.item == happening.item]
        same = [each for each in tasks if (each.process, each.element) == (happening.process, happening.element)]
        named = [each for each in tasks if each.name == happening.name]
        return next(iter([*same, *named]), None)

    def _new_task(self) -> OpenTask | None:
        if self.known is None:
            return None
        tasks = self.running.tasks.values()
        return next((each for each in tasks if (each.process, each.element) not in self.known), None)

    def _pass(self, task: OpenTask) -> None:
        self._missed(f"“{task.name}” is new: nobody answered it. It is taken as done at once, without answers.")
        self.host.command(self.running, CompleteTask(task_id=task.id, answers=self._values(task.form, {})))

    def _call(self, happening: Answered) -> ServiceCall | None:
        calls = list(self.running.calls.values())
        same = [each for each in calls if (each.process, each.element) == (happening.process, happening.element)]
        return next(iter([*same, *(each for each in calls if each.topic == happening.topic)]), None)

    def _answer_new(self, host: Host, instance: MemoryInstance, call: ServiceCall) -> None:
        """A call that nobody answered when it happened, for there was none, succeeds at once."""
        if self.known is None or (call.process, call.element) in self.known or call.id not in instance.calls:
            return
        host.command(instance, CompleteService(call_id=call.id, result={}))

    def _check(self, name: str, form: str | None, stored: Mapping[str, object]) -> None:
        """Note what the form would refuse of the answers."""
        known = self.world.forms.get(form) if form is not None else None
        if known is None:
            return
        case = self.running.place.variable()
        options = lists_of(case, stored, self.world.roles)
        try:
            known.validate(stored, now=self.host.clock.now(), context={"case": case}, options=options)
        except InvalidInputError as error:
            if self.known is not None:
                self._missed(f"“{name}”: the form would have asked for other answers ({reason_of(error)}).")

    def _values(self, form: str | None, stored: Mapping[str, object]) -> dict[str, object]:
        known = self.world.forms.get(form) if form is not None else None
        return {} if known is None else known.values(stored)

    def _keep(self, place: Place, form: str | None, stored: Mapping[str, object]) -> None:
        if form is not None and form in self.world.forms:
            kept = Completed(at=self.host.clock.now(), answers=self._values(form, stored))
            place.records.setdefault(form, []).append(kept)

    def _missed(self, text: str) -> None:
        self.notes.append(f"{self.host.words.moment(self.host.clock.now())}: {text}")
        self.host.timeline.add(self.host.clock.now(), Mark.NOTE, text)


def _case(then: CaseThen) -> MemoryCase:
    return MemoryCase(
        reference=then.reference,
        authority=then.authority,
        family=then.family,
        children=then.children,
        opened=then.opened,
        episode=then.episode,
        team=then.team,
        lead=then.lead,
        record_link=then.record_link,
        consent=then.consent,
    )
