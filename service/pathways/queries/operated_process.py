"""One process as its operators see it: how it stands, what it waits for, what was done to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, authority_stream, case_stream
from service.models import Audit, AwaitedMessage, Case, Incident, Instance, Release, ReleaseMove, db
from service.pathways.queries.calls import CallFilter, CallSummary, list_calls
from service.pathways.queries.case_diagram import DiagramView, instance_diagram
from service.pathways.queries.incidents import IncidentFilter, IncidentView, list_incidents
from service.pathways.queries.instances import InstanceDetail, get_instance
from service.pathways.queries.operated import require_operator
from service.pathways.queries.paging import MOST, PageRequest
from service.pathways.queries.timers import TimerFilter, TimerView, list_timers

ALL = PageRequest(limit=MOST)
MOST_DEEDS = 100


@dataclass(frozen=True, kw_only=True)
class AwaitedView:
    """`keys`: what a message must carry to be taken."""

    process: str
    element: str
    message: str
    keys: Mapping[str, object]
    since: datetime


@dataclass(frozen=True, kw_only=True)
class MoveView:
    """`bulk_id`: the action on many processes that it was a part of."""

    from_number: int
    to_number: int
    at: datetime
    by: str
    bulk_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class DeedView:
    """What somebody did to the process, or to a failed step of it."""

    at: datetime
    by: str
    action: str
    details: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class OperatedProcess:
    """`incidents`: the resolved ones, too; the open ones first."""

    diagram: DiagramView
    restricted: bool
    incidents: tuple[IncidentView, ...]
    timers: tuple[TimerView, ...]
    awaited: tuple[AwaitedView, ...]
    calls: tuple[CallSummary, ...]

    @property
    def instance(self) -> InstanceDetail:
        return self.diagram.instance


def operated_process(*, instance_id: UUID, part: str | None, actor: Actor) -> OperatedProcess:
    """How the process stands; the diagram is its own, or that of `part`: one that it calls.

    :raises NotFoundError: there is no such process that the actor may see, or it calls no such part.
    """
    require_operator(actor)
    shown = instance_diagram(instance_id=instance_id, part=part, actor=actor)
    filters = IncidentFilter(status=None, instance_id=instance_id)
    incidents = list_incidents(actor=actor, filters=filters, page=ALL).items
    return OperatedProcess(
        diagram=shown,
        restricted=_is_restricted(shown.instance.case_id),
        incidents=tuple(sorted(incidents, key=lambda each: each.ended_at is not None)),
        timers=list_timers(actor=actor, filters=TimerFilter(instance_id=instance_id), page=ALL).items,
        awaited=_awaited(instance_id),
        calls=list_calls(actor=actor, filters=CallFilter(instance_id=instance_id), page=ALL).items,
    )


def deeds(*, instance_id: UUID, actor: Actor) -> tuple[DeedView, ...]:
    """What people did to the process besides its tasks, the latest first.

    :raises NotFoundError: there is no such process that the actor may see.
    """
    require_operator(actor)
    case_id = get_instance(instance_id=instance_id, actor=actor).case_id
    authority = db.session.scalars(select(Instance.authority).where(Instance.id == instance_id)).one()
    stream = authority_stream(authority) if case_id is None else case_stream(case_id)
    failed = db.session.scalars(select(Incident.id).where(Incident.instance_id == instance_id))
    subjects = [f"process {instance_id}", *(f"incident {each}" for each in failed)]
    entries = db.session.scalars(
        select(Audit)
        .where(Audit.stream == stream, Audit.subject.in_(subjects), ~Audit.action.startswith("read "))
        .order_by(Audit.position.desc())
        .limit(MOST_DEEDS)
    )
    return tuple(
        DeedView(at=entry.at, by=entry.actor_name, action=entry.action, details=entry.details) for entry in entries
    )


def _is_restricted(case_id: UUID | None) -> bool:
    return bool(db.session.scalar(select(Case.restricted).where(Case.id == case_id)))


def _awaited(instance_id: UUID) -> tuple[AwaitedView, ...]:
    rows = db.session.scalars(
        select(AwaitedMessage).where(AwaitedMessage.instance_id == instance_id).order_by(AwaitedMessage.since)
    )
    return tuple(
        AwaitedView(process=row.process, element=row.element, message=row.message, keys=row.keys, since=row.since)
        for row in rows
    )


def moves_of(instance_id: UUID) -> tuple[MoveView, ...]:
    """Its moves between releases, the first one first.  For a process that the reader may see."""
    moves = db.session.scalars(
        select(ReleaseMove).where(ReleaseMove.instance_id == instance_id).order_by(ReleaseMove.id)
    ).all()
    named = {each for move in moves for each in (move.from_id, move.to_id)}
    rows = db.session.execute(select(Release.id, Release.number).where(Release.id.in_(named)))
    numbers = {row.id: row.number for row in rows}
    return tuple(
        MoveView(
            from_number=numbers[move.from_id],
            to_number=numbers[move.to_id],
            at=move.at,
            by=move.by,
            bulk_id=move.bulk_id,
        )
        for move in moves
    )
