"""What people may say to a case or start on it at any time, because its diagrams offer it to their roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service.access import Actor, Capability, Scope, require_scope
from service.clocks import local_day
from service.errors import NotFoundError
from service.forms import Form, OptionLists
from service.models import AwaitedMessage, Case, Instance, InstanceState, db
from service.pathways.facts import case_variable
from service.pathways.options import Subject, options_for
from service.pathways.queries.paging import AnySelect
from service.pathways.releases import composed, current_release
from service.pathways.start_instance import visible_case

FOR_CASES = "case"  # the kind of process that runs on a case


@dataclass(frozen=True, kw_only=True)
class Offer:
    """`message`: said to the case; without one, `process` is started by its `event`.  `form`: what it asks.

    `interrupts`: what is under way on the case stops for it.
    """

    name: str
    help: str | None
    message: str | None
    process: str
    event: str
    form: str | None
    interrupts: bool


@dataclass(frozen=True, kw_only=True)
class OfferForm:
    """`context`: what conditions of the form may read besides its answers."""

    offer: Offer
    form: Form | None
    options: OptionLists
    context: dict[str, object]


def case_offers(*, case_id: UUID, actor: Actor) -> tuple[Offer, ...]:
    """By name.  :raises NotFoundError: there is no such case that the actor may see."""
    require_scope(actor, Scope.CASES_READ, action="read cases")
    case = visible_case(case_id, actor)
    if not actor.may(Capability.WORK):
        return ()
    found = {(offer.message, offer.process, offer.event): offer for offer in _messages(case, actor)}
    if case.closed_at is None:
        found |= {(None, offer.process, offer.event): offer for offer in _starts(case, actor)}
    return tuple(sorted(found.values(), key=lambda offer: offer.name))


def offer_form(*, case_id: UUID, process: str, event: str, actor: Actor, now: datetime) -> OfferForm:
    """What one offer asks.

    :raises NotFoundError: there is no such case that the actor may see, or it is not offered to them now.
    """
    wanted = (
        each for each in case_offers(case_id=case_id, actor=actor) if (each.process, each.event) == (process, event)
    )
    offer = next(wanted, None)
    if offer is None:
        raise NotFoundError("offer", event)
    case = visible_case(case_id, actor)
    form = None if offer.form is None else _form(case, offer)
    subject = Subject(authority=case.authority, case_id=case.id)
    return OfferForm(
        offer=offer,
        form=form,
        options={}
        if form is None
        else options_for(
            form, subject, today=local_day(now, current_release(case.authority).composed.release.calendar.zone)
        ),
        context={"case": case_variable(case)},
    )


def _form(case: Case, offer: Offer) -> Form:
    if offer.message is None:
        return current_release(case.authority).composed.forms[str(offer.form)]
    awaited = _awaited(case).where(AwaitedMessage.process == offer.process, AwaitedMessage.element == offer.event)
    row = db.session.execute(awaited).first()
    if row is None:
        raise NotFoundError("offer", offer.event)
    return composed(row.release_id).forms[str(offer.form)]


def _messages(case: Case, actor: Actor) -> Iterator[Offer]:
    for row in db.session.execute(_awaited(case)):
        element = composed(row.release_id).release.processes[row.process].elements[row.element]
        if actor.roles & set(element.words("offered_to")):
            yield Offer(
                name=element.name,
                help=element.properties.get("instructions") or element.documentation,
                message=row.message,
                process=row.process,
                event=row.element,
                form=element.form,
                interrupts=element.interrupting and element.kind == "boundaryEvent",
            )


def _awaited(case: Case) -> AnySelect:
    return (
        select(AwaitedMessage.message, AwaitedMessage.process, AwaitedMessage.element, Instance.release_id)
        .join(Instance, Instance.id == AwaitedMessage.instance_id)
        .where(Instance.case_id == case.id, Instance.status == InstanceState.RUNNING)
    )


def _starts(case: Case, actor: Actor) -> Iterator[Offer]:
    processes = current_release(case.authority).composed.release.processes.values()
    for process in processes:
        for start in process.start_events if process.kind == FOR_CASES else ():
            element = process.elements[start.id]
            if start.message is None and start.timer is None and actor.roles & set(element.words("offered_to")):
                yield Offer(
                    name=element.name or process.name,
                    help=element.properties.get("instructions") or element.documentation,
                    message=None,
                    process=process.id,
                    event=start.id,
                    form=element.form,
                    interrupts=False,
                )
