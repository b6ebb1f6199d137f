"""Who is away, until when, and who covers for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from service.access import Actor, Capability
from service.models import Absence, User, db
from service.pathways.colleagues import colleagues
from service.pathways.queries.paging import AnyRow, AnySelect


@dataclass(frozen=True, kw_only=True)
class AbsenceView:
    """`until_at`: the moment when they are back.  `reason`: None also for those whom it does not concern."""

    id: UUID
    user: str
    name: str
    from_at: datetime
    until_at: datetime
    reason: str | None
    cover: str | None
    cover_name: str | None


def list_absences(*, actor: Actor, now: datetime) -> tuple[AbsenceView, ...]:
    """Absences of the actor's colleagues, now and to come, the earliest first; for everybody else their own."""
    whose = colleagues(actor) if actor.may(Capability.ASSIGN) else User.name == actor.name
    rows = db.session.execute(_absences().where(whose, standing(now)).order_by(Absence.from_at, Absence.id))
    return tuple(_view(row, told=True) for row in rows)


def absences_of(names: set[str], *, now: datetime) -> Mapping[str, AbsenceView]:
    """The absence now, or else the next one, of each of these people who has one; without the reason."""
    rows = db.session.execute(_absences().where(User.name.in_(names), standing(now)).order_by(Absence.from_at.desc()))
    return {row.name: _view(row, told=False) for row in rows}  # the earliest is written last


def standing(now: datetime) -> ColumnElement[bool]:
    """Condition over Absence: it lasts or is to come."""
    return and_(Absence.cancelled_at.is_(None), Absence.until_at > now)


def lasting(now: datetime) -> ColumnElement[bool]:
    """Condition over Absence: they are away at this moment."""
    return and_(Absence.cancelled_at.is_(None), Absence.from_at <= now, Absence.until_at > now)


def covered_by(name: str, *, now: datetime) -> frozenset[str]:
    """User names of those who are away now and whom that person covers for."""
    away = select(User.name).join(Absence, Absence.user_id == User.id).where(Absence.cover == name, lasting(now))
    return frozenset(db.session.scalars(away))


_Cover = aliased(User)


def _absences() -> AnySelect:
    return (
        select(Absence, User.name, User.display_name, _Cover.display_name.label("cover_name"))
        .join(User, User.id == Absence.user_id)
        .outerjoin(_Cover, _Cover.name == Absence.cover)
        .execution_options(populate_existing=True)
    )


def _view(row: AnyRow, *, told: bool) -> AbsenceView:
    absence: Absence = row.Absence
    return AbsenceView(
        id=absence.id,
        user=row.name,
        name=row.display_name,
        from_at=absence.from_at,
        until_at=absence.until_at,
        reason=absence.reason if told else None,
        cover=absence.cover,
        cover_name=row.cover_name,
    )
