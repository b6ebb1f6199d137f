"""Other episodes of help for the same family."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Scope, may_see_case, require_scope, visible_cases
from service.errors import NotFoundError
from service.models import Case, db


@dataclass(frozen=True, kw_only=True)
class LinkedCase:
    """`previous`: the case in hand follows it."""

    id: UUID
    reference: str
    episode: int
    status: str
    outcome: str | None
    opened_at: datetime
    closed_at: datetime | None
    previous: bool


def linked_cases(*, case_id: UUID, actor: Actor) -> tuple[LinkedCase, ...]:
    """Those that the actor may see, the newest first.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    require_scope(actor, Scope.CASES_READ, action="read cases")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    own = db.session.execute(select(Case.family_id, Case.previous_case_id).where(Case.id == case_id)).one()
    others = db.session.scalars(
        select(Case)
        .where(Case.family_id == own.family_id, Case.id != case_id, visible_cases(actor))
        .order_by(Case.opened_at.desc(), Case.id)
    )
    return tuple(
        LinkedCase(
            id=case.id,
            reference=case.reference,
            episode=case.episode,
            status=case.status,
            outcome=case.outcome,
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            previous=case.id == own.previous_case_id,
        )
        for case in others
    )
