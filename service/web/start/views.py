"""What somebody may start that is about no one case, and the form that it asks."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, request, url_for

from service.access import Capability
from service.errors import InvalidInputError
from service.pathways.queries.free_starts import (
    FreeStart,
    FreeStartForm,
    free_start_form,
    free_starts,
    own_tasks_of,
)
from service.pathways.start_instance import start_instance
from service.web.cases.whole_form import drawn, refused, summary_of, typed
from service.web.guards import signed_in
from service.web.pages import Errors, Link, render, saved
from service.web.questions.errors import Errors as Refusals
from service.web.questions.filling import Filling
from service.web.questions.paths import Data
from service.web.questions.shown import ShownPage
from service.web.requests import actor, clock, idempotency
from service.web.tasks.filling import editable, workers_named

area = Blueprint("start", __name__)

NOTHING: Data = {}
RIGHT: Refusals = {}


@dataclass(frozen=True, kw_only=True)
class Choice:
    name: str
    help: str
    href: str


@dataclass(frozen=True, kw_only=True)
class StartPage:
    help: str
    action: str
    pages: tuple[ShownPage, ...]


@area.get("/start")
@signed_in
def choices() -> Response:
    page = tuple(Choice(name=each.name, help=each.help or "", href=_address(each)) for each in free_starts(actor()))
    back = Link("My work", url_for("work.mine"))
    return render("start/choices.html", title="Start something", page=page, back=back)


@area.get("/start/<process>/<event>")
@signed_in
def form(process: str, event: str) -> Response:
    asked = _asked(process, event)
    if asked.form is None:
        return _page(asked, NOTHING)
    return _page(asked, {**editable(asked.form, NOTHING, defaults=True), **workers_named(asked.form, request.args)})


@area.post("/start/<process>/<event>")
@signed_in
def begin(process: str, event: str) -> Response:
    asked, answers = _asked(process, event), NOTHING
    if asked.form is not None:
        sent = typed(asked.form, NOTHING, None)
        answers = sent.answers
        if sent.errors or sent.pressed:
            return _page(asked, answers, errors=sent.errors)
    try:
        started = _start(asked.start, answers)
    except InvalidInputError as error:
        return _page(asked, answers, errors=refused(error))
    return saved(f"Started: {asked.start.name}.", to=_way_on(asked.start, UUID(started)))


def _asked(process: str, event: str) -> FreeStartForm:
    return free_start_form(process=process, event=event, actor=actor(), now=clock().now())


def _start(start: FreeStart, answers: Data) -> str:
    return start_instance(
        process=start.process,
        event=start.event,
        answers=answers,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    ).instance_id


def _way_on(start: FreeStart, instance_id: UUID) -> str:
    """The task that it led to, where there is exactly one for whoever asks."""
    tasks = own_tasks_of(instance_id, actor=actor())
    if len(tasks) == 1:
        return url_for("tasks.show", task_id=tasks[0])
    if start.supervises and actor().may(Capability.ASSIGN):
        return url_for("team.overview")
    return url_for("work.mine")


def _address(start: FreeStart) -> str:
    return url_for("start.form", process=start.process, event=start.event)


def _page(asked: FreeStartForm, answers: Data, *, errors: Refusals = RIGHT) -> Response:
    start = asked.start
    pages: tuple[ShownPage, ...] = ()
    summary: Errors = {}
    if asked.form is not None:
        filling = Filling(
            answers=answers,
            now=clock().now(),
            options=asked.options,
            errors={path: list(texts) for path, texts in errors.items()},
        )
        pages, summary = drawn(asked.form, filling), summary_of(asked.form, errors)
    page = StartPage(help=start.help or "", action=_address(start), pages=pages)
    back = Link("Start something", url_for("start.choices"))
    return render("start/form.html", title=start.name, page=page, back=back, errors=summary)
