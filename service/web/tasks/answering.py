"""What happens with a page of a form that was sent: kept as a draft, looked through, completed, or given back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from uuid import UUID

from flask import Response, request, url_for

from service.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    PathwaysError,
    StaleVersionError,
    TaskAlreadyCompletedError,
    WrongStateError,
)
from service.forms import Form, Page
from service.forms.lengths import is_long
from service.http.statuses import status_of
from service.pathways.complete_task import complete_task
from service.pathways.queries.task_page import TaskPage, opened_form, task_page
from service.pathways.save_draft import save_draft
from service.web.pages import go, saved
from service.web.questions.errors import Errors, first_page, on_page
from service.web.questions.naming import ACTION, element_id
from service.web.questions.paths import Data
from service.web.questions.posted import Action, action_of, after, answers_of, focus_after, merged
from service.web.requests import actor, clock, idempotency
from service.web.tasks.asking import Notice, Place, differing, page_after
from service.web.tasks.drawing import check_page, form_page, lost_answer
from service.web.tasks.filling import answers_of_task, editable, filling_of, tidied
from service.web.tasks.lost import FIELDS, Late, late, loose, out_of_reach
from service.web.tasks.uploads import take_files

SAVE, KEEP = "save", "keep"
VERSION, EDITION = "version", "edition"
TOO_LATE = (TaskAlreadyCompletedError, NotAllowedError, WrongStateError, NotFoundError)

KEPT = "Your answers are saved. The task waits for you in My work."
ELSEWHERE = "You also have this task open in another window, and other answers are saved there."
REPLACED = (
    "The procedure was changed while you had this task open. Your answers are still here. "
    "Check them, and send them again."
)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A page of the form as it was sent.  `answers`: of the whole form.  `version`: of the draft it was written on."""

    page: TaskPage
    form: Form
    asked: Page
    answers: Data
    version: int
    changing: bool

    @property
    def place(self) -> Place:
        return Place(page_id=self.asked.id, changing=self.changing)


def receive(task_id: UUID) -> Response:
    """Answer a page of a form that was sent, whatever became of its task meanwhile."""
    return _opened(task_id, lambda sent: _hindered(sent) or _settled(sent, _taken))


def complete_checked(task_id: UUID) -> Response:
    """Send the draft, after it was looked through."""
    return _opened(task_id, lambda sent: _hindered(sent) or _settled(sent, _checked))


def _opened(task_id: UUID, work: Callable[[Sent], Response]) -> Response:
    try:
        page = task_page(task_id=task_id, actor=actor(), now=clock().now())
    except NotFoundError:
        return out_of_reach_answer(task_id)
    if page.form is None:
        return complete_plain(task_id)
    return work(_sent(page, page.form))


def _hindered(sent: Sent) -> Response | None:
    """Why the page cannot be taken as it is; None: it can."""
    why = late(sent.page, actor().name)
    if why is not None:
        again = _again(sent.page.task.id) if why is Late.DONE_BY_ME else None
        return again or lost_answer(why, sent.page, sent.answers)
    return _replaced(sent) if request.form.get(EDITION) != sent.page.edition else None


def _settled(sent: Sent, work: Callable[[Sent], Response]) -> Response:
    try:
        return work(sent)
    except TOO_LATE:
        return _too_late(sent)
    except StaleVersionError:
        return _conflict(sent)


def complete_plain(task_id: UUID) -> Response:
    """Complete a task that asks nothing."""
    page = task_page(task_id=task_id, actor=actor(), now=clock().now())
    try:
        complete_task(task_id=task_id, answers={}, actor=actor(), clock=clock(), idempotency=idempotency())
    except TOO_LATE:
        why = late(page, actor().name)
        if why is None:
            raise
        return lost_answer(why, page, {})
    return go(url_for("tasks.done", task_id=task_id))


def typed_over(page: TaskPage, form: Form) -> dict[str, object]:
    """Return the answers of the whole form with those of the page that was sent."""
    return merged(form, answers_of_task(page), tidied(form.fields, answers_of(page_sent(form), request.form)))


def page_sent(form: Form) -> Page:
    wanted = request.args.get("page", "")
    return next((page for page in form.pages if page.id == wanted), form.pages[0])


def _checked(sent: Sent) -> Response:
    if sent.version != sent.page.draft.version:
        return check_page(sent.page, sent.form, changed=True)
    try:
        return _complete(replace(sent, changing=True))
    except InvalidInputError as error:
        return _to_mend(sent, error.errors)


def _sent(page: TaskPage, form: Form) -> Sent:
    return Sent(
        page=page,
        form=form,
        asked=page_sent(form),
        answers=typed_over(page, form),
        version=request.form.get(VERSION, 0, type=int),
        changing="change" in request.args,
    )


def _taken(sent: Sent) -> Response:
    files = take_files(sent.page.task.id, sent.form, sent.asked, answers=sent.answers)
    sent = replace(sent, answers=files.answers)
    action = action_of(sent.form, request.form)
    pressed = request.form.get(ACTION, "")
    if action is not None:
        return _after_action(sent, action, files.errors)
    if pressed in {SAVE, KEEP}:
        return _keep(sent, pressed, files.errors)
    return _go_on(sent, files.errors) if is_long(sent.form) else _send(sent, files.errors)


def _after_action(sent: Sent, action: Action, errors: Errors) -> Response:
    changed = after(sent.form, sent.answers, action)
    _save(replace(sent, answers=changed))
    if errors:
        return _refused(replace(sent, answers=changed), errors)
    return go(_address(sent) + f"#{focus_after(changed, action)}")


def _keep(sent: Sent, pressed: str, errors: Errors) -> Response:
    _save(sent)
    if errors:
        return _refused(sent, errors)
    if pressed == KEEP:
        return go(_address(sent))
    return saved(KEPT, to=url_for("work.mine"))


def _go_on(sent: Sent, refused: Errors) -> Response:
    """Keep a page of a long form and go to the next, or to the check page."""
    wrong = {**on_page(sent.asked, _wrong(sent)), **refused}
    _save(sent)
    if wrong:
        return _refused(sent, wrong)
    filling = filling_of(sent.page, sent.form, sent.answers, now=clock().now())
    following = None if sent.changing else page_after(sent.form, filling, sent.asked.id)
    if following is None:
        return go(url_for("tasks.check", task_id=sent.page.task.id))
    return go(url_for("tasks.show", task_id=sent.page.task.id, page=following))


def _send(sent: Sent, refused: Errors) -> Response:
    """Complete a short form at once."""
    if refused:
        _save(sent)
        return _refused(sent, {**_wrong(sent), **refused})
    try:
        return _complete(sent)
    except InvalidInputError as error:
        _save(sent, once=False)
        return _refused(sent, error.errors)


def _complete(sent: Sent) -> Response:
    """:raises InvalidInputError: by the answers' paths."""
    task_id = sent.page.task.id
    try:
        complete_task(
            task_id=task_id,
            answers=sent.answers,
            if_draft=sent.version,
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except (*TOO_LATE, InvalidInputError, StaleVersionError, NotSignedInError):
        raise
    except PathwaysError as error:
        place = replace(sent.place, notice=Notice(text=str(error)))
        return form_page(sent.page, sent.answers, place=place, status=status_of(error)[0])
    return go(url_for("tasks.done", task_id=task_id))


def _wrong(sent: Sent) -> Errors:
    try:
        sent.form.validate(sent.answers, now=clock().now(), context=sent.page.context, options=sent.page.options)
    except InvalidInputError as error:
        return error.errors
    return {}


def _save(sent: Sent, *, once: bool = True) -> None:
    """`once`: under the key of the form, unless that was tried for something else already."""
    save_draft(
        task_id=sent.page.task.id,
        answers=sent.answers,
        version=sent.version,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency() if once else None,
    )


def _refused(sent: Sent, errors: Errors) -> Response:
    """The same page again with what is wrong, and everything typed."""
    page = task_page(task_id=sent.page.task.id, actor=actor(), now=clock().now())
    return form_page(page, sent.answers, place=sent.place, errors=errors)


def _to_mend(sent: Sent, errors: Errors) -> Response:
    """The first page of the form that has something wrong on it."""
    wrong = first_page(sent.form, errors) or sent.form.pages[0]
    found = {path: list(texts) for path, texts in errors.items()}
    here = on_page(wrong, found) or found
    return form_page(sent.page, sent.answers, place=Place(page_id=wrong.id, changing=True), errors=here)


def _conflict(sent: Sent) -> Response:
    """Both versions side by side; what is typed here replaces the other only when it is sent once more."""
    page = task_page(task_id=sent.page.task.id, actor=actor(), now=clock().now())
    filling = filling_of(page, sent.form, sent.answers, now=clock().now())
    others = differing(sent.form, sent.answers, there=answers_of_task(page), reading=filling.reading)
    place = replace(sent.place, notice=Notice(text=ELSEWHERE, differing=others))
    return form_page(page, sent.answers, place=place, status=HTTPStatus.CONFLICT)


def _replaced(sent: Sent) -> Response:
    """The form of the new release with the answers that it still asks for."""
    known = tuple(f"{FIELDS}{element_id(question.key).removeprefix(FIELDS)}" for question in sent.form.fields)
    rest = {name: value for name, value in request.form.items() if not name.startswith(known)}
    notice = Notice(text=REPLACED, left_over=loose(rest))
    place = replace(sent.place, notice=notice)
    return form_page(sent.page, sent.answers, place=place, status=HTTPStatus.CONFLICT)


def _too_late(sent: Sent) -> Response:
    """It became too late between reading the task and answering it."""
    try:
        page = task_page(task_id=sent.page.task.id, actor=actor(), now=clock().now())
    except NotFoundError:
        return out_of_reach_answer(sent.page.task.id)
    return lost_answer(late(page, actor().name) or Late.GIVEN, page, sent.answers)


def _again(task_id: UUID) -> Response | None:
    """Where the same form was sent twice, the first answer again: a second click is no mistake."""
    once = idempotency()
    if once is None:
        return None
    try:
        complete_task(task_id=task_id, answers={}, actor=actor(), clock=clock(), idempotency=once)
    except PathwaysError:
        return None
    return go(url_for("tasks.done", task_id=task_id))


def out_of_reach_answer(task_id: UUID) -> Response:
    """For somebody who had the task open and may not see it any more.  :raises NotFoundError: they never had."""
    form, drafted = opened_form(task_id, actor())
    typed = None if form is None else merged(form, editable(form, drafted), answers_of(page_sent(form), request.form))
    fields: Mapping[str, str] = dict(request.form.items())
    return lost_answer(Late.CLOSED, out_of_reach(form, typed or {}, fields))


def _address(sent: Sent) -> str:
    change = 1 if sent.changing else None
    return url_for("tasks.show", task_id=sent.page.task.id, page=sent.asked.id, change=change)
