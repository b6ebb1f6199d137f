"""Pages that give back what was sent, with everything typed, when it cannot be taken as it is."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from flask import Response, request

from service.errors import NotFoundError
from service.pathways.queries.task_page import opened_form, task_page
from service.web.questions.errors import Errors, first_page, on_page
from service.web.questions.naming import element_id
from service.web.questions.posted import answers_of, merged
from service.web.requests import actor, clock
from service.web.tasks.asking import Notice, Place, differing
from service.web.tasks.drawing import form_page, lost_answer
from service.web.tasks.filling import answers_of_task, editable, filling_of
from service.web.tasks.lost import Late, late, loose, out_of_reach
from service.web.tasks.sent import Sent, page_sent

ELSEWHERE = "You also have this task open in another window, and other answers are saved there."
REPLACED = (
    "The procedure was changed while you had this task open. Your answers are still here. "
    "Check them, and send them again."
)


def refused(sent: Sent, errors: Errors) -> Response:
    """The same page again with what is wrong, and everything typed."""
    page = task_page(task_id=sent.page.task.id, actor=actor(), now=clock().now())
    return form_page(page, sent.answers, place=sent.place, errors=errors)


def to_mend(sent: Sent, errors: Errors) -> Response:
    """The first page of the form that has something wrong on it."""
    wrong = first_page(sent.form, errors) or sent.form.pages[0]
    found = {path: list(texts) for path, texts in errors.items()}
    here = on_page(wrong, found) or found
    return form_page(sent.page, sent.answers, place=Place(page_id=wrong.id, changing=True), errors=here)


def in_conflict(sent: Sent) -> Response:
    """Both versions side by side; what is typed here replaces the other only when it is sent once more."""
    page = task_page(task_id=sent.page.task.id, actor=actor(), now=clock().now())
    filling = filling_of(page, sent.form, sent.answers, now=clock().now())
    others = differing(sent.form, sent.answers, there=answers_of_task(page), reading=filling.reading)
    place = replace(sent.place, notice=Notice(text=ELSEWHERE, differing=others))
    return form_page(page, sent.answers, place=place, status=HTTPStatus.CONFLICT)


def replaced(sent: Sent) -> Response:
    """The form of the new release with the answers that it still asks for."""
    known = tuple(element_id(question.key) for question in sent.form.fields)
    rest = {name: value for name, value in request.form.items() if not name.startswith(known)}
    notice = Notice(text=REPLACED, left_over=loose(rest))
    place = replace(sent.place, notice=notice)
    return form_page(sent.page, sent.answers, place=place, status=HTTPStatus.CONFLICT)


def too_late(sent: Sent) -> Response:
    """It became too late between reading the task and answering it."""
    try:
        page = task_page(task_id=sent.page.task.id, actor=actor(), now=clock().now())
    except NotFoundError:
        return out_of_reach_answer(sent.page.task.id)
    return lost_answer(late(page, actor().name) or Late.GIVEN, page, sent.answers)


def out_of_reach_answer(task_id: UUID) -> Response:
    """For somebody who had the task open and may not see it any more.  :raises NotFoundError: they never had."""
    form, drafted = opened_form(task_id, actor())
    typed = None if form is None else merged(form, editable(form, drafted), answers_of(page_sent(form), request.form))
    fields: Mapping[str, str] = dict(request.form.items())
    return lost_answer(Late.CLOSED, out_of_reach(form, typed or {}, fields))
