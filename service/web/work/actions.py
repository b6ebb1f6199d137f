"""What can be done from a list: take a task, put it back, give many to somebody, answer many at once."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, PathwaysError
from service.pathways.claim_task import claim_task
from service.pathways.complete_tasks import common_form, complete_tasks
from service.pathways.queries.workers import workers
from service.pathways.queries.worklist import tasks_for
from service.pathways.reassign_tasks import reason_of, reassign_tasks
from service.pathways.release_task import release_task
from service.pathways.take_over_task import take_over_task
from service.web.account.resume import is_own_path
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, go, render, saved
from service.web.questions.errors import beside
from service.web.questions.filling import Filling
from service.web.questions.posted import answers_of
from service.web.requests import actor, clock, idempotency
from service.web.site import site
from service.web.work.area import area
from service.web.work.many import answering_page, choose_page, outcome_page

REASSIGN, COMPLETE = "Reassign tasks", "Complete tasks"
NOTHING_CHOSEN: Errors = {"task": ["Choose at least one task"]}


@area.post("/work/tasks/<uuid:task_id>/claim")
@signed_in
def claim(task_id: UUID) -> Response:
    return _single(lambda: claim_task(task_id=task_id, actor=actor(), clock=clock()), "The task is yours.")


@area.post("/work/tasks/<uuid:task_id>/put-back")
@signed_in
def put_back(task_id: UUID) -> Response:
    return _single(lambda: release_task(task_id=task_id, actor=actor(), clock=clock()), "The task is free again.")


@area.post("/work/tasks/<uuid:task_id>/take-over")
@signed_in
def take_over(task_id: UUID) -> Response:
    return _single(lambda: take_over_task(task_id=task_id, actor=actor(), clock=clock()), "The task is yours.")


def _single(do: Callable[[], object], text: str) -> Response:
    do()
    return saved(text, to=_back())


@area.post("/work/chosen")
@signed_in
def chosen() -> Response:
    """Go on with the chosen rows: their ids are in the address of the next page, so that it can be opened again."""
    tasks = [str(task) for task in _tasks(request.form.getlist("task"))]
    wanted = "work.complete" if request.form.get("do") == "complete" else "work.reassign"
    return go(url_for(wanted, task=tasks, back=_back()))


@area.get("/work/reassign")
@signed_in
def reassign() -> Response:
    return _reassign_page(_tasks(request.args.getlist("task")))


@area.post("/work/reassign")
@signed_in
def give() -> Response:
    tasks, to = _tasks(request.form.getlist("task")), request.form.get("assignee", "")
    if not tasks or not to:
        return _reassign_page(tasks, {"assignee": ["Choose who gets the tasks"]} if tasks else NOTHING_CHOSEN)
    before = tasks_for(actor=actor(), clock=clock(), task_ids=tasks)
    outcome = reassign_tasks(to=dict.fromkeys(tasks, to), actor=actor(), clock=clock(), idempotency=idempotency())
    people = workers(actor=actor(), clock=clock())
    chosen_one = next((each for each in people if each.user == to), None)
    page = outcome_page(outcome, before, site(), to=chosen_one, now=clock().now())
    if page.plain:
        return saved(page.summary, to=_back())
    return render("work/outcome.html", title="Tasks reassigned", page=page, back=Link("Back to the list", _back()))


@area.get("/work/complete")
@signed_in
def complete() -> Response:
    return _complete_page(_tasks(request.args.getlist("task")))


@area.post("/work/complete")
@signed_in
def answer() -> Response:
    tasks = _tasks(request.form.getlist("task"))
    before = tasks_for(actor=actor(), clock=clock(), task_ids=tasks)
    try:
        form = common_form(task_ids=tasks, actor=actor())
        answers = {} if form is None else answers_of(form.pages[0], request.form)
        once = idempotency()
        outcome = complete_tasks(task_ids=tasks, answers=answers, actor=actor(), clock=clock(), idempotency=once)
    except InvalidInputError as error:
        return _complete_page(tasks, error.errors)
    page = outcome_page(outcome, before, site(), to=None, now=clock().now())
    if page.plain:
        return saved(page.summary, to=_back())
    return render("work/outcome.html", title="Tasks completed", page=page, back=Link("Back to the list", _back()))


def _reassign_page(tasks: Sequence[UUID], errors: Errors = NO_ERRORS) -> Response:
    found = tasks_for(actor=actor(), clock=clock(), task_ids=tuple(tasks))
    people = workers(actor=actor(), clock=clock())
    page = choose_page(found, people, site(), now=clock().now(), back=_back())
    wrong = errors if found else NOTHING_CHOSEN
    return render("work/reassign.html", title=REASSIGN, page=page, errors=wrong, back=Link("Back to the list", _back()))


def _complete_page(tasks: Sequence[UUID], errors: Errors = NO_ERRORS) -> Response:
    found = tasks_for(actor=actor(), clock=clock(), task_ids=tuple(tasks))
    form, wrong = None, errors
    try:
        form = common_form(task_ids=tasks, actor=actor())
    except PathwaysError as error:
        wrong = {"task": [reason_of(error)]}
    typed = answers_of(form.pages[0], request.form) if form is not None and request.form else {}
    filling = Filling(answers=typed, now=clock().now(), errors=wrong)
    page = answering_page(found, form, site(), filling=filling, back=_back())
    shown = beside(form, wrong) if form is not None else dict(wrong)
    return render("work/complete.html", title=COMPLETE, page=page, errors=shown, back=Link("Back to the list", _back()))


def _tasks(values: Sequence[str]) -> tuple[UUID, ...]:
    found: dict[UUID, None] = {}
    for value in values:
        try:
            found[UUID(value)] = None
        except ValueError:
            continue
    return tuple(found)


def _back() -> str:
    """The list that somebody came from."""
    place = request.values.get("back", "")
    return place if is_own_path(place) else url_for("work.mine")
