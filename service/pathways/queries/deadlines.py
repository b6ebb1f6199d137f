"""Deadlines of cases."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, require_scope, visible_instances
from service.models import Case, Deadline, DeadlineStatus, Instance
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class DeadlineFilter:
    case_id: UUID | None = None
    instance_id: UUID | None = None
    status: DeadlineStatus | None = None
    key: str | None = None
    due_before: datetime | None = None
    team: str | None = None


@dataclass(frozen=True, kw_only=True)
class DeadlineView:
    """`breach_at`: from then on it counts as missed."""

    id: UUID
    key: str
    label: str
    rule: str | None
    enforcement: str
    base_at: datetime
    due_at: datetime
    breach_at: datetime
    status: DeadlineStatus
    ended_at: datetime | None
    case_id: UUID | None
    case_reference: str | None
    instance_id: UUID
    element: str


def list_deadlines(*, actor: Actor, filters: DeadlineFilter, page: PageRequest) -> Page[DeadlineView]:
    """Deadlines of everything the actor may see, the most urgent first."""
    require_scope(actor, Scope.CASES_READ, action="read deadlines")
    order = Order(columns={"due_at": Deadline.due_at, "base_at": Deadline.base_at}, default="due_at", key=Deadline.id)
    return page_of(_filtered(filters).where(visible_instances(actor)), order, page, make=deadline_view)


def _filtered(filters: DeadlineFilter) -> AnySelect:
    statement = deadlines()
    equals = (
        (Deadline.case_id, filters.case_id),
        (Deadline.instance_id, filters.instance_id),
        (Deadline.status, filters.status),
        (Deadline.key, filters.key),
        (Case.team, filters.team),
    )
    for column, value in equals:
        if value is not None:
            statement = statement.where(column == value)
    if filters.due_before is not None:
        statement = statement.where(Deadline.due_at < filters.due_before)
    return statement


def deadlines() -> AnySelect:
    """Columns of a DeadlineView, with the tables that permission asks for."""
    return (
        select(Deadline, Case.reference)
        .join(Instance, Instance.id == Deadline.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
    )


def deadline_view(row: AnyRow) -> DeadlineView:
    deadline: Deadline = row[0]
    return DeadlineView(
        id=deadline.id,
        key=deadline.key,
        label=deadline.label,
        rule=deadline.rule,
        enforcement=deadline.enforcement,
        base_at=deadline.base_at,
        due_at=deadline.due_at,
        breach_at=deadline.breach_at,
        status=deadline.status,
        ended_at=deadline.ended_at,
        case_id=deadline.case_id,
        case_reference=row.reference,
        instance_id=deadline.instance_id,
        element=deadline.element,
    )
