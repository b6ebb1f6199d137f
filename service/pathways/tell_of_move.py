"""Telling people that a sitting was moved: the panel, those who were asked, and those whose families are on the agenda.

Nobody's standard moves with it: a due date that was given stays what it was.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor
from service.clocks import local_day
from service.library import Composed, Panel
from service.models import (
    Attendance,
    Case,
    Instance,
    Message,
    Sitting,
    Task,
    User,
    UserRole,
    db,
)
from service.pathways.agenda import agenda_of
from service.pathways.notify import SITTING, Told, tell
from service.pathways.sittings import Place


def tell_of_move(sitting: Sitting, panel: Panel, composed: Composed, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Leave each of them one notification, which names no family; return their user names."""
    place = Place(
        id=sitting.id,
        authority=sitting.authority,
        panel=panel,
        at=sitting.at,
        regular_at=sitting.regular_at,
        row=sitting,
    )
    references = {entry.reference for entry in agenda_of(place, composed, now=now) if entry.reference is not None}
    names = _members(panel, sitting.authority) | _asked(sitting.id) | _of_cases(references, sitting.authority)
    told = _with_account(names - {actor.name}, sitting.authority)
    title = _title(panel, sitting, composed)
    tell(told, Told(authority=sitting.authority, cause=f"{SITTING}{sitting.id}", title=title), now=now)
    return told


def _members(panel: Panel, authority: str) -> set[str]:
    members = (
        select(User.name)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.authority == authority, UserRole.role.in_(sorted(panel.roles)))
    )
    return set(db.session.scalars(members))


def _asked(sitting_id: UUID) -> set[str]:
    asked = select(Attendance.user_name).where(Attendance.sitting_id == sitting_id)
    return {name for name in db.session.scalars(asked) if name is not None}


def _of_cases(references: set[str], authority: str) -> set[str]:
    """Their leads, and who worked on the request before it was sent."""
    cases = select(Case.id).where(Case.authority == authority, Case.reference.in_(sorted(references)))
    leads = select(Case.lead).where(Case.id.in_(cases), Case.lead.is_not(None))
    senders = select(Message.source_instance_id).where(Message.source_instance_id.is_not(None))
    workers = (
        select(Task.completed_by)
        .join(Instance, Instance.id == Task.instance_id)
        .where(Instance.case_id.in_(cases), Instance.id.in_(senders), Task.completed_by.is_not(None))
        .distinct()
    )
    return {name for name in (*db.session.scalars(leads), *db.session.scalars(workers)) if name is not None}


def _with_account(names: set[str], authority: str) -> tuple[str, ...]:
    known = select(User.name).where(User.name.in_(sorted(names)), User.authority == authority, User.active)
    return tuple(db.session.scalars(known.order_by(User.name)))


def _title(panel: Panel, sitting: Sitting, composed: Composed) -> str:
    zone = composed.release.calendar.zone
    day, local = local_day(sitting.at, zone), sitting.at.astimezone(zone)
    return f"{panel.name} moved to {day:%A} {day.day} {day:%B %Y} at {local:%H:%M}"
