"""Telling a case something that people may say at any time: a contact to record, a question about sharing.

The diagram offers it: the catch that waits for the message names in `offered_to` the roles whose people may send it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, ActorKind, Capability, Scope, require, require_scope
from service.clocks.clock import Clock
from service.engine import ProcessInfo
from service.engine.reading.elements import Element
from service.errors import NotAllowedError, WrongStateError
from service.models import AwaitedMessage, Case, Instance, InstanceState, db
from service.pathways.facts import case_variable
from service.pathways.feel_json import from_json
from service.pathways.forms import check_answers
from service.pathways.idempotency import Idempotency
from service.pathways.messages import RoutedMessage, answer, write_message
from service.pathways.options import Subject
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
    :raises InvalidInputError: the diagram names a form for it, and the payload breaks the form's rules.
    """
    if actor.kind is ActorKind.CLIENT:
        require_scope(actor, Scope.CASES_WRITE, action="tell a case something")
    else:
        require(actor, Capability.WORK, action="tell a case something")

    def work() -> RoutedMessage:
        case = visible_case(case_id, actor)
        catches = _require_offered(case, message, actor)
        now = clock.now()
        row = write_message(
            name=message,
            keys={CASE_KEY: case.reference},
            payload=_checked(case, catches, payload or {}, now=now),
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


@dataclass(frozen=True, kw_only=True)
class Catch:
    """What waits for a message: the element of the release that its process runs on."""

    message: str
    release_id: UUID
    element: Element

    @property
    def roles(self) -> frozenset[str]:
        """Whose people may send it."""
        return frozenset(self.element.words("offered_to"))


def catches_of(case: Case) -> tuple[Catch, ...]:
    """Everything on the case that waits for a message now."""
    waiting = (
        select(AwaitedMessage.message, AwaitedMessage.process, AwaitedMessage.element, Instance.release_id)
        .join(Instance, Instance.id == AwaitedMessage.instance_id)
        .where(Instance.case_id == case.id, Instance.status == InstanceState.RUNNING)
        .order_by(AwaitedMessage.since, AwaitedMessage.id)
    )
    return tuple(
        Catch(
            message=row.message,
            release_id=row.release_id,
            element=catch_of(composed(row.release_id).release.processes[row.process], row.element, row.message),
        )
        for row in db.session.execute(waiting)
    )


def catch_of(process: ProcessInfo, element: str, message: str) -> Element:
    """The element that catches the message: of an event sub-process, which waits as a whole, its start event."""
    found = process.elements[element]
    if found.kind != "subProcess":
        return found
    starts = (each for each in process.elements.values() if each.kind == "startEvent" and each.event.name == message)
    outer = {start.id for start in process.start_events}
    return next((each for each in starts if each.id not in outer), found)


def offered(case: Case) -> dict[str, frozenset[str]]:
    """The messages that people may send to the case now, with the roles they are offered to."""
    found: dict[str, frozenset[str]] = {}
    for catch in catches_of(case):
        found[catch.message] = found.get(catch.message, frozenset()) | catch.roles
    return found


def offered_to(*, case_id: UUID, actor: Actor) -> tuple[str, ...]:
    """The messages that the person may send to the case now.

    :raises NotFoundError: there is no such case that the actor may see.
    """
    case = visible_case(case_id, actor)
    return tuple(message for message, roles in offered(case).items() if not roles.isdisjoint(actor.roles))


def _require_offered(case: Case, message: str, actor: Actor) -> tuple[Catch, ...]:
    catches = tuple(catch for catch in catches_of(case) if catch.message == message)
    if not catches:
        raise WrongStateError(f"The message “{message}”", "not waited for", "Nothing on this case takes it now.")
    if actor.kind is ActorKind.USER and not any(catch.roles & actor.roles for catch in catches):
        raise NotAllowedError(f"send “{message}”", "it is not offered to any of your roles")
    return catches


def _checked(
    case: Case, catches: tuple[Catch, ...], payload: Mapping[str, object], *, now: datetime
) -> Mapping[str, object]:
    asks = next((catch for catch in catches if catch.element.form is not None), None)
    if asks is None:
        return from_json(payload)
    subject = Subject(authority=case.authority, case_id=case.id)
    library, variable = composed(asks.release_id), case_variable(case)
    return check_answers(library, asks.element.form, payload, case=variable, now=now, subject=subject).values
