"""A case's meetings: sittings at which it was listed, and meetings of its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from service.access import Actor, visible_tasks
from service.clocks.clock import Clock
from service.library import Composed, panels_of
from service.models import AgendaItem, Case, Instance, Message, Record, Sitting, Task, TaskStatus, User, db
from service.pathways.agenda import Entry, agenda_of
from service.pathways.panel_access import standing_of
from service.pathways.releases import current_release
from service.pathways.sittings import Place, find_place, sittings_ahead
from service.pathways.start_instance import visible_case

MEETING = "meeting"  # the property of a task whose form is the record of a meeting


@dataclass(frozen=True, kw_only=True)
class CaseSitting:
    """`opens`: the reader may open the sitting."""

    sitting_id: UUID
    panel: str
    at: datetime
    entry: Entry
    opens: bool


@dataclass(frozen=True, kw_only=True)
class MeetingRecord:
    record_id: UUID
    title: str
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class MeetingAhead:
    """An open task of a meeting; `task_id` None: it is for somebody else."""

    name: str
    due_at: datetime | None
    task_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class MeetingsOfCase:
    sittings: tuple[CaseSitting, ...]
    ahead: tuple[MeetingAhead, ...]
    held: tuple[MeetingRecord, ...]


def meetings_of_case(*, case_id: UUID, actor: Actor, clock: Clock) -> MeetingsOfCase:
    """:raises NotFoundError: there is no such case that the actor may see."""
    case = visible_case(case_id, actor)
    composed = current_release(case.authority).composed
    steps = meeting_steps(composed)
    return MeetingsOfCase(
        sittings=_sittings(case, composed, actor=actor, clock=clock),
        ahead=_ahead(case, steps, actor),
        held=_held(case, steps),
    )


def meeting_steps(composed: Composed) -> frozenset[str]:
    """The user tasks whose forms are records of meetings."""
    return frozenset(
        element.id
        for info in composed.release.processes.values()
        for element in info.elements.values()
        if element.kind == "userTask" and element.properties.get(MEETING) == "true"
    )


def _sittings(case: Case, composed: Composed, *, actor: Actor, clock: Clock) -> tuple[CaseSitting, ...]:
    """The latest first; the family's own item only, whoever else was on the agenda."""
    found: dict[UUID, CaseSitting] = {}
    for place in _places(case, composed, clock):
        opens = standing_of(actor, place.panel).knows
        for entry in agenda_of(place, composed, now=clock.now()):
            if entry.case_id == case.id:
                found[place.id] = CaseSitting(
                    sitting_id=place.id, panel=place.panel.name, at=place.at, entry=entry, opens=opens
                )
    return tuple(sorted(found.values(), key=lambda each: each.at, reverse=True))


def _places(case: Case, composed: Composed, clock: Clock) -> list[Place]:
    """Sittings that may list the case: where a row names it, whose process took a message of it, and the next ones."""
    own = select(Instance.id).where(Instance.case_id == case.id)
    took = select(Message.delivered_to).where(
        or_(
            Message.source_instance_id.in_(own),
            Message.payload["reference"].astext == case.reference,
        ),
        Message.authority == case.authority,
        Message.delivered_to.is_not(None),
    )
    listed = select(AgendaItem.sitting_id).where(AgendaItem.case_id == case.id)
    rows = db.session.scalars(
        select(Sitting.id).where(
            Sitting.authority == case.authority,
            Sitting.panel.in_(sorted(panels_of(composed))),  # one that the release has dropped has no pages any more
            or_(Sitting.id.in_(listed), Sitting.instance_id.in_(took)),
        )
    ).all()
    places = [find_place(row, composed, now=clock.now()) for row in rows]
    known = {place.id for place in places}
    for panel in panels_of(composed).values():
        ahead = sittings_ahead(composed, panel, now=clock.now(), count=2)
        places.extend(place for place in ahead if place.id not in known)
    return places


def _ahead(case: Case, steps: frozenset[str], actor: Actor) -> tuple[MeetingAhead, ...]:
    open_ = (Task.case_id == case.id, Task.status == TaskStatus.OPEN, Task.element.in_(sorted(steps)))
    seen = set(
        db.session.scalars(select(Task.id).outerjoin(Case, Case.id == Task.case_id).where(*open_, visible_tasks(actor)))
    )
    rows = db.session.scalars(select(Task).where(*open_).order_by(Task.due_at, Task.opened_at))
    return tuple(
        MeetingAhead(name=row.name, due_at=row.due_at, task_id=row.id if row.id in seen else None) for row in rows
    )


def _held(case: Case, steps: frozenset[str]) -> tuple[MeetingRecord, ...]:
    rows = db.session.execute(
        select(Record.id, Record.title, Record.created_at, Record.created_by, User.display_name)
        .outerjoin(User, User.name == Record.created_by)
        .where(Record.case_id == case.id, Record.element.in_(sorted(steps)))
        .order_by(Record.created_at.desc(), Record.id)
    )
    return tuple(
        MeetingRecord(record_id=row.id, title=row.title, at=row.created_at, by=row.display_name or row.created_by)
        for row in rows
    )
