"""Processes as their operators look for them: by state, release, trouble, case and age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select, true

from service.access import Actor, Capability, require, visible_instances
from service.clocks.clock import Clock
from service.models import Case, History, Incident, IncidentStatus, Instance, InstanceState, Release, db
from service.pathways.queries.paging import AnyRow, AnySelect, Order, Page, PageRequest, page_of
from service.pathways.releases import composed

MOST_CHOSEN = 5_000  # processes for one action


class Trouble(StrEnum):
    INCIDENT = "incident"  # some step of it failed
    LATE = "late"  # a timer of it is due and has not fired


LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class OperatedFilter:
    """`statuses`: any of these; none: whatever it is.  `reference`: part of the case's reference."""

    process: str | None = None
    statuses: frozenset[InstanceState] = frozenset()
    release: int | None = None
    trouble: Trouble | None = None
    reference: str | None = None
    started_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class OperatedSummary:
    """`incidents`: open ones.  `last_at`: when it did something last."""

    id: UUID
    process: str
    process_name: str
    status: InstanceState
    case_id: UUID | None
    case_reference: str | None
    restricted: bool
    release_number: int
    started_at: datetime
    ended_at: datetime | None
    reason: str | None
    next_due: datetime | None
    incidents: int
    last_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class OperatedChoices:
    """What occurs among the processes of the authority: names by id, numbers of releases, the latest first."""

    processes: Mapping[str, str]
    releases: tuple[int, ...]


def operated_processes(
    *, actor: Actor, filters: OperatedFilter, page: PageRequest, clock: Clock
) -> Page[OperatedSummary]:
    """Processes of everything the actor may see, the latest first."""
    require_operator(actor)
    statement = _summaries().where(*_conditions(actor, filters, clock))
    columns = {"started_at": Instance.started_at, "next_due": Instance.next_due, "process": Instance.process}
    return page_of(statement, Order(columns=columns, default="-started_at", key=Instance.id), page, make=_summary)


def operated_named(*, actor: Actor, instance_ids: Sequence[UUID]) -> tuple[OperatedSummary, ...]:
    """These processes, without those that the actor may not see, the latest first."""
    require_operator(actor)
    rows = db.session.execute(
        _summaries()
        .where(visible_instances(actor), Instance.id.in_(instance_ids))
        .order_by(Instance.started_at.desc(), Instance.id)
    )
    return tuple(map(_summary, rows))


def operated_ids(*, actor: Actor, filters: OperatedFilter, clock: Clock) -> tuple[UUID, ...]:
    """All that fit the filters, the latest first, `MOST_CHOSEN` at most."""
    require_operator(actor)
    found = _fitting(select(Instance.id), actor, filters, clock=clock)
    return tuple(db.session.scalars(found.order_by(Instance.started_at.desc(), Instance.id).limit(MOST_CHOSEN)))


def count_operated(*, actor: Actor, filters: OperatedFilter, clock: Clock) -> int:
    require_operator(actor)
    return db.session.scalar(_fitting(select(func.count(Instance.id)), actor, filters, clock=clock)) or 0


def operated_choices(*, actor: Actor) -> OperatedChoices:
    require_operator(actor)
    rows = db.session.execute(
        select(Instance.process, Instance.release_id, Release.number)
        .join(Release, Release.id == Instance.release_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(visible_instances(actor))
        .distinct()
        .order_by(Release.number.desc())
    ).all()
    names: dict[str, str] = {}
    for row in rows:  # the latest release that has it says what it is called
        names.setdefault(row.process, composed(row.release_id).release.processes[row.process].name)
    return OperatedChoices(processes=names, releases=tuple(dict.fromkeys(row.number for row in rows)))


def require_operator(actor: Actor) -> None:
    """:raises NotAllowedError: none of the actor's roles operates the service."""
    require(actor, Capability.OPERATE, action="operate processes")


def _summaries() -> AnySelect:
    """Without the states, which are long and not needed for a list."""
    last = (
        select(History.at)
        .where(History.instance_id == Instance.id)
        .order_by(History.id.desc())
        .limit(1)
        .correlate(Instance)
        .scalar_subquery()
    )
    failed = select(func.count()).where(_failed()).correlate(Instance).scalar_subquery()
    shown = (
        Instance.id,
        Instance.process,
        Instance.status,
        Instance.case_id,
        Instance.release_id,
        Instance.started_at,
        Instance.ended_at,
        Instance.reason,
        Instance.next_due,
    )
    return (
        select(
            *shown, Case.reference, Case.restricted, Release.number, failed.label("incidents"), last.label("last_at")
        )
        .join(Release, Release.id == Instance.release_id)
        .outerjoin(Case, Case.id == Instance.case_id)
    )


def _fitting(statement: AnySelect, actor: Actor, filters: OperatedFilter, *, clock: Clock) -> AnySelect:
    joined = statement.join(Release, Release.id == Instance.release_id).outerjoin(Case, Case.id == Instance.case_id)
    return joined.where(*_conditions(actor, filters, clock))


def _failed() -> ColumnElement[bool]:
    return (Incident.instance_id == Instance.id) & (Incident.status == IncidentStatus.OPEN)


def _conditions(actor: Actor, filters: OperatedFilter, clock: Clock) -> tuple[ColumnElement[bool], ...]:
    equals: tuple[tuple[Any, object], ...] = (
        (Instance.process, filters.process),
        (Release.number, filters.release),
    )
    conditions = [visible_instances(actor), *(column == value for column, value in equals if value is not None)]
    if filters.statuses:
        conditions.append(Instance.status.in_(filters.statuses))
    if filters.reference is not None:
        conditions.append(Case.reference.icontains(filters.reference, autoescape=True))
    if filters.started_before is not None:
        conditions.append(Instance.started_at < filters.started_before)
    return (*conditions, _in_trouble(filters.trouble, clock))


def _in_trouble(trouble: Trouble | None, clock: Clock) -> ColumnElement[bool]:
    match trouble:
        case None:
            return true()
        case Trouble.INCIDENT:
            return exists().where(_failed())
        case Trouble.LATE:
            late = Instance.next_due < clock.now() - LATE_AFTER
            return (Instance.status == InstanceState.RUNNING) & late


def _summary(row: AnyRow) -> OperatedSummary:
    return OperatedSummary(
        id=row.id,
        process=row.process,
        process_name=composed(row.release_id).release.processes[row.process].name,
        status=row.status,
        case_id=row.case_id,
        case_reference=row.reference,
        restricted=bool(row.restricted),
        release_number=row.number,
        started_at=row.started_at,
        ended_at=row.ended_at,
        reason=row.reason,
        next_due=row.next_due,
        incidents=row.incidents,
        last_at=row.last_at,
    )
