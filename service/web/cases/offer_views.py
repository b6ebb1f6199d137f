"""Saying something to a case, or starting something on it, because its diagrams offer it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response, url_for

from service.errors import InvalidInputError
from service.pathways.queries.case_offers import OfferForm, offer_form
from service.pathways.queries.case_tasks import case_tasks
from service.pathways.start_instance import start_instance
from service.pathways.tell_case import tell_case
from service.web.cases.area import area
from service.web.cases.frame import Frame, Tab, open_frame
from service.web.cases.whole_form import drawn, refused, summary_of, typed
from service.web.guards import signed_in
from service.web.pages import Errors, Link, render, saved
from service.web.questions.errors import Errors as Refusals
from service.web.questions.filling import Filling
from service.web.questions.paths import Data
from service.web.questions.shown import ShownPage
from service.web.requests import actor, clock, idempotency

NOTHING: Data = {}
RIGHT: Refusals = {}


@dataclass(frozen=True, kw_only=True)
class OfferPage:
    """`interrupts`: what is under way on the case stops for it."""

    frame: Frame
    name: str
    help: str
    interrupts: bool
    action: str
    pages: tuple[ShownPage, ...]


@area.get("/cases/<uuid:case_id>/offers/<process>/<event>")
@signed_in
def offer(case_id: UUID, process: str, event: str) -> Response:
    return _page(case_id, _asked(case_id, process, event), NOTHING)


@area.post("/cases/<uuid:case_id>/offers/<process>/<event>")
@signed_in
def take_offer(case_id: UUID, process: str, event: str) -> Response:
    asked, now = _asked(case_id, process, event), clock().now()
    answers = NOTHING
    if asked.form is not None:
        sent = typed(asked.form, NOTHING, case_id)
        answers = sent.answers
        if sent.errors or sent.pressed:
            return _page(case_id, asked, answers, errors=sent.errors)
    try:
        _send(case_id, asked, answers)
    except InvalidInputError as error:
        return _page(case_id, asked, answers, errors=refused(error))
    return saved(f"Done: {asked.offer.name}.", to=_way_on(case_id, now))


def _asked(case_id: UUID, process: str, event: str) -> OfferForm:
    return offer_form(case_id=case_id, process=process, event=event, actor=actor(), now=clock().now())


def _send(case_id: UUID, asked: OfferForm, answers: Data) -> None:
    offered = asked.offer
    if offered.message is not None:
        tell_case(
            case_id=case_id,
            message=offered.message,
            payload=answers,
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
        return
    start_instance(
        process=offered.process,
        event=offered.event,
        case_id=case_id,
        answers=answers,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )


def _way_on(case_id: UUID, since: datetime) -> str:
    """The task that it led to, where there is exactly one for whoever asks; else the case."""
    tasks = case_tasks(case_id=case_id, actor=actor())
    opened = [task for task in tasks if task.mine and task.opened_at >= since]
    if len(opened) == 1:
        return url_for("tasks.show", task_id=opened[0].id)
    return url_for("cases.overview", case_id=case_id)


def _page(case_id: UUID, asked: OfferForm, answers: Data, *, errors: Refusals = RIGHT) -> Response:
    offered = asked.offer
    pages: tuple[ShownPage, ...] = ()
    summary: Errors = {}
    if asked.form is not None:
        filling = Filling(
            answers=answers,
            now=clock().now(),
            context=asked.context,
            options=asked.options,
            errors={path: list(texts) for path, texts in errors.items()},
        )
        pages, summary = drawn(asked.form, filling), summary_of(asked.form, errors)
    page = OfferPage(
        frame=open_frame(case_id, Tab.OVERVIEW),
        name=offered.name,
        help=offered.help or "",
        interrupts=offered.interrupts,
        action=url_for("cases.take_offer", case_id=case_id, process=offered.process, event=offered.event),
        pages=pages,
    )
    back = Link("Back to the case", url_for("cases.overview", case_id=case_id))
    return render("cases/offer.html", title=offered.name, page=page, back=back, errors=summary)
