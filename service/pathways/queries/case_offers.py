"""What people may say to a case or start on it at any time, because its diagrams offer it to their roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.access import Actor, Capability, Scope, require_scope
from service.clocks import local_day
from service.errors import NotFoundError
from service.forms import Form, OptionLists
from service.models import Case
from service.pathways.facts import case_variable
from service.pathways.options import Subject, options_for
from service.pathways.releases import composed, current_release
from service.pathways.start_instance import visible_case
from service.pathways.tell_case import catches_of

FOR_CASES = "case"  # the kind of process that runs on a case
STOPPING = frozenset({"boundaryEvent", "startEvent"})  # what may stop what is under way: a start of a sub-process


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
    places = {(catch.element.process, catch.element.id): catch.release_id for catch in catches_of(case)}
    return composed(places[offer.process, offer.event]).forms[str(offer.form)]


def _messages(case: Case, actor: Actor) -> Iterator[Offer]:
    for catch in catches_of(case):
        element = catch.element
        if catch.roles & actor.roles:
            yield Offer(
                name=element.name,
                help=element.properties.get("instructions") or element.documentation,
                message=catch.message,
                process=element.process,
                event=element.id,
                form=element.form,
                interrupts=element.interrupting and element.kind in STOPPING,
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
