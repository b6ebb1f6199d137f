"""What a person's calendar may show of their work: when something is due, and nothing about anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from service.access import Actor, actor_named, visible_cases, visible_tasks
from service.clocks import WorkingCalendar
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.library import Composed, panels_of
from service.models import AgendaItem, Case, Sitting, Task, TaskStatus, User, db
from service.pathways.calendar_address import calendar_hash
from service.pathways.releases import current_release
from service.pathways.sittings import sittings_ahead

BEHIND = timedelta(days=60)
AHEAD = timedelta(days=400)
MOST = 500
SITTINGS = 8  # of each panel


@dataclass(frozen=True, kw_only=True)
class DueTask:
    """`reference`: None where even that is not for a calendar, because the case is restricted."""

    id: UUID
    name: str
    reference: str | None
    due_at: datetime
    opened_at: datetime
    revision: int


@dataclass(frozen=True, kw_only=True)
class DiarySitting:
    id: UUID
    name: str
    at: datetime
    stamped_at: datetime
    revision: int


@dataclass(frozen=True, kw_only=True)
class Diary:
    """`calendar`: the authority's, which tells a day's due date from one with an hour."""

    calendar: WorkingCalendar
    tasks: tuple[DueTask, ...]
    sittings: tuple[DiarySitting, ...]


def diary_under(*, token: str, clock: Clock) -> Diary:
    """The diary of whoever holds the address.

    :raises NotFoundError: nobody does, or their account is closed.
    """
    name = db.session.scalar(select(User.name).where(User.calendar_token_hash == calendar_hash(token), User.active))
    actor = None if name is None else actor_named(name)
    if actor is None:
        raise NotFoundError("calendar", "under this address")
    library = current_release(str(actor.authority)).composed
    return Diary(
        calendar=library.release.calendar,
        tasks=_tasks(actor, clock.now()),
        sittings=_sittings(actor, library, clock.now()),
    )


def _tasks(actor: Actor, now: datetime) -> tuple[DueTask, ...]:
    rows = db.session.execute(
        select(Task, Case.reference, Case.restricted)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(
            visible_tasks(actor),
            Task.status == TaskStatus.OPEN,
            Task.assignee == actor.name,
            Task.due_at.between(now - BEHIND, now + AHEAD),
        )
        .order_by(Task.due_at, Task.id)
        .limit(MOST)
    )
    return tuple(
        DueTask(
            id=row.Task.id,
            name=row.Task.name,
            reference=None if row.restricted else row.reference,
            due_at=row.Task.due_at,
            opened_at=row.Task.opened_at,
            revision=row.Task.revision,
        )
        for row in rows
    )


def _sittings(actor: Actor, library: Composed, now: datetime) -> tuple[DiarySitting, ...]:
    """The next sittings of panels that a role of theirs belongs to, or that speak about a case they lead."""
    spoken_of = set(db.session.scalars(_panels_with_my_cases(actor, now)))
    panels = [panel for panel in panels_of(library).values() if panel.roles & actor.roles or panel.key in spoken_of]
    places = [place for panel in panels for place in sittings_ahead(library, panel, now=now, count=SITTINGS)]
    return tuple(
        DiarySitting(
            id=place.id,
            name=place.panel.name,
            at=place.at,
            stamped_at=place.regular_at if place.row is None else place.row.changed_at or place.regular_at,
            revision=1 if place.row is None else place.row.revision,
        )
        for place in places
    )


def _panels_with_my_cases(actor: Actor, now: datetime) -> Select[str]:
    return (
        select(Sitting.panel)
        .join(AgendaItem, AgendaItem.sitting_id == Sitting.id)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(Sitting.authority == actor.authority, Sitting.at >= now, Case.lead == actor.name, visible_cases(actor))
    )
