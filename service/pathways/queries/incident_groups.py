"""Open incidents by their cause, so that what failed in many processes for one reason is seen as one thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, func, literal_column, not_, select, true

from service.access import Actor, ActorKind, Capability, visible_instances
from service.models import Case, Incident, IncidentStatus, Instance, db
from service.pathways.queries.incidents import IncidentView, incident_view, incidents_with_cases
from service.pathways.queries.operated import MOST_CHOSEN, require_operator
from service.pathways.queries.paging import AnyRow, Order, Page, PageRequest, page_of
from service.pathways.releases import current_release


@dataclass(frozen=True, kw_only=True)
class IncidentGroup:
    """Incidents of one step that failed alike: their messages differ in numbers at most.

    `key` names the group.  `times`: how often the step failed, retries included.  `message`: one of them.
    """

    key: str
    process: str
    process_name: str
    element: str
    name: str
    kind: str
    message: str
    incidents: int
    processes: int
    times: int
    first_at: datetime
    last_at: datetime


def incident_groups(*, actor: Actor, page: PageRequest) -> Page[IncidentGroup]:
    """Open incidents of everything the actor may see, by cause; what failed last comes first."""
    require_operator(actor)
    groups = (
        select(
            _cause.label("key"),
            Incident.authority,
            Incident.process,
            Incident.element,
            func.max(Incident.name).label("name"),
            Incident.kind,
            func.max(Incident.message).label("message"),
            func.count().label("incidents"),
            func.count(Incident.instance_id.distinct()).label("processes"),
            func.sum(Incident.times).label("times"),
            func.min(Incident.first_at).label("first_at"),
            func.max(Incident.opened_at).label("last_at"),
        )
        .join(Instance, Instance.id == Incident.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Incident.status == IncidentStatus.OPEN, visible_instances(actor))
        .group_by(_cause, Incident.authority, Incident.process, Incident.element, Incident.kind)
        .subquery()
    )
    columns = {"last_at": groups.c.last_at, "incidents": groups.c.incidents, "first_at": groups.c.first_at}
    return page_of(select(groups), Order(columns=columns, default="-last_at", key=groups.c.key), page, make=_group)


def incidents_of_group(*, key: str, actor: Actor, page: PageRequest) -> Page[IncidentView]:
    """The open incidents of one group, the latest first; none where all were handled meanwhile."""
    require_operator(actor)
    statement = incidents_with_cases().where(visible_instances(actor), *_open_in(key))
    order = Order(columns={"opened_at": Incident.opened_at}, default="-opened_at", key=Incident.id)
    return page_of(statement, order, page, make=incident_view)


def processes_of_group(*, key: str, actor: Actor) -> Sequence[UUID]:
    """Which processes the group's incidents are in, `MOST_CHOSEN` at most."""
    require_operator(actor)
    found = (
        select(Instance.id)
        .join(Incident, Incident.instance_id == Instance.id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(visible_instances(actor), *_open_in(key))
        .distinct()
    )
    return db.session.scalars(found.limit(MOST_CHOSEN)).all()


def count_open_incidents(*, actor: Actor) -> int:
    """How many wait for an operator; 0 for everybody else."""
    return _count(visible_instances(actor)) if actor.may(Capability.OPERATE) else 0


def count_hidden_incidents(*, actor: Actor) -> int:
    """How many there are in restricted cases that the actor may not open: somebody else has to see to them."""
    require_operator(actor)
    if actor.kind is ActorKind.SYSTEM:
        return 0
    own = true() if actor.authority is None else Incident.authority == actor.authority
    return _count(and_(own, Case.restricted, not_(visible_instances(actor))))


def _count(condition: ColumnElement[bool]) -> int:
    statement = (
        select(func.count(Incident.id))
        .join(Instance, Instance.id == Incident.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(Incident.status == IncidentStatus.OPEN, condition)
    )
    return db.session.scalar(statement) or 0


# what tells one case from another in a message is mostly a number
_cause = func.md5(
    func.concat_ws(
        literal_column("'|'"),
        Incident.authority,
        Incident.process,
        Incident.element,
        Incident.kind,
        func.regexp_replace(Incident.message, literal_column("'[0-9]+'"), literal_column("'#'"), literal_column("'g'")),
    ),
    type_=String,
)


def _open_in(key: str) -> tuple[ColumnElement[bool], ...]:
    return (Incident.status == IncidentStatus.OPEN, _cause == key)


def _group(row: AnyRow) -> IncidentGroup:
    return IncidentGroup(
        key=row.key,
        process=row.process,
        process_name=_name(row.authority, row.process),
        element=row.element,
        name=row.name,
        kind=row.kind,
        message=row.message,
        incidents=row.incidents,
        processes=row.processes,
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
    )


def _name(authority: str, process: str) -> str:
    """What the current release calls the process."""
    info = current_release(authority).composed.release.processes.get(process)
    return process if info is None else info.name
