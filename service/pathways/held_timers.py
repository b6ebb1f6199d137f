"""Timers that nobody came to the end of: they stay due, and wait with an open incident until an operator answers it.

The state of the process is not touched, nor even read: reading it may be what the workers died of.
"""

import logging
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from service.access import Actor, system_actor
from service.clocks.clock import Clock
from service.engine.step import Closed, Ending, Incident, Step
from service.models import Incident as IncidentRow
from service.models import IncidentStatus, Instance, InstanceState, Timer, db
from service.pathways import hints
from service.pathways.attempts import IN_VAIN, MOST_ATTEMPTS
from service.pathways.running import Running, locked, running
from service.pathways.transaction import transact
from service.pathways.writing.context import Writing
from service.pathways.writing.outgoing import end_incidents, open_incidents

log = logging.getLogger(__name__)

IN_VAIN_KIND = "in-vain"  # of the incident
WAITING = "All timers of this process wait until it is retried."


HELD = -1  # as the number of attempts


def free_timers() -> ColumnElement[bool]:
    """Condition over Instance: its timers are not held."""
    return Instance.attempts != HELD


def hold_timers(*, instance_id: UUID, clock: Clock) -> None:
    """Raise an incident at the timer that is due first, and let the timers of the process wait for its answer."""

    def work() -> None:
        instance = locked(
            (Instance.id == instance_id)
            & (Instance.status == InstanceState.RUNNING)
            & (Instance.next_due <= clock.now())
            & (Instance.attempts > MOST_ATTEMPTS)
        )
        if instance is None:
            return  # somebody came to the end of it meanwhile
        timer = db.session.scalar(
            select(Timer).where(Timer.instance_id == instance_id).order_by(Timer.due_at, Timer.id).limit(1)
        )
        if timer is None:
            log.error("due without a timer", extra={"instance": str(instance_id)})
            return
        incident = Incident(
            id=str(timer.id),
            process=timer.process,
            element=timer.element,
            name=timer.name,
            kind=IN_VAIN_KIND,
            message=f"{IN_VAIN} {WAITING}",
        )
        instance.attempts, instance.claimed_until = HELD, None
        open_incidents(_writing(running(instance, clock), system_actor("timer"), clock), (incident,))

    transact(work)


def release_timers(running: Running, *, actor: Actor, clock: Clock) -> None:
    """Let workers try again what they did not come to the end of; the incident of it is over, and may be raised again.

    They do it and not who asks, so that nobody else dies of it.
    """
    instance = running.instance
    _end_incident(_writing(running, actor, clock))
    instance.attempts, instance.claimed_until = 0, None
    hints.after_commit(hints.Hint(kind=hints.HintKind.INSTANCE_DUE, id=str(instance.id)))


def follow_held(writing: Writing, step: Step) -> None:
    """Hold no timer any more when the one of the incident is not needed; the step has its others announced."""
    instance = writing.instance
    if instance.attempts != HELD:
        return
    held = db.session.scalar(_incident(instance))
    if held is None or str(held) in {timer.id for timer in step.dropped}:
        _end_incident(writing)
        instance.attempts = 0


def _end_incident(writing: Writing) -> None:
    held = db.session.scalars(_incident(writing.instance))
    end_incidents(writing, tuple(Closed(id=str(each), ending=Ending.COMPLETED) for each in held))


def _incident(instance: Instance) -> Select[UUID]:
    return select(IncidentRow.id).where(
        IncidentRow.instance_id == instance.id,
        IncidentRow.kind == IN_VAIN_KIND,
        IncidentRow.status == IncidentStatus.OPEN,
    )


def _writing(running: Running, actor: Actor, clock: Clock) -> Writing:
    return Writing(
        instance=running.instance, case=running.case, composed=running.composed, actor=actor, now=clock.now()
    )
