"""What a case waits for that nobody here can do: an answer from outside, or a day to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import null, select, union_all

from service.access import Actor, Scope, may_see_case, require_scope
from service.errors import NotFoundError
from service.models import AwaitedMessage, Instance, InstanceState, Timer, db
from service.pathways.queries.paging import AnyRow
from service.pathways.releases import composed

WAITING = frozenset({"intermediateCatchEvent", "receiveTask"})  # what else catches only may happen meanwhile


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """`until` None: nobody knows when it comes."""

    name: str
    until: datetime | None


def case_waiting(*, case_id: UUID, actor: Actor) -> tuple[Waiting, ...]:
    """By name.  :raises NotFoundError: there is no such case that the actor may see."""
    require_scope(actor, Scope.CASES_READ, action="read cases")
    if not may_see_case(actor, case_id):
        raise NotFoundError("case", case_id)
    running = (Instance.case_id == case_id, Instance.status == InstanceState.RUNNING)
    messages = select(AwaitedMessage.process, AwaitedMessage.element, null().label("until"), Instance.release_id).join(
        Instance, Instance.id == AwaitedMessage.instance_id
    )
    timers = select(Timer.process, Timer.element, Timer.due_at, Instance.release_id).join(
        Instance, Instance.id == Timer.instance_id
    )
    rows: Sequence[AnyRow] = db.session.execute(union_all(messages.where(*running), timers.where(*running))).all()
    found = []
    for row in rows:
        element = composed(row.release_id).release.processes[row.process].elements[row.element]
        if element.kind in WAITING and element.name:
            found.append(Waiting(name=element.name, until=row.until))
    return tuple(sorted(found, key=lambda each: each.name))
