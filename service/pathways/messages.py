"""Messages: posted, delivered, routed.

A message goes to the process that waits for it; when none waits, to a start event of that name; else it stays until
somebody waits or it expires.  A suspended process does not take messages; they stay until it is resumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, Scope, require, require_scope, system_actor
from service.clocks.clock import Clock
from service.engine.commands import DeliverMessage
from service.errors import NotFoundError
from service.models import AwaitedMessage, Message, MessageKind, MessageStatus, db
from service.pathways.apply import carry_out
from service.pathways.feel_json import from_json, to_json
from service.pathways.idempotency import Idempotency
from service.pathways.routing import Routed, route
from service.pathways.running import lock_visible_instance, require_running
from service.pathways.standing import acting_authority, audit
from service.pathways.transaction import transact, transact_once
from service.pathways.writing.outgoing import MESSAGE_LIFETIME


@dataclass(frozen=True, kw_only=True)
class RoutedMessage:
    """`instance_id`: who took it; None as long as nobody did."""

    message_id: str
    status: str
    instance_id: str | None


@dataclass(frozen=True, kw_only=True)
class DeliveredMessage:
    instance_id: str


def post_message(
    *,
    name: str,
    keys: Mapping[str, str],
    actor: Actor,
    clock: Clock,
    payload: Mapping[str, object] | None = None,
    authority: str | None = None,
    expires_in: timedelta | None = None,
    idempotency: Idempotency | None = None,
) -> RoutedMessage:
    """Send a message from outside; it is delivered at once when somebody waits for it."""
    require_sender(actor)

    def work() -> RoutedMessage:
        now = clock.now()
        acting = acting_authority(actor, authority, action="send messages")
        message = write_message(
            name=name,
            keys=keys,
            payload=from_json(payload or {}),
            actor=actor,
            authority=acting,
            now=now,
            lifetime=expires_in or MESSAGE_LIFETIME,
        )
        routed = route(message, actor=actor, clock=clock)
        audit(
            actor,
            "send message",
            f"message {message.id}",
            at=now,
            case_id=routed.case_id,
            authority=acting,
            details={"name": name},
        )
        return answer(message, routed)

    return transact_once(work, returns=RoutedMessage, actor=actor, clock=clock, idempotency=idempotency)


def require_sender(actor: Actor) -> None:
    """:raises NotAllowedError: neither a client with the scope, nor an operator, nor the system."""
    if actor.kind is ActorKind.CLIENT:
        require_scope(actor, Scope.MESSAGES_WRITE, action="send messages")
    else:
        require(actor, Capability.OPERATE, action="send messages")


def deliver_message(
    *,
    awaited_id: UUID,
    actor: Actor,
    clock: Clock,
    payload: Mapping[str, object] | None = None,
    idempotency: Idempotency | None = None,
) -> DeliveredMessage:
    """Give a message to one catch that waits, whatever its keys.

    :raises NotFoundError: nothing waits under that id that the actor may see.
    :raises WrongStateError: its process is suspended.
    """
    require_sender(actor)

    def work() -> DeliveredMessage:
        instance_id = db.session.scalar(select(AwaitedMessage.instance_id).where(AwaitedMessage.id == awaited_id))
        if instance_id is None:
            raise NotFoundError("awaited message", awaited_id)
        running = lock_visible_instance(instance_id, actor, clock)
        require_running(running.instance)
        command = DeliverMessage(waiting_id=str(awaited_id), payload=from_json(payload or {}))
        carry_out(running, command, actor=actor, clock=clock)
        audit(
            actor,
            "deliver message",
            f"process {instance_id}",
            at=clock.now(),
            case_id=running.instance.case_id,
            authority=running.instance.authority,
        )
        return DeliveredMessage(instance_id=str(instance_id))

    return transact_once(work, returns=DeliveredMessage, actor=actor, clock=clock, idempotency=idempotency)


def route_message(*, message_id: UUID, clock: Clock) -> RoutedMessage:
    """Look for a receiver of a message (or signal) that is still on its way; a second call finds it delivered.

    :raises NotFoundError: there is no such message.
    """

    def work() -> RoutedMessage:
        message = db.session.scalar(
            select(Message).where(Message.id == message_id).with_for_update().execution_options(populate_existing=True)
        )
        if message is None:
            raise NotFoundError("message", message_id)
        if message.status is not MessageStatus.PENDING:
            return answer(message, None)
        return answer(message, route(message, actor=system_actor("message"), clock=clock))

    return transact(work)


def write_message(
    *,
    name: str,
    keys: Mapping[str, str],
    payload: Mapping[str, object],
    actor: Actor,
    authority: str,
    now: datetime,
    lifetime: timedelta = MESSAGE_LIFETIME,
) -> Message:
    """Write the row of a message that is still to be routed; `payload` holds FEEL values."""
    message = Message(
        id=uuid4(),
        authority=authority,
        kind=MessageKind.MESSAGE,
        name=name,
        keys=dict(keys),
        payload=to_json(payload),
        status=MessageStatus.PENDING,
        posted_by=actor.name,
        created_at=now,
        expires_at=now + lifetime,
    )
    db.session.add(message)
    db.session.flush()
    return message


def answer(message: Message, routed: Routed | None) -> RoutedMessage:
    taken = message.status is MessageStatus.DELIVERED
    instance_id = routed.instance_id if routed is not None else (message.delivered_to if taken else None)
    return RoutedMessage(
        message_id=str(message.id),
        status=message.status.value,
        instance_id=None if instance_id is None else str(instance_id),
    )
