"""Telling a case something that people may say at any time: a contact to record, a question about sharing.

The diagram offers it: the catch that waits for the message names in `offered_to` the roles whose people may send it.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, Scope, require, require_scope
from service.clocks.clock import Clock
from service.errors import NotAllowedError, WrongStateError
from service.models import AwaitedMessage, Case, Instance, InstanceState, db
from service.pathways.feel_json import from_json
from service.pathways.idempotency import Idempotency
from service.pathways.messages import RoutedMessage, answer, write_message
from service.pathways.releases import composed
from service.pathways.routing import CASE_KEY, route
from service.pathways.standing import audit
from service.pathways.start_instance import visible_case
from service.pathways.transaction import transact_once

KEPT = timedelta(hours=1)  # it was waited for a moment ago


def tell_case(
    *,
    case_id: UUID,
    message: str,
    actor: Actor,
    clock: Clock,
    payload: Mapping[str, object] | None = None,
    idempotency: Idempotency | None = None,
) -> RoutedMessage:
    """Send the message to the process of the case that waits for it.

    :raises NotFoundError: there is no such case that the actor may see.
    :raises WrongStateError: nothing on the case waits for such a message.
    :raises NotAllowedError: the diagram does not offer it to any of the person's roles.
    """
    if actor.kind is ActorKind.CLIENT:
        require_scope(actor, Scope.CASES_WRITE, action="tell a case something")
    else:
        require(actor, Capability.WORK, action="tell a case something")

    def work() -> RoutedMessage:
        case = visible_case(case_id, actor)
        _require_offered(case, message, actor)
        now = clock.now()
        row = write_message(
            name=message,
            keys={CASE_KEY: case.reference},
            payload=from_json(payload or {}),
            actor=actor,
            authority=case.authority,
            now=now,
            lifetime=KEPT,
        )
        routed = route(row, actor=actor, clock=clock)
        audit(
            actor,
            "tell case",
            f"case {case.reference}",
            at=now,
            case_id=case.id,
            authority=case.authority,
            details={"name": message},
        )
        return answer(row, routed)

    return transact_once(work, returns=RoutedMessage, actor=actor, clock=clock, idempotency=idempotency)


def offered(case: Case) -> dict[str, frozenset[str]]:
    """The messages that people may send to the case now, with the roles they are offered to."""
    waiting = (
        select(AwaitedMessage.message, AwaitedMessage.process, AwaitedMessage.element, Instance.release_id)
        .join(Instance, Instance.id == AwaitedMessage.instance_id)
        .where(Instance.case_id == case.id, Instance.status == InstanceState.RUNNING)
    )
    found: dict[str, frozenset[str]] = {}
    for row in db.session.execute(waiting):
        element = composed(row.release_id).release.processes[row.process].elements[row.element]
        found[row.message] = found.get(row.message, frozenset()) | set(element.words("offered_to"))
    return found


def _require_offered(case: Case, message: str, actor: Actor) -> None:
    roles = offered(case).get(message)
    if roles is None:
        raise WrongStateError(f"The message “{message}”", "not waited for", "Nothing on this case takes it now.")
    if actor.kind is ActorKind.USER and roles.isdisjoint(actor.roles):
        raise NotAllowedError(f"send “{message}”", "it is not offered to any of your roles")
