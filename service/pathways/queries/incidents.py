"""Steps that failed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, require_scope, visible_instances
from service.errors import NotFoundError
from service.models import Case, Incident, IncidentStatus, Instance, db
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, page_of


@dataclass(frozen=True, kw_only=True)
class IncidentFilter:
    status: IncidentStatus | None = IncidentStatus.OPEN
    instance_id: UUID | None = None
    case_id: UUID | None = None
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentView:
    """`times`: how often the step failed, from `first_at` to `opened_at`."""

    id: UUID
    process: str
    element: str
    name: str
    kind: str
    message: str
    status: IncidentStatus
    opened_at: datetime
    first_at: datetime
    times: int
    ended_at: datetime | None
    resolved_by: str | None
    note: str | None
    instance_id: UUID
    case_id: UUID | None
    case_reference: str | None


def list_incidents(*, actor: Actor, filters: IncidentFilter, page: PageRequest) -> Page[IncidentView]:
    """Incidents of everything the actor may see, the latest first."""
    require_scope(actor, Scope.INSTANCES_READ, action="read incidents")
    statement = incidents_with_cases().where(visible_instances(actor))
    equals = (
        (Incident.status, filters.status),
        (Incident.instance_id, filters.instance_id),
        (Instance.case_id, filters.case_id),
        (Incident.kind, filters.kind),
    )
    for column, value in equals:
        if value is not None:
            statement = statement.where(column == value)
    order = Order(columns={"opened_at": Incident.opened_at}, default="-opened_at", key=Incident.id)
    return page_of(statement, order, page, make=incident_view)


def get_incident(*, incident_id: UUID, actor: Actor) -> IncidentView:
    """:raises NotFoundError: there is none that the actor may see."""
    require_scope(actor, Scope.INSTANCES_READ, action="read incidents")
    row = db.session.execute(
        incidents_with_cases().where(Incident.id == incident_id, visible_instances(actor))
    ).one_or_none()
    if row is None:
        raise NotFoundError("incident", incident_id)
    return incident_view(row)


def incidents_with_cases() -> AnySelect:
    return (
        select(Incident, Instance.case_id, Case.reference)
        .join(Instance, Instance.id == Incident.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .execution_options(populate_existing=True)
    )


def incident_view(row: AnyRow) -> IncidentView:
    incident: Incident = row.Incident
    return IncidentView(
        id=incident.id,
        process=incident.process,
        element=incident.element,
        name=incident.name,
        kind=incident.kind,
        message=incident.message,
        status=incident.status,
        opened_at=incident.opened_at,
        first_at=incident.first_at,
        times=incident.times,
        ended_at=incident.ended_at,
        resolved_by=incident.resolved_by,
        note=incident.note,
        instance_id=incident.instance_id,
        case_id=row.case_id,
        case_reference=row.reference,
    )
