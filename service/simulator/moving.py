"""Moving the virtual clock: whatever is due on the way happens in order, at its own moment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from service.clocks import ClockError
from service.engine.commands import FireTimers, Start
from service.engine.schedules import next_start
from service.simulator.host import Host
from service.simulator.instances import MemoryInstance
from service.simulator.places import Deadline, Place, PlaceFacts
from service.simulator.timeline import Mark

MAX_FIRINGS = 5_000

Firing = tuple[datetime, int, Callable[[], None]]


@dataclass(kw_only=True)
class Mover:
    host: Host
    schedules: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _missed: set[int] = field(default_factory=set)

    def run_schedules(self, processes: frozenset[str] | None) -> None:
        """Let these processes (None: all) begin by themselves from now on, at their timer start events."""
        known = self.host.world.release.processes
        for process in known if processes is None else sorted(processes):
            for event in self.host.process(process).start_events:
                if event.timer is not None:
                    self._plan(process, event.id)

    def set_sitting(self, panel: str, to: datetime, *, regular_at: datetime | None = None) -> None:
        """Move a sitting; processes that begin before it are planned anew.  :raises ClockError: the time is past."""
        if to <= self.host.clock.now():
            raise ClockError(f"{self.host.words.moment(to)} has passed.")
        self.host.set_sitting(panel, to, regular_at=regular_at)
        for process, event in tuple(self.schedules):
            self._plan(process, event)

    def move_to(self, moment: datetime) -> None:
        """Move the clock there, doing on the way what is due."""
        if moment < self.host.clock.now():
            words = self.host.words.moment
            raise ClockError(f"It is {words(self.host.clock.now())} already: {words(moment)} has passed.")
        for _ in range(MAX_FIRINGS):
            firing = min(self._firings(), key=lambda each: each[:2], default=None)
            if firing is None or firing[0] > moment:
                self.host.clock.move_to(moment)
                return
            self._fire(firing)
        raise ClockError(f"More than {MAX_FIRINGS} timers fired on the way to {moment.isoformat()}.")

    def to_next_timer(self) -> None:
        """Move the clock to the next timer and let it fire."""
        waiting = [each for each in self._firings() if each[1] != _BREACH]
        if not waiting:
            raise ClockError("No timer is waiting.")
        self.move_to(max(min(each[0] for each in waiting), self.host.clock.now()))

    def _fire(self, firing: Firing) -> None:
        at, _, action = firing
        self.host.clock.move_to(max(at, self.host.clock.now()))
        action()

    def _firings(self) -> list[Firing]:
        host = self.host
        return [
            *(
                (instance.next_due, _TIMER, partial(self._fire_timers, instance))
                for instance in host.instances
                if instance.running and instance.next_due is not None
            ),
            *((at, _SCHEDULE, partial(self._run, *what)) for what, at in self.schedules.items()),
            *((deadline.breach_at, _BREACH, partial(self._miss, deadline)) for deadline in self._unannounced()),
        ]

    def _fire_timers(self, instance: MemoryInstance) -> None:
        before = instance.revision
        self.host.command(instance, FireTimers())
        if instance.revision == before:
            raise ClockError(f"A timer of {instance.name} is due and does not fire.")

    def _run(self, process: str, event: str) -> None:
        self._plan(process, event)
        self.host.start(process, place=Place(), command=Start(process=process, event=event))

    def _plan(self, process: str, event: str) -> None:
        host = self.host
        facts = PlaceFacts(place=Place(), diary=host.diary)
        moment = next_start(host.world.release, process, event, after=host.clock.now(), facts=facts)
        self.schedules.pop((process, event), None)
        if moment is not None:
            self.schedules[process, event] = moment

    def _unannounced(self) -> list[Deadline]:
        places = {id(place): place for place in (*self.host.cases, *(each.place for each in self.host.instances))}
        return [
            deadline
            for place in places.values()
            for deadline in place.deadlines
            if deadline.open and id(deadline) not in self._missed
        ]

    def _miss(self, deadline: Deadline) -> None:
        self._missed.add(id(deadline))
        self.host.timeline.add(self.host.clock.now(), Mark.MISSED, self.host.words.missed(deadline))


_TIMER, _SCHEDULE, _BREACH = 0, 1, 2
