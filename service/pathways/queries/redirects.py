"""What an operator may move to another step of a running process, where to, and what would come of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require, visible_instances
from service.clocks.clock import Clock
from service.engine import advance, redirecting
from service.engine.commands import Redirect
from service.engine.errors import RedirectRefusedError, UnknownElementError
from service.engine.step import InstanceStatus, Step
from service.errors import InvalidInputError, NotFoundError
from service.models import AwaitedMessage, Case, Incident, IncidentStatus, Instance, Outbox, Task, TaskStatus, Timer, db
from service.pathways.feel_json import from_json
from service.pathways.queries.redirect_lines import (
    CallLine,
    DeadlineLine,
    MessageLine,
    TaskLine,
    TimerLine,
    case_changes,
    closed_tasks,
    deadlines,
    dropped_calls,
    dropped_messages,
    dropped_timers,
    ended_incidents,
    task_line,
)
from service.pathways.redirect_instance import NO_SUCH_STEP
from service.pathways.running import Running, require_running, running


class StandingKind(StrEnum):
    """What stands at a step."""

    TASK = "task"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    CALL = "call"
    INCIDENT = "incident"
    GATEWAY = "gateway"  # it waits at a gateway for others to come
    PART = "part"  # a sub-process, a called process or a step done for each of several items: all of it


@dataclass(frozen=True, kw_only=True)
class RedirectTarget:
    """A step that may be begun instead."""

    element: str
    name: str
    kind: str
    lane: str | None


@dataclass(frozen=True, kw_only=True)
class RedirectSource:
    """Something that stands at a step.

    `within`: name of the sub-process or called process in which it stands; None: in the process itself.
    `refusal`: why it cannot be moved anywhere; `targets` is empty then.
    """

    id: UUID
    kind: StandingKind
    process: str
    element: str
    name: str
    item: str | None
    within: str | None
    targets: tuple[RedirectTarget, ...] = ()
    refusal: str | None = None


@dataclass(frozen=True, kw_only=True)
class RedirectChoices:
    instance_id: UUID
    revision: int
    sources: tuple[RedirectSource, ...]


@dataclass(frozen=True, kw_only=True)
class RedirectPreview:
    """Before and after.  `refusal`: why it cannot be done; everything after it is empty then.

    `revision`: of the instance this was worked out for; give it to `redirect_instance` as `if_revision`.
    `events` and `case`: what would be recorded on the case at once (a step that does its work by itself).
    """

    instance_id: UUID
    revision: int
    source: RedirectSource
    target: RedirectTarget
    refusal: str | None = None
    tasks_closed: tuple[TaskLine, ...] = ()
    tasks_opened: tuple[TaskLine, ...] = ()
    timers_dropped: tuple[TimerLine, ...] = ()
    timers_armed: tuple[TimerLine, ...] = ()
    messages_dropped: tuple[MessageLine, ...] = ()
    messages_awaited: tuple[MessageLine, ...] = ()
    calls_dropped: tuple[CallLine, ...] = ()
    calls_made: tuple[CallLine, ...] = ()
    incidents_ended: tuple[str, ...] = ()
    deadlines_ended: tuple[DeadlineLine, ...] = ()
    deadlines_started: tuple[DeadlineLine, ...] = ()
    events: tuple[str, ...] = ()
    case: Mapping[str, str] = field(default_factory=dict)
    ends: bool = False


def redirect_targets(*, instance_id: UUID, actor: Actor, clock: Clock) -> RedirectChoices:
    """Everything that stands somewhere in the process, and the steps that each may be moved to.

    What a step can be moved to is judged by the diagram; whether it can be begun with the data there are, by the
    preview.  For operators.
    :raises NotFoundError: there is no such process that the actor may see.
    """
    found = _found(instance_id, actor, clock)
    return RedirectChoices(
        instance_id=instance_id, revision=found.instance.revision, sources=tuple(_sources(found, clock))
    )


def preview_redirect(
    *,
    instance_id: UUID,
    from_id: UUID,
    to: str,
    actor: Actor,
    clock: Clock,
    data: Mapping[str, object] | None = None,
) -> RedirectPreview:
    """What moving `from_id` (see RedirectSource) to the step `to` would mean.  Changes nothing.

    :raises NotFoundError: there is no such process that the actor may see, or nothing stands under the id.
    :raises InvalidInputError: the step is not in the diagram.
    :raises WrongStateError: the process is suspended or has ended.
    """
    found = _found(instance_id, actor, clock)
    require_running(found.instance)
    source = next((each for each in _sources(found, clock) if each.id == from_id), None)
    if source is None:
        raise NotFoundError("step under way", from_id)
    preview = RedirectPreview(
        instance_id=instance_id,
        revision=found.instance.revision,
        source=source,
        target=_target(found, source.process, to),
    )
    command = Redirect(from_id=str(from_id), to=to, data=from_json(data or {}, "data"))
    try:
        step = advance(found.composed.release, found.instance.state, command, clock=clock, facts=found.facts)
    except RedirectRefusedError as error:
        return replace(preview, refusal=str(error))
    except UnknownElementError as error:
        raise InvalidInputError(NO_SUCH_STEP) from error
    return _with_step(preview, found, step)


def _found(instance_id: UUID, actor: Actor, clock: Clock) -> Running:
    require(actor, Capability.OPERATE, action="move processes to another step")
    instance = db.session.scalar(
        select(Instance)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Instance.id == instance_id, visible_instances(actor))
        .execution_options(populate_existing=True)
    )
    if instance is None:
        raise NotFoundError("process", instance_id)
    return running(instance, clock)


def _sources(found: Running, clock: Clock) -> Iterator[RedirectSource]:
    kinds = _kinds(found.instance.id)
    state = found.instance.state
    for choice in redirecting.choices(found.composed.release, state, facts=found.facts, clock=clock):
        id_ = UUID(choice.id)
        yield RedirectSource(
            id=id_,
            kind=kinds.get(id_) or _OTHER_KINDS.get(choice.kind, StandingKind.PART),
            process=choice.process,
            element=choice.element,
            name=choice.name,
            item=choice.item,
            within=choice.within,
            targets=tuple(_told(target) for target in choice.targets),
            refusal=choice.refusal,
        )


_OTHER_KINDS = {
    "parallelGateway": StandingKind.GATEWAY,
    "inclusiveGateway": StandingKind.GATEWAY,
    "intermediateCatchEvent": StandingKind.SIGNAL,
}


def _kinds(instance_id: UUID) -> Mapping[UUID, StandingKind]:
    """Kinds of what is open, by id; that of an incident goes before that of the step that has it."""
    tables = (
        (Task, StandingKind.TASK, Task.status == TaskStatus.OPEN),
        (Timer, StandingKind.TIMER, None),
        (AwaitedMessage, StandingKind.MESSAGE, None),
        (Outbox, StandingKind.CALL, None),
        (Incident, StandingKind.INCIDENT, Incident.status == IncidentStatus.OPEN),
    )
    found: dict[UUID, StandingKind] = {}
    for table, kind, condition in tables:
        statement = select(table.id).where(table.instance_id == instance_id)
        rows = db.session.scalars(statement if condition is None else statement.where(condition))
        found |= dict.fromkeys(rows, kind)
    return found


def _told(target: redirecting.Target) -> RedirectTarget:
    return RedirectTarget(element=target.element, name=target.name, kind=target.kind, lane=target.lane)


def _target(found: Running, process: str, to: str) -> RedirectTarget:
    element = found.composed.release.processes[process].elements.get(to)
    if element is None:
        raise InvalidInputError(NO_SUCH_STEP)
    return RedirectTarget(element=element.id, name=element.name, kind=element.kind, lane=element.lane)


def _with_step(preview: RedirectPreview, found: Running, step: Step) -> RedirectPreview:
    labels = {key: rule.label for key, rule in found.composed.release.deadlines.items()}
    return replace(
        preview,
        tasks_closed=tuple(closed_tasks(step.closed)),
        tasks_opened=tuple(task_line(task) for task in step.opened),
        timers_dropped=tuple(dropped_timers(step.dropped)),
        timers_armed=tuple(TimerLine(element=each.element, name=each.name, due_at=each.due_at) for each in step.armed),
        messages_dropped=tuple(dropped_messages(step.unawaited)),
        messages_awaited=tuple(MessageLine(element=each.element, message=each.message) for each in step.awaited),
        calls_dropped=tuple(dropped_calls(step.calls_ended)),
        calls_made=tuple(CallLine(element=each.element, name=each.name, topic=each.topic) for each in step.calls),
        incidents_ended=tuple(ended_incidents(step.incidents_ended)),
        deadlines_ended=tuple(deadlines(step, labels, started=False)),
        deadlines_started=tuple(deadlines(step, labels, started=True)),
        events=tuple(event.name for event in step.events),
        case=case_changes(step.case),
        ends=step.status is not InstanceStatus.RUNNING,
    )
