"""Service calls: the outbox, for operators and for those whose workers fetch from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true

from service.access import Actor, ActorKind, Capability, Scope, require, visible_instances
from service.errors import NotFoundError
from service.models import Case, Instance, Outbox, OutboxStatus, db
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class CallFilter:
    status: OutboxStatus | None = None
    topic: str | None = None
    instance_id: UUID | None = None
    case_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CallSummary:
    id: UUID
    topic: str
    name: str
    process: str | None
    element: str | None
    status: OutboxStatus
    attempts: int
    max_attempts: int
    next_attempt_at: datetime
    locked_by: str | None
    locked_until: datetime | None
    last_error: str | None
    created_at: datetime
    done_at: datetime | None
    instance_id: UUID | None
    case_id: UUID | None
    case_reference: str | None


@dataclass(frozen=True, kw_only=True)
class CallDetail(CallSummary):
    """`parameters` and `result` as JSON, FEEL values marked."""

    parameters: Mapping[str, object]
    result: Mapping[str, object] | None


def list_calls(*, actor: Actor, filters: CallFilter, page: PageRequest) -> Page[CallSummary]:
    """Calls that the actor may see, the latest first."""
    statement = _calls().where(_visible(actor))
    equals = (
        (Outbox.status, filters.status),
        (Outbox.topic, filters.topic),
        (Outbox.instance_id, filters.instance_id),
        (Outbox.case_id, filters.case_id),
    )
    for column, value in equals:
        if value is not None:
            statement = statement.where(column == value)
    columns = {"created_at": Outbox.created_at, "next_attempt_at": Outbox.next_attempt_at}
    order = Order(columns=columns, default="-created_at", key=Outbox.id)
    return page_of(statement, order, page, make=lambda row: CallSummary(**_summary(row)))


def get_call(*, call_id: UUID, actor: Actor) -> CallDetail:
    """:raises NotFoundError: there is none that the actor may see."""
    row = db.session.execute(_calls().where(Outbox.id == call_id, _visible(actor))).one_or_none()
    if row is None:
        raise NotFoundError("service call", call_id)
    call: Outbox = row.Outbox
    return CallDetail(**_summary(row), parameters=call.parameters, result=call.result)


def _calls() -> AnySelect:
    return (
        select(Outbox, Case.reference)
        .outerjoin(Instance, Instance.id == Outbox.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .execution_options(populate_existing=True)
    )


def _visible(actor: Actor) -> ColumnElement[bool]:
    """Parameters hold what is to be sent, so this is for operators and for clients that may make the calls."""
    if actor.kind is not ActorKind.CLIENT or Scope.EXTERNAL_TASKS not in actor.scopes:
        require(actor, Capability.OPERATE, action="read service calls")
    own = true() if actor.authority is None else Outbox.authority == actor.authority
    return and_(own, or_(Outbox.instance_id.is_(None), visible_instances(actor)))


def _summary(row: AnyRow) -> dict[str, Any]:
    call: Outbox = row.Outbox
    return {
        "id": call.id,
        "topic": call.topic,
        "name": call.name,
        "process": call.process,
        "element": call.element,
        "status": call.status,
        "attempts": call.attempts,
        "max_attempts": call.max_attempts,
        "next_attempt_at": call.next_attempt_at,
        "locked_by": call.locked_by,
        "locked_until": call.locked_until,
        "last_error": call.last_error,
        "created_at": call.created_at,
        "done_at": call.done_at,
        "instance_id": call.instance_id,
        "case_id": call.case_id,
        "case_reference": row.reference,
    }
