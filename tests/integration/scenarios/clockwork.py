"""What scheduler and workers do, in this process and under a clock that is moved along."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from service.clocks import ClockError
from service.clocks.clock import VirtualClock
from service.demo.answering import answer_call
from service.library import Composed
from service.models import Instance, InstanceState, Schedule, db
from service.pathways.fire_timers import fire_timers
from service.pathways.mark_breaches import mark_breaches
from service.pathways.messages import route_message
from service.pathways.releases import current_release
from service.pathways.schedules import plan_again, run_schedule
from service.pathways.sweep import DueWork, sweep
from service.pathways.transaction import transact

MOST_ROUNDS = 5_000


@dataclass(frozen=True, kw_only=True)
class Clockwork:
    """`answering`: service calls succeed at once.  `schedules`: processes that begin by themselves (None: all)."""

    composed: Composed
    clock: VirtualClock
    answering: bool
    schedules: frozenset[str] | None

    @property
    def authority(self) -> str:
        return self.composed.authority.id

    def wind_up(self) -> None:
        """Plan what begins by itself as of now; it was planned when the release was published, long before."""
        self._silence(Schedule.authority == self.authority)
        transact(lambda: plan_again(self.authority, current_release(self.authority), self.clock))
        self.quieten()

    def quieten(self) -> None:
        """Leave out the schedules that the scenario does not ask for."""
        own = Schedule.authority == self.authority
        unwanted = Schedule.process.not_in(self.schedules) if self.schedules is not None else ~own
        self._silence(unwanted | ~own)

    @staticmethod
    def _silence(which: ColumnElement[bool]) -> None:
        silent = update(Schedule).values(next_at=None).execution_options(synchronize_session=False)
        transact(lambda: db.session.execute(silent.where(which)))

    def settle(self) -> datetime | None:
        """Do all that is due now; return when something falls due next."""
        for _ in range(MOST_ROUNDS):
            due = sweep(clock=self.clock, limit=1, topics=None if self.answering else ())
            if not self._do(due):
                return due.next_at
        raise ClockError("There is always something left to do.")

    def move_to(self, moment: datetime) -> None:
        """Move the clock there; on the way everything happens at its own moment."""
        next_at = self.settle()
        while next_at is not None and next_at <= moment:
            self.clock.move_to(next_at)
            next_at = self.settle()
        self.clock.move_to(moment)
        self.settle()

    def to_next_timer(self) -> None:
        """Move to the next timer or scheduled start; a missed deadline is neither."""
        timer = db.session.scalar(select(func.min(Instance.next_due)).where(Instance.status == InstanceState.RUNNING))
        start = db.session.scalar(select(func.min(Schedule.next_at)))
        waiting = [moment for moment in (timer, start) if moment is not None]
        if not waiting:
            raise ClockError("No timer is waiting.")
        self.move_to(max(min(waiting), self.clock.now()))

    def _do(self, due: DueWork) -> bool:
        for message in due.messages:
            route_message(message_id=UUID(message), clock=self.clock)
        for call in due.calls:
            answer_call(UUID(call.id), call.topic, authority=self.authority, clock=self.clock)
        for instance in due.instances:
            if fire_timers(instance_id=UUID(instance), clock=self.clock).fired == 0:
                raise ClockError(f"A timer of {instance} is due and does not fire.")
        for schedule in due.schedules:
            ran = run_schedule(schedule_id=UUID(schedule), clock=self.clock)
            if ran is None or ran.instance_id is None:
                raise ClockError(f"A process that is planned does not start: {ran}")
        if due.breaches:
            mark_breaches(clock=self.clock)
        return bool(due.messages or due.calls or due.instances or due.schedules or due.breaches)
