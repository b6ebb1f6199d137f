"""Marking what matters in the story of a case, for a chronology that can be read."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from service.access import Actor, Capability, require
from service.clocks.clock import Clock
from service.errors import NotFoundError
from service.models import SignificantEvent, db, table_of
from service.pathways.idempotency import Idempotency
from service.pathways.queries.story import has_entry
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once


@dataclass(frozen=True, kw_only=True)
class MarkedEntry:
    case_id: str
    entry: str
    significant: bool


def mark_significant(
    *,
    case_id: UUID,
    entry: str,
    significant: bool,
    actor: Actor,
    clock: Clock,
    idempotency: Idempotency | None = None,
) -> MarkedEntry:
    """Mark an entry of the case's story as significant, or take the mark away.  Either twice changes nothing.

    For whoever works here and may see the case.
    :raises NotFoundError: there is no such case that the actor may see, or no such entry in its story.
    """
    require(actor, Capability.WORK, action="mark significant events")

    def work() -> MarkedEntry:
        case = visible_case(case_id, actor)
        if not has_entry(case.id, entry):
            raise NotFoundError("entry", entry)
        table = table_of(SignificantEvent)
        if significant:
            row = {"case_id": case.id, "entry": entry, "at": clock.now(), "by": actor.name}
            changed = db.session.execute(insert(table).values(row).on_conflict_do_nothing().returning(table.c.entry))
        else:
            own = (table.c.case_id == case.id, table.c.entry == entry)
            changed = db.session.execute(delete(table).where(*own).returning(table.c.entry))
        if changed.first() is not None:
            audit(
                actor,
                "mark significant" if significant else "unmark significant",
                f"case {case.reference}",
                at=clock.now(),
                case_id=case.id,
                authority=case.authority,
                details={"entry": entry},
            )
        return MarkedEntry(case_id=str(case.id), entry=entry, significant=significant)

    return transact_once(work, returns=MarkedEntry, actor=actor, clock=clock, idempotency=idempotency)
