"""One letter, from the choice of its template to its sending."""

from typing import TypedDict
from uuid import UUID

from flask import Response, request, url_for

from service.access import Actor
from service.clocks.clock import Clock
from service.errors import InvalidInputError, NotFoundError
from service.letters import LetterTemplate
from service.pathways.cancel_letter import cancel_letter
from service.pathways.change_letter import fill_letter, reword_letter
from service.pathways.finish_letter import finish_letter
from service.pathways.idempotency import Idempotency
from service.pathways.queries.letters import LetterDetail, letter_choices, read_letter
from service.pathways.send_letter import send_letter
from service.pathways.write_letter import write_letter
from service.web.cases.frame import Tab, open_frame
from service.web.guards import signed_in
from service.web.letters.area import area
from service.web.letters.paper import pdf_of
from service.web.letters.present import cancel_page, fill_page, letter_page, new_page, paper_of, wording_page
from service.web.letters.typed import SOMEBODY_ELSE, at_fields, typed_fields
from service.web.pages import NO_ERRORS, Errors, Link, go, render, saved
from service.web.pdf import as_file
from service.web.requests import actor, clock, idempotency

LIST = "Documents and letters"
SENT = {
    "post": "The letter is on its way to the post room.",
    "mail": "The letter is on its way by email.",
    "hand": "It is noted that you sent the letter.",
}


@area.get("/cases/<uuid:case_id>/letters/new")
@signed_in
def new(case_id: UUID) -> Response:
    return _new(case_id)


@area.post("/cases/<uuid:case_id>/letters/new")
@signed_in
def write(case_id: UUID) -> Response:
    try:
        made = write_letter(
            case_id=case_id,
            template=request.form.get("template", ""),
            person_id=_chosen_person(),
            recipient=request.form.get("recipient", ""),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _new(case_id, error.errors)
    return go(url_for("letters.edit", letter_id=made.letter_id))


@area.get("/letters/<uuid:letter_id>")
@signed_in
def show(letter_id: UUID) -> Response:
    return _show(letter_id)


@area.get("/letters/<uuid:letter_id>/edit")
@signed_in
def edit(letter_id: UUID) -> Response:
    return _edit(*_with_template(letter_id))


@area.post("/letters/<uuid:letter_id>/edit")
@signed_in
def fill(letter_id: UUID) -> Response:
    letter, template = _with_template(letter_id)
    recipient, fields = request.form.get("recipient", ""), typed_fields(template)
    try:
        fill_letter(letter_id=letter_id, recipient=recipient, fields=fields, **_sent())
    except InvalidInputError as error:
        return _edit(letter, template, at_fields(error.errors, template))
    return go(url_for("letters.show", letter_id=letter_id))


@area.get("/letters/<uuid:letter_id>/wording")
@signed_in
def wording(letter_id: UUID) -> Response:
    return _wording(letter_id)


@area.post("/letters/<uuid:letter_id>/wording")
@signed_in
def reword(letter_id: UUID) -> Response:
    try:
        reword_letter(letter_id=letter_id, body=request.form.get("body", ""), **_sent())
    except InvalidInputError as error:
        return _wording(letter_id, error.errors)
    return go(url_for("letters.show", letter_id=letter_id))


@area.post("/letters/<uuid:letter_id>/finish")
@signed_in
def finish(letter_id: UUID) -> Response:
    letter = read_letter(letter_id=letter_id, actor=actor(), clock=clock())
    pdf = pdf_of(paper_of(letter, now=clock().now()))
    try:
        finish_letter(letter_id=letter_id, pdf=pdf, contact_seen=request.form.get("contact_seen"), **_sent())
    except InvalidInputError as error:
        return _show(letter_id, _of_page(error.errors))
    text = "The letter is final." if pdf else "The letter is final. This service cannot make a PDF: print the page."
    return saved(text, to=url_for("letters.show", letter_id=letter_id))


@area.post("/letters/<uuid:letter_id>/send")
@signed_in
def send(letter_id: UUID) -> Response:
    channel, seen = request.form.get("channel", ""), request.form.get("contact_seen")
    try:
        send_letter(letter_id=letter_id, channel=channel, contact_seen=seen, **_sent())
    except InvalidInputError as error:
        return _show(letter_id, error.errors)
    return saved(SENT[channel], to=url_for("letters.show", letter_id=letter_id))


@area.get("/letters/<uuid:letter_id>/cancel")
@signed_in
def cancellation(letter_id: UUID) -> Response:
    return _cancellation(letter_id)


@area.post("/letters/<uuid:letter_id>/cancel")
@signed_in
def cancel(letter_id: UUID) -> Response:
    try:
        cancel_letter(letter_id=letter_id, reason=request.form.get("reason", ""), **_sent())
    except InvalidInputError as error:
        return _cancellation(letter_id, error.errors)
    return saved("The letter is cancelled.", to=url_for("letters.show", letter_id=letter_id))


@area.get("/letters/<uuid:letter_id>/print")
@signed_in
def printed(letter_id: UUID) -> Response:
    letter = read_letter(letter_id=letter_id, actor=actor(), clock=clock())
    paper = paper_of(letter, now=clock().now())
    back = Link("The letter", url_for("letters.show", letter_id=letter_id))
    return render("letters/print.html", title=letter.title, page=paper, back=back)


@area.get("/letters/<uuid:letter_id>/letter.pdf")
@signed_in
def pdf(letter_id: UUID) -> Response:
    """Made when it is asked for: what was sent changes no more, so it is the same each time."""
    letter = read_letter(letter_id=letter_id, actor=actor(), clock=clock())
    content = pdf_of(paper_of(letter, now=clock().now()))
    if content is None:
        return go(url_for("letters.printed", letter_id=letter_id))
    return as_file(content, f"{letter.case_reference}-letter.pdf")


def _new(case_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    choices = letter_choices(case_id=case_id, actor=actor())
    page = new_page(choices, open_frame(case_id, Tab.DOCUMENTS))
    return render("letters/new.html", title="Write a letter", page=page, errors=errors, back=_list(case_id))


def _show(letter_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    letter = read_letter(letter_id=letter_id, actor=actor(), clock=clock())
    page = letter_page(letter, open_frame(letter.case_id, Tab.DOCUMENTS), now=clock().now())
    return render("letters/show.html", title=letter.title, page=page, errors=errors, back=_list(letter.case_id))


def _edit(letter: LetterDetail, template: LetterTemplate, errors: Errors = NO_ERRORS) -> Response:
    frame = open_frame(letter.case_id, Tab.DOCUMENTS)
    page = fill_page(letter, template, frame, again=bool(errors))
    title = f"{letter.title}: details"
    return render("letters/edit.html", title=title, page=page, errors=errors, back=_list(letter.case_id))


def _wording(letter_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    letter, template = _with_template(letter_id)
    page = wording_page(letter, open_frame(letter.case_id, Tab.DOCUMENTS), again=bool(errors))
    back = Link(template.title, page.back_href)
    return render("letters/wording.html", title=f"{letter.title}: wording", page=page, errors=errors, back=back)


def _cancellation(letter_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    letter = read_letter(letter_id=letter_id, actor=actor(), clock=clock())
    page = cancel_page(letter, open_frame(letter.case_id, Tab.DOCUMENTS))
    back = Link(letter.title, page.back_href)
    return render("letters/cancel.html", title="Cancel a letter", page=page, errors=errors, back=back)


def _with_template(letter_id: UUID) -> tuple[LetterDetail, LetterTemplate]:
    letter = read_letter(letter_id=letter_id, actor=actor(), clock=clock())
    if letter.wording is None:
        raise NotFoundError("template of letter", letter_id)
    return letter, letter.wording


def _chosen_person() -> UUID | None:
    """:raises InvalidInputError: nobody was chosen."""
    chosen = request.form.get("person", "")
    if chosen == SOMEBODY_ELSE:
        return None
    person = request.form.get("person", type=UUID)
    if person is None:
        raise InvalidInputError({"person": ["Select who the letter is for"]})
    return person


class _Sent(TypedDict):
    """What every change of a letter is told besides."""

    revision: int
    actor: Actor
    clock: Clock
    idempotency: Idempotency | None


def _sent() -> _Sent:
    revision = request.form.get("revision", -1, type=int)
    return {"revision": revision, "actor": actor(), "clock": clock(), "idempotency": idempotency()}


def _of_page(errors: Errors) -> Errors:
    """Fields that are filled in on another page are named at the button that leads there."""
    return {name if name == "contact_seen" else "change-details": sentences for name, sentences in errors.items()}


def _list(case_id: UUID) -> Link:
    return Link(LIST, url_for("cases.documents", case_id=case_id))
