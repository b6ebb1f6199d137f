"""Taking service calls to make: by our own delivery jobs, and by external workers over the API.

A call is leased for a while.  Whoever holds the lease makes the call and reports; when the lease runs out unreported,
somebody else may take the call, under the same id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from service.access import Actor, Scope, require_client
from service.clocks.clock import Clock
from service.errors import NotFoundError, WrongStateError
from service.models import Case, Instance, InstanceState, Outbox, OutboxStatus, db
from service.pathways.feel_json import from_json
from service.pathways.idempotency import Idempotency
from service.pathways.letter_calls import letter_parameters
from service.pathways.transaction import transact, transact_once

LONGEST_LEASE = timedelta(hours=24)
MOST_AT_ONCE = 100
OPEN_EPISODE = "case.open_episode"  # carried out by ourselves: whoever fetched it could end it without a new case


@dataclass(frozen=True, kw_only=True)
class FetchedCall:
    """`parameters` are FEEL values."""

    id: str
    topic: str
    name: str
    parameters: Mapping[str, object]
    attempts: int
    max_attempts: int
    locked_until: datetime
    authority: str
    instance_id: str | None
    case_id: str | None
    case_reference: str | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Leased:
    """What is kept of a fetch under its idempotency key: ids, and nothing of what the calls say."""

    call_ids: tuple[str, ...]


def fetch_calls(
    *,
    topics: Sequence[str],
    worker: str,
    lock_for: timedelta,
    actor: Actor,
    clock: Clock,
    limit: int = 10,
    idempotency: Idempotency | None = None,
) -> tuple[FetchedCall, ...]:
    """Lease up to `limit` calls of these topics, oldest first; calls of suspended processes wait.

    Asked again under the same key, whoever lost the answer gets the calls that it still holds, and no others.
    """
    require_client(actor, Scope.EXTERNAL_TASKS, action="fetch service calls")

    def work() -> tuple[FetchedCall, ...]:
        conditions: list[ColumnElement[bool]] = [Outbox.topic.in_(topics), Outbox.topic != OPEN_EPISODE]
        if actor.authority is not None:
            conditions.append(Outbox.authority == actor.authority)
        return _lease(*conditions, worker=worker, lock_for=lock_for, now=clock.now(), limit=min(limit, MOST_AT_ONCE))

    if idempotency is None:
        return transact(work)
    leased = transact_once(
        lambda: Leased(call_ids=tuple(call.id for call in work())),
        returns=Leased,
        actor=actor,
        clock=clock,
        idempotency=idempotency,
    )
    return transact(lambda: _held(leased, worker))


def claim_call(*, call_id: UUID, worker: str, lock_for: timedelta, clock: Clock) -> FetchedCall | None:
    """Lease this call; None when it is not due, was made, or somebody has it."""

    def work() -> FetchedCall | None:
        leased = _lease(Outbox.id == call_id, worker=worker, lock_for=lock_for, now=clock.now(), limit=1)
        return leased[0] if leased else None

    return transact(work)


def extend_lock(*, call_id: UUID, worker: str, lock_for: timedelta, actor: Actor, clock: Clock) -> FetchedCall:
    """Hold the lease for longer, counted from now.

    :raises WrongStateError: the worker does not hold it any more.
    """
    require_client(actor, Scope.EXTERNAL_TASKS, action="extend locks")

    def work() -> FetchedCall:
        call = held_call(call_id, worker, actor)
        call.locked_until = clock.now() + min(lock_for, LONGEST_LEASE)
        db.session.flush()
        return _fetched([call])[0]

    return transact(work)


def _held(leased: Leased, worker: str) -> tuple[FetchedCall, ...]:
    ids = [UUID(call_id) for call_id in leased.call_ids]
    mine = (Outbox.status == OutboxStatus.LOCKED) & (Outbox.locked_by == worker)
    return _fetched(db.session.scalars(select(Outbox).where(Outbox.id.in_(ids), mine)).all())


def held_call(call_id: UUID, worker: str, actor: Actor) -> Outbox:
    """The call, locked, if the worker holds its lease.  A lease that ran out still counts until somebody takes it.

    :raises NotFoundError: there is no such call in the actor's authority.
    :raises WrongStateError: it was reported before, cancelled, or somebody else has it.
    """
    call = seen_call(call_id, actor)
    if call.status is not OutboxStatus.LOCKED:
        raise WrongStateError("The call", call.status.value, "It is not leased to you.")
    if call.locked_by != worker:
        raise WrongStateError("The call", "leased to another worker", "Your lease has run out.")
    return call


def seen_call(call_id: UUID, actor: Actor) -> Outbox:
    """:raises NotFoundError: there is no such call in the actor's authority."""
    call = db.session.scalar(
        select(Outbox).where(Outbox.id == call_id).with_for_update().execution_options(populate_existing=True)
    )
    if call is None or actor.authority not in {None, call.authority}:
        raise NotFoundError("service call", call_id)
    return call


def _lease(
    *conditions: ColumnElement[bool], worker: str, lock_for: timedelta, now: datetime, limit: int
) -> tuple[FetchedCall, ...]:
    free = or_(
        (Outbox.status == OutboxStatus.PENDING) & (Outbox.next_attempt_at <= now),
        (Outbox.status == OutboxStatus.LOCKED) & (Outbox.locked_until <= now),
    )
    awake = or_(Outbox.instance_id.is_(None), Instance.status == InstanceState.RUNNING)
    chosen = (
        select(Outbox.id)
        .outerjoin(Instance, Instance.id == Outbox.instance_id)
        .where(free, awake, *conditions)
        .order_by(Outbox.created_at, Outbox.id)
        .limit(limit)
        .with_for_update(of=Outbox, skip_locked=True)
    )
    leased = db.session.scalars(
        update(Outbox)
        .where(Outbox.id.in_(chosen))
        .values(
            status=OutboxStatus.LOCKED,
            locked_by=worker,
            locked_until=now + min(lock_for, LONGEST_LEASE),
            attempts=Outbox.attempts + 1,
        )
        .returning(Outbox)
        .execution_options(populate_existing=True, synchronize_session=False)
    ).all()
    return _fetched(leased)


def _fetched(calls: Sequence[Outbox]) -> tuple[FetchedCall, ...]:
    case_ids = {call.case_id for call in calls if call.case_id is not None}
    references: dict[UUID, str] = {}
    if case_ids:
        rows = db.session.execute(select(Case.id, Case.reference).where(Case.id.in_(case_ids)))
        references = {row.id: row.reference for row in rows}
    letters = letter_parameters(calls)
    ordered = sorted(calls, key=lambda call: (call.created_at, call.id))
    return tuple(_one(call, references, letters.get(call.id, {})) for call in ordered)


def _one(call: Outbox, references: Mapping[UUID, str], more: Mapping[str, object]) -> FetchedCall:
    if call.locked_until is None:
        raise WrongStateError("The call", call.status.value, "It is not leased.")
    return FetchedCall(
        id=str(call.id),
        topic=call.topic,
        name=call.name,
        parameters={**from_json(call.parameters), **more},
        attempts=call.attempts,
        max_attempts=call.max_attempts,
        locked_until=call.locked_until,
        authority=call.authority,
        instance_id=None if call.instance_id is None else str(call.instance_id),
        case_id=None if call.case_id is None else str(call.case_id),
        case_reference=None if call.case_id is None else references.get(call.case_id),
        created_at=call.created_at,
    )
