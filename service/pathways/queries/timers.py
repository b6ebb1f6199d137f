"""Timers that are armed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, require_scope, visible_instances
from service.models import Case, Instance, InstanceState, Timer
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class TimerFilter:
    instance_id: UUID | None = None
    case_id: UUID | None = None
    due_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TimerView:
    """`waits`: its process is suspended, so it does not fire."""

    id: UUID
    process: str
    element: str
    name: str
    due_at: datetime
    waits: bool
    instance_id: UUID
    case_id: UUID | None
    case_reference: str | None


def list_timers(*, actor: Actor, filters: TimerFilter, page: PageRequest) -> Page[TimerView]:
    """Timers of everything the actor may see, the next one first."""
    require_scope(actor, Scope.INSTANCES_READ, action="read timers")
    statement = (
        select(Timer, Instance.status, Instance.case_id, Case.reference)
        .join(Instance, Instance.id == Timer.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(visible_instances(actor))
    )
    if filters.instance_id is not None:
        statement = statement.where(Timer.instance_id == filters.instance_id)
    if filters.case_id is not None:
        statement = statement.where(Instance.case_id == filters.case_id)
    if filters.due_before is not None:
        statement = statement.where(Timer.due_at < filters.due_before)
    order = Order(columns={"due_at": Timer.due_at}, default="due_at", key=Timer.id)
    return page_of(statement, order, page, make=_view)


def _view(row: AnyRow) -> TimerView:
    timer: Timer = row.Timer
    return TimerView(
        id=timer.id,
        process=timer.process,
        element=timer.element,
        name=timer.name,
        due_at=timer.due_at,
        waits=row.status is InstanceState.SUSPENDED,
        instance_id=timer.instance_id,
        case_id=row.case_id,
        case_reference=row.reference,
    )
