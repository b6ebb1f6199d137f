"""Finding who takes a message, and giving it to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor
from service.clocks.clock import Clock
from service.engine.commands import DeliverMessage, RaiseSignal
from service.errors import NotFoundError
from service.models import AwaitedMessage, Case, Instance, InstanceState, Message, MessageKind, MessageStatus, db
from service.pathways.apply import carry_out
from service.pathways.feel_json import from_json
from service.pathways.releases import LoadedRelease, keep_current, starting_release
from service.pathways.running import locked, running
from service.pathways.starting import StartRequest, start_process
from service.pathways.tell_of_work import message_goes_on

CASE_KEY = "case"


@dataclass(frozen=True, kw_only=True)
class Routed:
    """Who took it; nobody as long as `instance_id` is None."""

    instance_id: UUID | None
    case_id: UUID | None
    started: bool = False


NOBODY = Routed(instance_id=None, case_id=None)


def route(message: Message, *, actor: Actor, clock: Clock) -> Routed:
    """Deliver the message whose row the caller holds; mark it when somebody took it."""
    now = clock.now()
    message.routed_at = now
    message.claimed_until = None
    if message.attempts:
        message.attempts = 0  # this one comes to an end
        message_goes_on(message, now=now)
    if message.expires_at <= now:
        message.status = MessageStatus.EXPIRED
        return NOBODY
    match message.kind:
        case MessageKind.SIGNAL:
            return _taken(message, _signal(message, actor=actor, clock=clock), clock=clock)
        case MessageKind.MESSAGE:
            keep_current(message.authority)  # it may start a process, and by then those that wait for it are locked
            given = _give(message, actor=actor, clock=clock)
            return start_by_message(message, actor=actor, clock=clock) if given is None else given


def start_by_message(message: Message, *, actor: Actor, clock: Clock) -> Routed:
    """Start the process that has a start event of that name: on the message's case, or outside any."""
    return _taken(message, _start(message, actor=actor, clock=clock), clock=clock)


def _taken(message: Message, routed: Routed, *, clock: Clock) -> Routed:
    if routed.instance_id is not None:
        message.status = MessageStatus.DELIVERED
        message.delivered_at = clock.now()
        message.delivered_to = routed.instance_id
    return routed


def _give(message: Message, *, actor: Actor, clock: Clock) -> Routed | None:
    for awaited_id, instance_id in _awaiting(message):
        instance = locked((Instance.id == instance_id) & (Instance.status == InstanceState.RUNNING))
        if instance is None or not _still_waits(awaited_id):
            continue  # somebody was quicker; the next one may take it
        command = DeliverMessage(waiting_id=str(awaited_id), payload=from_json(message.payload))
        carry_out(running(instance, clock), command, actor=actor, clock=clock)
        return _taken(message, Routed(instance_id=instance.id, case_id=instance.case_id), clock=clock)
    return None


def _awaiting(message: Message) -> Iterator[tuple[UUID, UUID]]:
    rows = db.session.execute(
        select(AwaitedMessage.id, AwaitedMessage.instance_id)
        .join(Instance, Instance.id == AwaitedMessage.instance_id)
        .where(
            AwaitedMessage.authority == message.authority,
            AwaitedMessage.message == message.name,
            Instance.status == InstanceState.RUNNING,
            AwaitedMessage.keys == message.keys,
        )
        .order_by(AwaitedMessage.since, AwaitedMessage.id)
    ).all()
    for row in rows:
        yield row.id, row.instance_id


def _still_waits(awaited_id: UUID) -> bool:
    return db.session.scalar(select(AwaitedMessage.id).where(AwaitedMessage.id == awaited_id)) is not None


def _start(message: Message, *, actor: Actor, clock: Clock) -> Routed:
    release = starting_release(message.authority)
    found = message_start(release, message.name)
    if found is None:
        return NOBODY
    case = None
    if CASE_KEY in message.keys:
        case = _case(message.authority, message.keys)
        if case is None:
            return NOBODY
    process, event = found
    request = StartRequest(
        release=release,
        authority=message.authority,
        process=process,
        event=event,
        case=case,
        payload=from_json(message.payload),
    )
    instance, _ = start_process(request, actor=actor, clock=clock)
    return Routed(instance_id=instance.id, case_id=instance.case_id, started=True)


def message_start(release: LoadedRelease, name: str) -> tuple[str, str] | None:
    """The process and the start event that a message of that name starts."""
    starts = release.composed.release.message_starts()
    return next(((process, event) for message, process, event in starts if message == name), None)


def _case(authority: str, keys: Mapping[str, object]) -> Case | None:
    return db.session.scalar(select(Case).where(Case.authority == authority, Case.reference == str(keys[CASE_KEY])))


def _signal(message: Message, *, actor: Actor, clock: Clock) -> Routed:
    if message.delivered_to is None:
        raise NotFoundError("receiver of signal", message.id)
    instance = locked(Instance.id == message.delivered_to)
    if instance is None or instance.status is InstanceState.SUSPENDED:
        return NOBODY
    if instance.status is InstanceState.RUNNING:
        command = RaiseSignal(name=message.name, payload=from_json(message.payload))
        carry_out(running(instance, clock), command, actor=actor, clock=clock)
    return Routed(instance_id=instance.id, case_id=instance.case_id)
