"""Reporting how a service call ended, and giving a dead one another chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, Scope, require, require_client
from service.clocks.clock import Clock
from service.engine.commands import Command, CompleteService, FailService, RetryIncident, ThrowServiceError
from service.errors import NotFoundError, WrongStateError
from service.models import Incident, IncidentStatus, Instance, Outbox, OutboxStatus, db
from service.pathways import hints
from service.pathways.apply import carry_out
from service.pathways.calls import held_call, seen_call
from service.pathways.feel_json import from_json, to_json
from service.pathways.idempotency import Idempotency
from service.pathways.running import locked, may_see_instance, running
from service.pathways.standing import audit
from service.pathways.transaction import transact_once

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class FinishedCall:
    call_id: str
    status: str


@dataclass(frozen=True, kw_only=True)
class _Held:
    """Both rows are locked, the instance's first: every other use case locks them in that order."""

    instance: Instance | None
    call: Outbox


def complete_call(
    *,
    call_id: UUID,
    worker: str,
    actor: Actor,
    clock: Clock,
    result: Mapping[str, object] | None = None,
    idempotency: Idempotency | None = None,
) -> FinishedCall:
    """Give the result to the process that waits for it.

    :raises WrongStateError: the worker does not hold the lease, or the process is suspended or has ended.
    """
    require_client(actor, Scope.EXTERNAL_TASKS, action="complete service calls")
    values = from_json(result or {}, "result")

    def work() -> FinishedCall:
        held = _hold(call_id, worker, actor)
        held.call.result = to_json(values)
        _done(held.call, clock)
        _tell(held, CompleteService(call_id=str(call_id), result=values), actor=actor, clock=clock)
        _audit("complete service call", held.call, {"worker": worker}, actor=actor, clock=clock)
        return finished(held.call)

    return transact_once(work, returns=FinishedCall, actor=actor, clock=clock, idempotency=idempotency)


def throw_call_error(
    *,
    call_id: UUID,
    worker: str,
    code: str,
    actor: Actor,
    clock: Clock,
    message: str = "",
    data: Mapping[str, object] | None = None,
    idempotency: Idempotency | None = None,
) -> FinishedCall:
    """Answer with a BPMN error: the nearest error boundary event catches it.

    :raises WrongStateError: the worker does not hold the lease, no process waits, or it is suspended or has ended.
    """
    require_client(actor, Scope.EXTERNAL_TASKS, action="report errors of service calls")
    values = from_json(data or {}, "data")

    def work() -> FinishedCall:
        held = _hold(call_id, worker, actor)
        if held.instance is None:
            raise WrongStateError("The call", "not part of a process", "Report it as failed instead.")
        held.call.last_error = f"{code}: {message}".removesuffix(": ")
        _done(held.call, clock)
        error = ThrowServiceError(call_id=str(call_id), code=code, message=message, data=values)
        _tell(held, error, actor=actor, clock=clock)
        _audit("report error of service call", held.call, {"worker": worker, "code": code}, actor=actor, clock=clock)
        return finished(held.call)

    return transact_once(work, returns=FinishedCall, actor=actor, clock=clock, idempotency=idempotency)


def fail_call(
    *,
    call_id: UUID,
    worker: str,
    message: str,
    actor: Actor,
    clock: Clock,
    retry_in: timedelta | None = None,
    final: bool = False,
    idempotency: Idempotency | None = None,
) -> FinishedCall:
    """Try again later (a pause that doubles, unless `retry_in` says); dead with an incident after the last attempt.

    `final`: trying again would change nothing, so it is dead at once.
    :raises WrongStateError: the worker does not hold the lease.
    """
    require_client(actor, Scope.EXTERNAL_TASKS, action="report failures of service calls")

    def work() -> FinishedCall:
        held = _hold(call_id, worker, actor)
        call = held.call
        call.last_error = message
        _unlock(call)
        if final or call.attempts >= call.max_attempts:
            call.status = OutboxStatus.DEAD
            _tell(held, FailService(call_id=str(call_id), message=message), actor=actor, clock=clock)
        else:
            call.status = OutboxStatus.PENDING
            call.next_attempt_at = clock.now() + (pause(call.attempts) if retry_in is None else retry_in)
        _audit("fail service call", call, {"worker": worker, "final": final}, actor=actor, clock=clock)
        return finished(call)

    return transact_once(work, returns=FinishedCall, actor=actor, clock=clock, idempotency=idempotency)


def replay_call(*, call_id: UUID, actor: Actor, clock: Clock, idempotency: Idempotency | None = None) -> FinishedCall:
    """Make a dead call once more, with all its attempts; the incident it raised is over.

    :raises WrongStateError: it is not dead.
    """
    require(actor, Capability.OPERATE, action="replay service calls")

    def work() -> FinishedCall:
        instance = lock_caller(call_id)
        call = seen_call(call_id, actor)
        if instance is not None and not may_see_instance(actor, instance.id):
            raise NotFoundError("service call", call_id)
        if call.status is not OutboxStatus.DEAD:
            raise WrongStateError("The call", call.status.value, "Only a dead call can be replayed.")
        call.status = OutboxStatus.PENDING
        call.attempts = 0
        call.next_attempt_at = clock.now()
        # the engine gives the incident of a call the id of the call
        if instance is not None and _has_incident(call_id):
            carry_out(running(instance, clock), RetryIncident(incident_id=str(call_id)), actor=actor, clock=clock)
        hints.after_commit(hints.Hint(kind=hints.HintKind.CALL, id=str(call.id), topic=call.topic))
        _audit("replay service call", call, {}, actor=actor, clock=clock)
        return finished(call)

    return transact_once(work, returns=FinishedCall, actor=actor, clock=clock, idempotency=idempotency)


def lock_caller(call_id: UUID) -> Instance | None:
    """Lock the instance that made the call, before the call itself is locked."""
    return locked(Instance.id == select(Outbox.instance_id).where(Outbox.id == call_id).scalar_subquery())


def finished(call: Outbox) -> FinishedCall:
    return FinishedCall(call_id=str(call.id), status=call.status.value)


def pause(attempts: int) -> timedelta:
    """How long to wait after the given number of failures."""
    doublings = min(attempts - 1, 16)  # far beyond the longest pause
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _hold(call_id: UUID, worker: str, actor: Actor) -> _Held:
    instance = lock_caller(call_id)
    return _Held(instance=instance, call=held_call(call_id, worker, actor))


def _tell(held: _Held, command: Command, *, actor: Actor, clock: Clock) -> None:
    """Let the process know.  A suspended one takes the answer too: the call was made, and must not be made again."""
    if held.instance is not None:
        db.session.flush()
        carry_out(running(held.instance, clock), command, actor=actor, clock=clock)


def _audit(action: str, call: Outbox, details: Mapping[str, object], *, actor: Actor, clock: Clock) -> None:
    audit(
        actor,
        action,
        f"call {call.id}",
        at=clock.now(),
        case_id=call.case_id,
        authority=call.authority,
        details={"topic": call.topic, "status": call.status.value, **details},
    )


def _done(call: Outbox, clock: Clock) -> None:
    call.status = OutboxStatus.DONE
    call.done_at = clock.now()
    _unlock(call)


def _unlock(call: Outbox) -> None:
    call.locked_by = None
    call.locked_until = None


def _has_incident(call_id: UUID) -> bool:
    open_incident = select(Incident.id).where(Incident.id == call_id, Incident.status == IncidentStatus.OPEN)
    return db.session.scalar(open_incident) is not None
