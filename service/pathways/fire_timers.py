"""Firing what is due on one instance."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement

from service.access import system_actor
from service.clocks.clock import Clock
from service.engine.commands import FireTimers
from service.engine.step import Ending
from service.models import Instance, InstanceState
from service.pathways.apply import carry_out
from service.pathways.held_timers import free_timers
from service.pathways.running import locked, running
from service.pathways.transaction import transact


@dataclass(frozen=True, kw_only=True)
class FiredTimers:
    instance_id: str
    fired: int


def fire_timers(*, instance_id: UUID, clock: Clock) -> FiredTimers:
    """Fire every timer of the instance that is due; nothing is loaded or written when the row says that none is.

    Timers of a suspended instance wait until it is resumed, held ones until their incident is answered.
    """

    def work() -> FiredTimers:
        now = clock.now()
        instance = locked((Instance.id == instance_id) & has_due(now))
        if instance is None:
            return FiredTimers(instance_id=str(instance_id), fired=0)
        step = carry_out(running(instance, clock), FireTimers(), actor=system_actor("timer"), clock=clock)
        instance.attempts = 0
        fired = sum(1 for timer in step.dropped if timer.ending is Ending.COMPLETED)
        return FiredTimers(instance_id=str(instance_id), fired=fired)

    return transact(work)


def has_due(now: datetime) -> ColumnElement[bool]:
    """Condition over Instance: timers of it are to be fired."""
    return (Instance.status == InstanceState.RUNNING) & (Instance.next_due <= now) & free_timers()
