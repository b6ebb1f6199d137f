"""The open cases that a worker leads."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, visible_cases
from service.models import Case, Family, db
from service.pathways.colleagues import require_overview

MOST = 200


@dataclass(frozen=True, kw_only=True)
class LedFamily:
    case_id: UUID
    reference: str
    family: str
    stage: str | None
    team: str | None
    opened_at: datetime
    restricted: bool


def led_families(*, lead: str, actor: Actor) -> tuple[LedFamily, ...]:
    """Those that the actor may see, by family.  For people who see caseloads.

    :raises NotAllowedError: anybody else.
    """
    require_overview(actor, action="see caseloads")
    rows = db.session.execute(
        select(Case, Family.name.label("family"))
        .join(Family, Family.id == Case.family_id)
        .where(visible_cases(actor), Case.lead == lead, Case.closed_at.is_(None))
        .order_by(Family.name, Case.reference)
        .limit(MOST)
        .execution_options(populate_existing=True)
    )
    return tuple(
        LedFamily(
            case_id=row.Case.id,
            reference=row.Case.reference,
            family=row.family,
            stage=row.Case.stage,
            team=row.Case.team,
            opened_at=row.Case.opened_at,
            restricted=row.Case.restricted,
        )
        for row in rows
    )
