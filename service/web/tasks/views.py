"""One task: open it, answer it, pass it on, complete it."""

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from service.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from service.pathways.claim_task import claim_task
from service.pathways.hand_over import colleagues_of_task, hand_over
from service.pathways.reading import read_after_task
from service.pathways.release_task import release_task
from service.pathways.view_task import view_task
from service.web.guards import signed_in
from service.web.pages import Errors, Link, go, render, saved
from service.web.requests import actor, clock, idempotency
from service.web.site import site
from service.web.tasks.answering import complete_checked, receive
from service.web.tasks.asking import Place
from service.web.tasks.closed import closed, plain
from service.web.tasks.drafting import keep_typed
from service.web.tasks.drawing import check_page, draw, form_page, head
from service.web.tasks.filling import answers_of_task, with_worker
from service.web.tasks.finished import finished
from service.web.tasks.lost import late
from service.web.tasks.passing import passing
from service.web.tasks.printing import printed
from service.web.tasks.refusing import out_of_reach_answer
from service.web.tasks.uploads import allow_files
from service.web.texts import moment_text

area = Blueprint("tasks", __name__)

CHANGED = (ConflictError, NotAllowedError)  # somebody was faster


@area.before_app_request  # ahead of the check of the form's token, which reads the form
def allow_large_answers() -> None:
    if request.endpoint == "tasks.answer":
        allow_files()


@area.get("/tasks/<uuid:task_id>")
@signed_in
def show(task_id: UUID) -> Response:
    try:
        page = view_task(task_id=task_id, actor=actor(), clock=clock())
    except NotFoundError:
        return out_of_reach_answer(task_id)
    why = late(page, actor().name)
    if why is not None:
        return draw("tasks/closed.html", page, shown=closed(page, why))
    if page.form is None:
        return draw("tasks/plain.html", page, shown=plain(page))
    place = Place(page_id=request.args.get("page", ""), changing="change" in request.args)
    return form_page(page, with_worker(page, answers_of_task(page), request.args), place=place)


@area.post("/tasks/<uuid:task_id>")
@signed_in
def answer(task_id: UUID) -> Response:
    return receive(task_id)


@area.post("/tasks/<uuid:task_id>/draft")
@signed_in
def autosave(task_id: UUID) -> Response:
    return keep_typed(task_id)


@area.get("/tasks/<uuid:task_id>/check")
@signed_in
def check(task_id: UUID) -> Response:
    page = view_task(task_id=task_id, actor=actor(), clock=clock())
    if late(page, actor().name) is not None or page.form is None:
        return go(url_for("tasks.show", task_id=task_id))
    return check_page(page, page.form)


@area.post("/tasks/<uuid:task_id>/complete")
@signed_in
def complete(task_id: UUID) -> Response:
    return complete_checked(task_id)


@area.get("/tasks/<uuid:task_id>/done")
@signed_in
def done(task_id: UUID) -> Response:
    after = read_after_task(task_id=task_id, actor=actor(), clock=clock())
    page = finished(after, now=clock().now(), calendar=site().calendar)
    case_id = after.task.case_id
    return render(
        "tasks/done.html", title=page.heading, page=page, concern_case_id=case_id, print_reference=page.reference
    )


@area.post("/tasks/<uuid:task_id>/claim")
@signed_in
def claim(task_id: UUID) -> Response:
    here = url_for("tasks.show", task_id=task_id)
    try:
        claim_task(task_id=task_id, actor=actor(), clock=clock(), idempotency=idempotency())
    except CHANGED:
        return go(here)  # which says who has it, or what became of it
    return saved("The task is yours now.", to=here)


@area.post("/tasks/<uuid:task_id>/put-back")
@signed_in
def put_back(task_id: UUID) -> Response:
    try:
        release_task(task_id=task_id, actor=actor(), clock=clock(), idempotency=idempotency())
    except CHANGED:
        return go(url_for("tasks.show", task_id=task_id))
    return saved("The task is put back for others to take. Your saved answers are kept.", to=url_for("work.mine"))


@area.get("/tasks/<uuid:task_id>/hand-over")
@signed_in
def pass_on(task_id: UUID) -> Response:
    return _passing_page(task_id, {})


@area.post("/tasks/<uuid:task_id>/hand-over")
@signed_in
def give(task_id: UUID) -> Response:
    assignee, with_draft = request.form.get("assignee", ""), "with_draft" in request.form
    if not assignee:
        return _passing_page(task_id, {"assignee": ["Select who takes the task over"]})
    key = idempotency()
    try:
        hand_over(
            task_id=task_id, assignee=assignee, with_draft=with_draft, actor=actor(), clock=clock(), idempotency=key
        )
    except InvalidInputError as error:
        return _passing_page(task_id, error.errors)
    except CHANGED:
        return go(url_for("tasks.show", task_id=task_id))
    return saved("The task is handed over.", to=url_for("work.mine"))


def _passing_page(task_id: UUID, errors: Errors) -> Response:
    page = view_task(task_id=task_id, actor=actor(), clock=clock())
    shown = passing(page, colleagues_of_task(task_id=task_id, actor=actor()))
    back = Link("Back to the task", url_for("tasks.show", task_id=task_id))
    return render("tasks/hand_over.html", title="Hand over this task", page=shown, back=back, errors=errors)


@area.get("/tasks/<uuid:task_id>/print")
@signed_in
def print_form(task_id: UUID) -> Response:
    page = view_task(task_id=task_id, actor=actor(), clock=clock())
    if page.form is None:
        return go(url_for("tasks.show", task_id=task_id))
    shown = printed(page, page.form, head(page), blank="blank" in request.args, now=clock().now())
    return render(
        "tasks/print.html",
        title=page.task.name,
        page=shown,
        back=Link("Back to the task", url_for("tasks.show", task_id=task_id)),
        print_reference=page.case.reference if page.case is not None else None,
        printed_at=moment_text(clock().now()),
    )
