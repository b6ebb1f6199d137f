"""Steps of a tryout that ask a form: a task, a message, a further process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError
from service.pathways.extend_tryout import extend_tryout
from service.pathways.queries.drafts import get_draft
from service.pathways.queries.tryouts import (
    TriedForm,
    TriedRole,
    draft_processes,
    start_form,
    tryout_message,
    tryout_of,
    tryout_task,
)
from service.simulator.writing import told_answers
from service.web.drafts.frame import TRY, DraftFrame, frame_of
from service.web.guards import signed_in
from service.web.pages import Link, render, saved
from service.web.questions.paths import Data
from service.web.questions.shown import ShownPage
from service.web.requests import actor, clock, idempotency
from service.web.site import site
from service.web.texts import moment_text
from service.web.tryouts.area import area, way
from service.web.tryouts.forms import NONE, Refusals, filled, pages_of, refusals, summary
from service.web.tryouts.playing_views import require_of_draft
from service.web.tryouts.typed import PAYLOAD, told_lines

Step = Callable[[Data], Mapping[str, object]]

OWN = ("step", "role", PAYLOAD)


@dataclass(frozen=True, kw_only=True)
class AskPage:
    """One form of the draft, with who answers it.  `free`: the message asks no form; what it says is typed."""

    frame: DraftFrame
    action: str
    button: str
    revision: int
    now: str
    about: str
    help: str
    roles: tuple[TriedRole, ...]
    pages: tuple[ShownPage, ...]
    free: bool = False


@dataclass(frozen=True, kw_only=True)
class StartsPage:
    frame: DraftFrame
    ways: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a page asks, and how the answers become a step of the tryout."""

    draft_id: UUID
    tryout_id: UUID
    form: TriedForm
    button: str
    about: str = ""
    help: str = ""
    roles: tuple[TriedRole, ...] = ()
    free: bool = False


@area.get("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/tasks/<int:number>")
@signed_in
def task(draft_id: UUID, tryout_id: UUID, number: int) -> Response:
    require_of_draft(draft_id, tryout_id)
    return _page(_task(draft_id, tryout_id, number)[0], NONE)


@area.post("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/tasks/<int:number>")
@signed_in
def do_task(draft_id: UUID, tryout_id: UUID, number: int) -> Response:
    require_of_draft(draft_id, tryout_id)
    asked, told = _task(draft_id, tryout_id, number)
    return _take(asked, lambda answers: {**told, "as": _role(asked), "answers": answers}, f"Done: {asked.form.name}.")


@area.get("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/messages/<int:number>")
@signed_in
def message(draft_id: UUID, tryout_id: UUID, number: int) -> Response:
    require_of_draft(draft_id, tryout_id)
    return _page(_message(draft_id, tryout_id, number)[0], NONE)


@area.post("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/messages/<int:number>")
@signed_in
def send_message(draft_id: UUID, tryout_id: UUID, number: int) -> Response:
    require_of_draft(draft_id, tryout_id)
    asked, told = _message(draft_id, tryout_id, number)

    def step(answers: Data) -> Mapping[str, object]:
        return {"message": {**told, "payload": _payload(asked.form, answers)}}

    return _take(asked, step, f"Sent: {asked.form.name}.")


@area.get("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/starts")
@signed_in
def starts(draft_id: UUID, tryout_id: UUID) -> Response:
    require_of_draft(draft_id, tryout_id)
    if "process" in request.args:
        return _page(_start(draft_id, tryout_id)[0], NONE)
    ways = tuple(
        (
            f"{process.name}: {start.name or start.id}",
            url_for("tryouts.starts", draft_id=draft_id, tryout_id=tryout_id, process=process.id, event=start.id),
        )
        for process in draft_processes(draft_id=draft_id, actor=actor())
        for start in process.start_events
    )
    page = StartsPage(frame=_frame(draft_id), ways=ways)
    back = Link("Back to the tryout", url_for("tryouts.show", draft_id=draft_id, tryout_id=tryout_id))
    return render("tryouts/starts.html", title="Start a further process", page=page, back=back)


@area.post("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/starts")
@signed_in
def start(draft_id: UUID, tryout_id: UUID) -> Response:
    require_of_draft(draft_id, tryout_id)
    asked, told = _start(draft_id, tryout_id)

    def step(answers: Data) -> Mapping[str, object]:
        given = told_lines(request.form.get(PAYLOAD, ""), PAYLOAD) if asked.free else answers
        return {"start": {**told, "answers": dict(given)}}

    return _take(asked, step, f"Started: {asked.form.name}.")


def _take(asked: Asked, step: Step, done: str) -> Response:
    sent = filled(asked.form)
    if sent.pressed:
        return _page(asked, NONE)
    try:
        extend_tryout(
            tryout_id=asked.tryout_id,
            step=step(dict(sent.answers)),
            if_revision=request.form.get("revision", type=int),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _page(asked, refusals(error))
    return saved(done, to=url_for("tryouts.show", draft_id=asked.draft_id, tryout_id=asked.tryout_id))


def _task(draft_id: UUID, tryout_id: UUID, number: int) -> tuple[Asked, dict[str, object]]:
    found, form = tryout_task(tryout_id=tryout_id, number=number, actor=actor())
    told: dict[str, object] = {"do": found.name}
    if found.user is not None:
        told["by"] = found.user
    if found.item is not None:
        told["item"] = found.item
    asked = Asked(
        draft_id=draft_id,
        tryout_id=tryout_id,
        form=form,
        button="Complete this task",
        about=found.item or "",
        help=found.instructions or "",
        roles=found.roles,
    )
    return asked, told


def _message(draft_id: UUID, tryout_id: UUID, number: int) -> tuple[Asked, dict[str, object]]:
    found, form = tryout_message(tryout_id=tryout_id, number=number, actor=actor())
    asked = Asked(
        draft_id=draft_id,
        tryout_id=tryout_id,
        form=form,
        button="Send the message",
        about=f"{found.process} waits for the message “{found.message}”.",
        free=form.form is None,
    )
    return asked, {"name": found.message, "keys": dict(found.keys)}


def _payload(asked: TriedForm, answers: Data) -> dict[str, object]:
    """What the message says: the answers as its form takes them, or what was typed where it has none.

    :raises InvalidInputError: by the answers' paths, or "payload".
    """
    if asked.form is None:
        return dict(told_lines(request.form.get(PAYLOAD, ""), PAYLOAD))
    checked = asked.form.validate(answers, now=asked.now, context=asked.context, options=asked.options)
    return dict.fromkeys(checked.values) | told_answers(checked.values)


def _start(draft_id: UUID, tryout_id: UUID) -> tuple[Asked, dict[str, object]]:
    process, event = request.args.get("process", ""), request.args.get("event")
    form = start_form(draft_id=draft_id, process=process, event=event, actor=actor(), now=clock().now())
    asked = Asked(draft_id=draft_id, tryout_id=tryout_id, form=form, button="Start the process", free=form.free)
    return asked, {"process": process, **({} if event is None else {"event": event})}


def _role(asked: Asked) -> str:
    wanted = request.form.get("role", "")
    ids = [role.id for role in asked.roles]
    return wanted if wanted in ids or not ids else ids[0]


def _page(asked: Asked, errors: Refusals) -> Response:
    page = AskPage(
        frame=_frame(asked.draft_id),
        action=request.full_path.rstrip("?"),
        button=asked.button,
        revision=tryout_of(tryout_id=asked.tryout_id, actor=actor()).revision,
        now=moment_text(asked.form.now, site().calendar.zone),
        about=asked.about,
        help=asked.help,
        roles=asked.roles,
        pages=pages_of(asked.form, filled(asked.form).answers, errors),
        free=asked.free,
    )
    back = Link("Back to the tryout", way("show", asked.draft_id, asked.tryout_id))
    found = summary(asked.form, errors, OWN)
    return render("tryouts/ask.html", title=asked.form.name, page=page, back=back, errors=found, wrong=errors)


def _frame(draft_id: UUID) -> DraftFrame:
    return frame_of(get_draft(draft_id=draft_id, actor=actor()), TRY)
