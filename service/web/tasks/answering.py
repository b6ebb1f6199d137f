"""What happens with a page of a form that was sent: kept as a draft, looked through, completed, or given back."""

from collections.abc import Callable
from dataclasses import replace
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
from service.forms.lengths import is_long
from service.http.statuses import status_of
from service.pathways.complete_task import complete_task
from service.pathways.queries.task_page import task_page
from service.pathways.save_draft import save_draft
from service.web.pages import go, saved
from service.web.questions.errors import Errors, on_page
from service.web.questions.naming import ACTION
from service.web.questions.posted import Action, action_of, after, focus_after
from service.web.requests import actor, clock, idempotency
from service.web.tasks.asking import Notice, page_after
from service.web.tasks.drawing import check_page, form_page, lost_answer
from service.web.tasks.filling import filling_of
from service.web.tasks.lost import Late, late
from service.web.tasks.refusing import in_conflict, out_of_reach_answer, refused, replaced, to_mend, too_late
from service.web.tasks.sent import Sent, sent_of
from service.web.tasks.uploads import take_files

SAVE, KEEP = "save", "keep"
EDITION = "edition"
TOO_LATE = (TaskAlreadyCompletedError, NotAllowedError, WrongStateError, NotFoundError)

KEPT = "Your answers are saved. The task waits for you in My work."


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
    return work(sent_of(page, page.form))


def _hindered(sent: Sent) -> Response | None:
    """Why the page cannot be taken as it is; None: it can."""
    why = late(sent.page, actor().name)
    if why is not None:
        again = _again(sent.page.task.id) if why is Late.DONE_BY_ME else None
        return again or lost_answer(why, sent.page, sent.answers)
    return replaced(sent) if request.form.get(EDITION) != sent.page.edition else None


def _settled(sent: Sent, work: Callable[[Sent], Response]) -> Response:
    try:
        return work(sent)
    except TOO_LATE:
        return too_late(sent)
    except StaleVersionError:
        return in_conflict(sent)


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


def _checked(sent: Sent) -> Response:
    if sent.version != sent.page.draft.version:
        return check_page(sent.page, sent.form, changed=True)
    try:
        return _complete(replace(sent, changing=True))
    except InvalidInputError as error:
        return to_mend(sent, error.errors)


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
        return refused(replace(sent, answers=changed), errors)
    return go(_address(sent) + f"#{focus_after(changed, action)}")


def _keep(sent: Sent, pressed: str, errors: Errors) -> Response:
    _save(sent)
    if errors:
        return refused(sent, errors)
    if pressed == KEEP:
        return go(_address(sent))
    return saved(KEPT, to=url_for("work.mine"))


def _go_on(sent: Sent, unkept: Errors) -> Response:
    """Keep a page of a long form and go to the next, or to the check page."""
    wrong = {**on_page(sent.asked, _wrong(sent)), **unkept}
    _save(sent)
    if wrong:
        return refused(sent, wrong)
    filling = filling_of(sent.page, sent.form, sent.answers, now=clock().now())
    following = None if sent.changing else page_after(sent.form, filling, sent.asked.id)
    if following is None:
        return go(url_for("tasks.check", task_id=sent.page.task.id))
    return go(url_for("tasks.show", task_id=sent.page.task.id, page=following))


def _send(sent: Sent, unkept: Errors) -> Response:
    """Complete a short form at once."""
    if unkept:
        _save(sent)
        return refused(sent, {**_wrong(sent), **unkept})
    try:
        return _complete(sent)
    except InvalidInputError as error:
        _save(sent, once=False)
        return refused(sent, error.errors)


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


def _address(sent: Sent) -> str:
    change = 1 if sent.changing else None
    return url_for("tasks.show", task_id=sent.page.task.id, page=sent.asked.id, change=change)
