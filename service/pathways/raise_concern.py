"""Raising an urgent concern: the one thing that nothing stands in front of.

Not the state of the case, not a suspended process, not a capability: whoever can see the case can raise it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from service.access import Actor, Scope, require_scope
from service.clocks.clock import Clock
from service.engine.errors import EngineError
from service.errors import InvalidInputError
from service.models import Case, Message, db
from service.pathways.feel_json import from_json
from service.pathways.idempotency import Idempotency
from service.pathways.messages import write_message
from service.pathways.routing import CASE_KEY, Routed, route, start_by_message
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once

MESSAGE = "urgent_concern"


@dataclass(frozen=True, kw_only=True)
class RaisedConcern:
    """`started`: a process of its own was started, since none that runs on the case could take it.

    `instance_id` is None only where the authority's library has no process for urgent concerns; the message then waits.
    """

    case_id: str
    instance_id: str | None
    started: bool


def raise_concern(
    *,
    case_id: UUID,
    concern: str,
    actor: Actor,
    clock: Clock,
    payload: Mapping[str, object] | None = None,
    idempotency: Idempotency | None = None,
) -> RaisedConcern:
    """Alert those whom the authority's procedure names; works on every case, also a paused or closed one.

    The message's payload is {concern, raised_by, raised_at} over what is given.
    :raises NotFoundError: there is no such case that the actor may see.
    """
    if not actor.has(Scope.MESSAGES_WRITE):
        require_scope(actor, Scope.CASES_WRITE, action="raise a concern")
    if not concern.strip():
        raise InvalidInputError({"concern": ["Say what worries you."]})

    def work() -> RaisedConcern:
        case = visible_case(case_id, actor)
        now = clock.now()
        told = {
            **from_json(payload or {}),
            "concern": concern.strip(),
            "raised_by": actor.display_name,
            "raised_at": now,
        }
        keys = {CASE_KEY: case.reference}
        message = write_message(name=MESSAGE, keys=keys, payload=told, actor=actor, authority=case.authority, now=now)
        routed = _route(message, case, actor=actor, clock=clock)
        audit(
            actor,
            "raise concern",
            f"case {case.reference}",
            at=now,
            case_id=case.id,
            authority=case.authority,
            details={"message": str(message.id)},
        )
        return RaisedConcern(
            case_id=str(case_id),
            instance_id=None if routed.instance_id is None else str(routed.instance_id),
            started=routed.started,
        )

    return transact_once(work, returns=RaisedConcern, actor=actor, clock=clock, idempotency=idempotency)


def _route(message: Message, case: Case, *, actor: Actor, clock: Clock) -> Routed:
    """A process that cannot take it (a state that cannot be read) must not hold it up: then start a fresh one."""
    try:
        with db.session.begin_nested():
            return route(message, actor=actor, clock=clock)
    except EngineError:
        db.session.refresh(message)
        db.session.refresh(case)
        return start_by_message(message, actor=actor, clock=clock)
