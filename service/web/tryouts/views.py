"""The ways to try a draft out, and beginning a tryout."""

from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, NotFoundError, PublicationRefusedError
from service.pathways.begin_tryout import Beginning, begin_tryout
from service.pathways.queries.draft_scenarios import draft_scenarios
from service.pathways.queries.drafts import get_draft
from service.pathways.queries.paging import MOST, PageRequest
from service.pathways.queries.tryouts import TriedForm, draft_processes, list_tryouts, start_form
from service.pathways.tryouts import ChangedTryout
from service.web.drafts.frame import TRY, DraftFrame, frame_of
from service.web.guards import signed_in
from service.web.pages import Link, render, saved
from service.web.requests import actor, clock, idempotency
from service.web.tryouts.area import area
from service.web.tryouts.forms import NONE, Refusals, filled, pages_of, refusals, summary
from service.web.tryouts.present import WITHOUT_CASE, NewPage, index_page
from service.web.tryouts.refusing import unreadable
from service.web.tryouts.typed import CHILDREN, PAYLOAD, case_of, moment_of, told_lines

MANUAL = "manual"


@area.get("/drafts/<uuid:draft_id>/try")
@signed_in
def index(draft_id: UUID) -> Response:
    frame = _frame(draft_id)
    try:
        page = index_page(
            frame,
            scenarios=draft_scenarios(draft_id=draft_id, actor=actor()),
            tryouts=list_tryouts(draft_id=draft_id, actor=actor(), page=PageRequest(limit=MOST)).items,
            processes=draft_processes(draft_id=draft_id, actor=actor()),
        )
    except PublicationRefusedError as error:
        return unreadable(frame, error)
    return render("tryouts/index.html", title="Try it", page=page)


@area.get("/drafts/<uuid:draft_id>/try/new")
@signed_in
def new(draft_id: UUID) -> Response:
    return _new_page(draft_id, _asked(draft_id), NONE)


@area.post("/drafts/<uuid:draft_id>/try/new")
@signed_in
def begin(draft_id: UUID) -> Response:
    asked = _asked(draft_id)
    sent = filled(asked)
    if sent.pressed:
        return _new_page(draft_id, asked, NONE)
    try:
        began = _begun(draft_id, asked)
    except InvalidInputError as error:
        return _new_page(draft_id, asked, refusals(error))
    here = url_for("tryouts.show", draft_id=draft_id, tryout_id=began.tryout_id)
    return saved("The tryout has begun. Nothing of it is real, and nothing leaves it.", to=here)


def _begun(draft_id: UUID, asked: TriedForm) -> ChangedTryout:
    """:raises InvalidInputError: something that was typed cannot be."""
    return begin_tryout(
        draft_id=draft_id,
        title=request.form.get("title", ""),
        beginning=_beginning(asked),
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )


def _beginning(asked: TriedForm) -> Beginning:
    """:raises InvalidInputError: a day that was typed is none."""
    with_case = "family" in request.form
    payload = told_lines(request.form.get(PAYLOAD, ""), PAYLOAD) if asked.free else filled(asked).answers
    return Beginning(
        process=request.args.get("process", ""),
        event=request.args.get("event"),
        answers=dict(payload),
        at=moment_of(request.form, "begins"),
        case=case_of(request.form) if with_case else None,
        manual_services=request.form.get("services") == MANUAL,
    )


def _asked(draft_id: UUID) -> TriedForm:
    process, event = request.args.get("process", ""), request.args.get("event")
    return start_form(draft_id=draft_id, process=process, event=event, actor=actor(), now=clock().now())


def _new_page(draft_id: UUID, asked: TriedForm, errors: Refusals) -> Response:
    process, event = request.args.get("process", ""), request.args.get("event")
    kinds = {each.id: each.kind for each in draft_processes(draft_id=draft_id, actor=actor())}
    if process not in kinds:
        raise NotFoundError("process", process)
    page = NewPage(
        frame=_frame(draft_id),
        process=asked.name,
        action=url_for("tryouts.begin", draft_id=draft_id, process=process, event=event),
        with_case=kinds[process] not in WITHOUT_CASE,
        children=tuple(range(1, CHILDREN + 1)),
        pages=pages_of(asked, filled(asked).answers, errors),
        free=asked.free,
    )
    own = (
        "title",
        PAYLOAD,
        "begins",
        "begins-time",
        "family",
        "children",
        "step",
        *(f"born-{n}" for n in page.children),
    )
    back = Link("Try it", url_for("tryouts.index", draft_id=draft_id))
    found = summary(asked, errors, own)
    return render("tryouts/new.html", title=f"Try “{asked.name}”", page=page, back=back, errors=found, wrong=errors)


def _frame(draft_id: UUID) -> DraftFrame:
    return frame_of(get_draft(draft_id=draft_id, actor=actor()), TRY)
