"""Carrying out one command on one instance, and writing what it changed.

Few statements: one for each kind of thing that changed, however many of them there are.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from service.access import Actor
from service.clocks.clock import Clock
from service.engine import advance
from service.engine.commands import Command, Start
from service.engine.step import InstanceStatus, Step
from service.library import Composed
from service.models import Case, Instance, InstanceState, db
from service.pathways import hints
from service.pathways.facts import RowFacts
from service.pathways.feel_json import to_json
from service.pathways.held_timers import HELD, follow_held
from service.pathways.notify import follow_step
from service.pathways.running import Running
from service.pathways.writing.context import Writing
from service.pathways.writing.journal import write_journal
from service.pathways.writing.outgoing import write_outgoing
from service.pathways.writing.standards import write_standards
from service.pathways.writing.waiting import write_waiting

_STATES = {
    InstanceStatus.RUNNING: InstanceState.RUNNING,
    InstanceStatus.COMPLETED: InstanceState.COMPLETED,
    InstanceStatus.CANCELLED: InstanceState.CANCELLED,
}


@dataclass(frozen=True, kw_only=True)
class NewInstance:
    """What an instance is started as."""

    release_id: UUID
    composed: Composed
    authority: str
    case: Case | None
    command: Start
    id: UUID = field(default_factory=uuid4)


def carry_out(running: Running, command: Command, *, actor: Actor, clock: Clock) -> Step:
    """Run the command on a locked instance; writes nothing when nothing changed."""
    instance = running.instance
    step = advance(running.composed.release, instance.state, command, clock=clock, facts=running.facts)
    if step.changed:
        writing = Writing(instance=instance, case=running.case, composed=running.composed, actor=actor, now=clock.now())
        update_instance(instance, step, writing)
        write_step(writing, step)
    return step


def begin(new: NewInstance, *, actor: Actor, clock: Clock) -> tuple[Instance, Step]:
    """Start an instance and write its first step."""
    now = clock.now()
    facts = RowFacts(case=new.case, instance_id=new.id, composed=new.composed, clock=clock)
    step = advance(new.composed.release, None, new.command, clock=clock, facts=facts)
    instance = Instance(
        id=new.id,
        authority=new.authority,
        case_id=None if new.case is None else new.case.id,
        release_id=new.release_id,
        process=new.command.process,
        start_event=new.command.event,
        revision=0,
        started_at=now,
        started_by=actor.name,
        claimed_until=None,
        reason=None,
    )
    writing = Writing(instance=instance, case=new.case, composed=new.composed, actor=actor, now=now)
    update_instance(instance, step, writing)
    db.session.add(instance)
    db.session.flush()
    write_step(writing, step)
    return instance, step


def write_step(writing: Writing, step: Step) -> None:
    db.session.flush()  # deadlines of a closing case ask which instances still run
    write_waiting(writing, step)
    write_journal(writing, step)
    write_standards(writing, step)
    write_outgoing(writing, step)
    follow_held(writing, step)
    follow_step(writing, step)  # last: who is told depends on the case as the step leaves it


def update_instance(instance: Instance, step: Step, writing: Writing) -> None:
    instance.state = step.state
    instance.revision += 1
    instance.next_due = step.next_due
    instance.claimed_until = None
    if instance.attempts != HELD:
        instance.attempts = 0  # they were of the state before
    suspended = instance.status is InstanceState.SUSPENDED and step.status is InstanceStatus.RUNNING
    instance.status = InstanceState.SUSPENDED if suspended else _STATES[step.status]
    if step.status is not InstanceStatus.RUNNING:
        instance.ended_at = writing.now
        instance.output = to_json(step.output)
    if step.next_due is not None and step.next_due <= writing.now:
        hints.after_commit(hints.Hint(kind=hints.HintKind.INSTANCE_DUE, id=str(instance.id)))
