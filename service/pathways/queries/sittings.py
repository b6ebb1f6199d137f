"""The diary of panels."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute

from service.access import Actor, Scope, require_scope
from service.models import Sitting, db


@dataclass(frozen=True, kw_only=True)
class SittingView:
    """A sitting that stands in the diary; `regular_at` is where the rule would have it."""

    id: UUID
    panel: str
    at: datetime
    regular_at: datetime
    reason: str | None


def list_sittings(*, actor: Actor, panel: str | None = None, after: datetime | None = None) -> tuple[SittingView, ...]:
    """The diary, earliest first; panels whose diary is empty sit by their rule."""
    require_scope(actor, Scope.RELEASES_READ, action="read the diary")
    statement = select(Sitting).where(_own(actor, Sitting.authority)).order_by(Sitting.at)
    if panel is not None:
        statement = statement.where(Sitting.panel == panel)
    if after is not None:
        statement = statement.where(Sitting.at > after)
    rows = db.session.scalars(statement.execution_options(populate_existing=True))
    return tuple(
        SittingView(id=row.id, panel=row.panel, at=row.at, regular_at=row.regular_at, reason=row.reason) for row in rows
    )


def _own(actor: Actor, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return true() if actor.authority is None else column == actor.authority
