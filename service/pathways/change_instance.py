"""Cancelling, suspending and resuming a process."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.engine.commands import Cancel
from service.errors import InvalidInputError, WrongStateError
from service.models import AwaitedMessage, Instance, InstanceState, Message, MessageStatus, db
from service.pathways import hints
from service.pathways.apply import carry_out
from service.pathways.idempotency import Idempotency
from service.pathways.running import Running, lock_visible_instance, require_running
from service.pathways.standing import audit
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class ChangedInstance:
    instance_id: str
    status: str
    revision: int


def cancel_instance(
    *,
    instance_id: UUID,
    reason: str,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> ChangedInstance:
    """End the process: its tasks, timers and service calls are closed, its history stays.

    :raises WrongStateError: it has ended already.
    """
    require_reason(reason)

    def change(running: Running) -> None:
        cancel(running, reason, actor=actor, clock=clock)

    change_as = _Change(action="cancel process", instance_id=instance_id, if_revision=if_revision, reason=reason)
    return _change(change_as, change, actor=actor, clock=clock, idempotency=idempotency)


def suspend_instance(
    *,
    instance_id: UUID,
    reason: str,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> ChangedInstance:
    """Stop the process for a while: timers wait, tasks refuse, messages are kept.  Deadlines run on.

    :raises WrongStateError: it does not run.
    """
    require_reason(reason)

    def change(running: Running) -> None:
        suspend(running, reason)

    change_as = _Change(action="suspend process", instance_id=instance_id, if_revision=if_revision, reason=reason)
    return _change(change_as, change, actor=actor, clock=clock, idempotency=idempotency)


def resume_instance(
    *,
    instance_id: UUID,
    actor: Actor,
    clock: Clock,
    if_revision: int | None = None,
    idempotency: Idempotency | None = None,
) -> ChangedInstance:
    """Let a suspended process go on; what became due meanwhile happens at once.

    :raises WrongStateError: it is not suspended.
    """

    def change(running: Running) -> None:
        resume(running, clock)

    change_as = _Change(action="resume process", instance_id=instance_id, if_revision=if_revision)
    return _change(change_as, change, actor=actor, clock=clock, idempotency=idempotency)


def cancel(running: Running, reason: str, *, actor: Actor, clock: Clock) -> None:
    """:raises WrongStateError: it has ended."""
    if running.instance.status is not InstanceState.SUSPENDED:
        require_running(running.instance)
    carry_out(running, Cancel(reason=reason), actor=actor, clock=clock)
    running.instance.reason = reason


def suspend(running: Running, reason: str) -> None:
    """:raises WrongStateError: it does not run."""
    require_running(running.instance)
    running.instance.status = InstanceState.SUSPENDED
    running.instance.reason = reason
    running.instance.revision += 1


def resume(running: Running, clock: Clock) -> None:
    """:raises WrongStateError: it is not suspended."""
    instance = running.instance
    if instance.status is not InstanceState.SUSPENDED:
        raise WrongStateError("The process", instance.status.value, "Only a suspended process can be resumed.")
    instance.status = InstanceState.RUNNING
    instance.reason = None
    instance.revision += 1
    _hint_waiting(instance, clock)


@dataclass(frozen=True, kw_only=True)
class _Change:
    action: str
    instance_id: UUID
    if_revision: int | None
    reason: str | None = None


def _change(
    asked: _Change,
    change: Callable[[Running], None],
    *,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None,
) -> ChangedInstance:
    require(actor, Capability.OPERATE, action=asked.action)

    def work() -> ChangedInstance:
        running = lock_visible_instance(asked.instance_id, actor, clock, if_revision=asked.if_revision)
        change(running)
        instance = running.instance
        audit(
            actor,
            asked.action,
            f"process {instance.id}",
            at=clock.now(),
            case_id=instance.case_id,
            authority=instance.authority,
            details={"process": instance.process, "reason": asked.reason},
        )
        return ChangedInstance(instance_id=str(instance.id), status=instance.status.value, revision=instance.revision)

    return transact_once(work, returns=ChangedInstance, actor=actor, clock=clock, idempotency=idempotency)


def require_reason(reason: str) -> None:
    """:raises InvalidInputError: it is empty."""
    if not reason.strip():
        raise InvalidInputError({"reason": ["Give the reason."]})


def _hint_waiting(instance: Instance, clock: Clock) -> None:
    if instance.next_due is not None and instance.next_due <= clock.now():
        hints.after_commit(hints.Hint(kind=hints.HintKind.INSTANCE_DUE, id=str(instance.id)))
    kept = (
        select(Message.id)
        .outerjoin(
            AwaitedMessage,
            (AwaitedMessage.message == Message.name)
            & (AwaitedMessage.authority == Message.authority)
            & (AwaitedMessage.keys == Message.keys),
        )
        .where(
            Message.status == MessageStatus.PENDING,
            (AwaitedMessage.instance_id == instance.id) | (Message.delivered_to == instance.id),
        )
    )
    for message_id in db.session.scalars(kept):
        hints.after_commit(hints.Hint(kind=hints.HintKind.MESSAGE, id=str(message_id)))
