"""Raising a signal in every process of a case, or in those outside any case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from service.access import Actor
from service.clocks.clock import Clock
from service.models import Case, Instance, InstanceState, Message, MessageKind, MessageStatus, db, table_of
from service.pathways import hints
from service.pathways.feel_json import from_json, to_json
from service.pathways.idempotency import Idempotency
from service.pathways.messages import require_sender
from service.pathways.standing import acting_authority, audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once
from service.pathways.writing.outgoing import MESSAGE_LIFETIME


@dataclass(frozen=True, kw_only=True)
class RaisedSignal:
    """One message for each process that will be told."""

    message_ids: tuple[str, ...]


def raise_signal(
    *,
    name: str,
    actor: Actor,
    clock: Clock,
    payload: Mapping[str, object] | None = None,
    case_id: UUID | None = None,
    authority: str | None = None,
    idempotency: Idempotency | None = None,
) -> RaisedSignal:
    """Tell everything that runs on the case; without a case, everything that runs outside any.

    Each process is told in a transaction of its own, right after this one.
    """
    require_sender(actor)

    def work() -> RaisedSignal:
        case = None if case_id is None else visible_case(case_id, actor)
        acting = acting_authority(actor, authority, action="raise signals") if case is None else case.authority
        signal = {"name": name, "payload": to_json(from_json(payload or {})), "posted_by": actor.name}
        told = [
            signal | {"id": uuid4(), "authority": acting, "delivered_to": instance_id}
            for instance_id in _reached(acting, case)
        ]
        _write(told, now=clock.now())
        audit(actor, "raise signal", f"signal {name}", at=clock.now(), case_id=case_id, authority=acting)
        return RaisedSignal(message_ids=tuple(str(row["id"]) for row in told))

    return transact_once(work, returns=RaisedSignal, actor=actor, clock=clock, idempotency=idempotency)


def _reached(authority: str, case: Case | None) -> Sequence[UUID]:
    return db.session.scalars(
        select(Instance.id).where(
            Instance.authority == authority,
            Instance.case_id.is_(None) if case is None else Instance.case_id == case.id,
            Instance.status.in_((InstanceState.RUNNING, InstanceState.SUSPENDED)),
        )
    ).all()


def _write(told: Sequence[Mapping[str, object]], *, now: datetime) -> None:
    if not told:
        return
    common = {
        "kind": MessageKind.SIGNAL,
        "keys": {},
        "status": MessageStatus.PENDING,
        "created_at": now,
        "expires_at": now + MESSAGE_LIFETIME,
    }
    db.session.execute(insert(table_of(Message)), [{**row, **common} for row in told])
    for row in told:
        hints.after_commit(hints.Hint(kind=hints.HintKind.MESSAGE, id=str(row["id"])))
