"""What the families that somebody leads wait for: answers from outside, and days to come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, visible_cases
from service.models import AwaitedMessage, Case, Family, Instance, InstanceState, Timer, db
from service.pathways.queries.paging import AnyRow, AnySelect
from service.pathways.releases import composed

MOST = 200
PASSING = frozenset({"intermediateCatchEvent", "receiveTask"})  # what stands aside or is always open is not waited for


@dataclass(frozen=True, kw_only=True)
class CaseWait:
    """`name`: what is waited for; `until`: the day to come, or None for an answer that may come at any time."""

    case_id: UUID
    reference: str
    family: str
    stage: str | None
    name: str
    since: datetime | None
    until: datetime | None


def case_waits(*, actor: Actor) -> tuple[CaseWait, ...]:
    """For the open cases that the actor leads, what comes soonest first."""
    answers = _of(actor, AwaitedMessage).add_columns(AwaitedMessage.since, AwaitedMessage.element)
    days = _of(actor, Timer).add_columns(Timer.due_at, Timer.element).order_by(Timer.due_at)
    found = [*_waits(db.session.execute(answers.order_by(AwaitedMessage.since)).all())]
    found += _waits(db.session.execute(days).all())
    return tuple(found[:MOST])


def _of(actor: Actor, table: type[AwaitedMessage] | type[Timer]) -> AnySelect:
    return (
        select(Case, Family.name.label("family"), Instance.release_id, table.process.label("process"))
        .select_from(table)
        .join(Instance, Instance.id == table.instance_id)
        .join(Case, Case.id == Instance.case_id)
        .join(Family, Family.id == Case.family_id)
        .where(
            Case.lead == actor.name,
            Case.closed_at.is_(None),
            Instance.status == InstanceState.RUNNING,
            visible_cases(actor),
        )
        .limit(5 * MOST)
    )


def _waits(rows: Sequence[AnyRow]) -> Iterator[CaseWait]:
    for row in rows:
        process = composed(row.release_id).release.processes.get(row.process)
        element = process.elements.get(row.element) if process else None
        if element is None or element.kind not in PASSING:
            continue
        yield CaseWait(
            case_id=row.Case.id,
            reference=row.Case.reference,
            family=row.family,
            stage=row.Case.stage,
            name=element.name,
            since=getattr(row, "since", None),
            until=getattr(row, "due_at", None),
        )
