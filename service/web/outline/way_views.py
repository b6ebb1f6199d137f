"""Putting a new task or a new choice on a way of a draft's diagram."""

from functools import partial
from uuid import UUID

from flask import Response, request, url_for

from service.engine.checks.namespaces import EVENTS, GATEWAYS
from service.errors import InvalidInputError
from service.library.outline import AddBranch, AddTask, Change, Process, Step, apply
from service.pathways.queries.outlines import DiagramAsList, draft_outline
from service.web.guards import signed_in
from service.web.outline.area import area
from service.web.outline.changing import changed, sent_form, store
from service.web.outline.fields import Choice
from service.web.outline.lanes import role_of
from service.web.outline.pages import Asked, form_page
from service.web.outline.step_form import Sent, branch_fields, moment_sent, task_fields
from service.web.outline.step_views import target_of, way_of
from service.web.pages import NO_ERRORS, Errors, saved
from service.web.requests import actor

BEGINS = EVENTS - {"endEvent", "intermediateThrowEvent", "intermediateCatchEvent"}


@area.get("/drafts/<uuid:draft_id>/outline/<path:path>/task")
@signed_in
def adding(draft_id: UUID, path: str) -> Response:
    return _task_form(draft_id, path)


@area.post("/drafts/<uuid:draft_id>/outline/<path:path>/task")
@signed_in
def add(draft_id: UUID, path: str) -> Response:
    shown = draft_outline(draft_id=draft_id, path=path, actor=actor())
    try:
        return _store(draft_id, shown, _new_task(shown, sent_form()), text="The task is added.")
    except InvalidInputError as error:
        return _task_form(draft_id, path, errors=error.errors)


@area.get("/drafts/<uuid:draft_id>/outline/<path:path>/choice")
@signed_in
def branching(draft_id: UUID, path: str) -> Response:
    return _choice_form(draft_id, path)


@area.post("/drafts/<uuid:draft_id>/outline/<path:path>/choice")
@signed_in
def branch(draft_id: UUID, path: str) -> Response:
    shown, sent = draft_outline(draft_id=draft_id, path=path, actor=actor()), sent_form()
    names = ("question", "condition", "label", "otherwise", "to", "end")
    wanted = AddBranch(flow=request.args.get("id", ""), **{name: sent.get(name) for name in names})
    try:
        return _store(draft_id, shown, wanted, text="The choice is added.")
    except InvalidInputError as error:
        return _choice_form(draft_id, path, errors=error.errors)


def _store(draft_id: UUID, shown: DiagramAsList, wanted: Change, *, text: str) -> Response:
    content = changed(shown.content, (wanted,), partial(apply, file=shown.path))
    store(draft_id, shown.path, content, seen=shown.sha256)
    step, _ = way_of(shown, request.args.get("id", ""))
    to = url_for("outline.show", draft_id=draft_id, path=shown.path) + f"#{step.id}"
    return saved(f"{text} Look at the drawing, too: you can move it there.", to=to)


def _new_task(shown: DiagramAsList, sent: Sent) -> AddTask:
    return AddTask(
        flow=request.args.get("id", ""),
        name=sent.get("name"),
        roles=sent.all("roles"),
        form=sent.get("form"),
        due=moment_sent("due", sent),
        lane=_lane_of(shown, sent.all("roles")),
    )


def _lane_of(shown: DiagramAsList, roles: tuple[str, ...]) -> str:
    """Return the lane that stands for the first of the roles; "" when there is none."""
    lanes = [lane for process in _processes(shown) for lane in process.lanes]
    return next((lane.id for lane in lanes if roles and role_of(lane.id, lanes, shown.picks) == roles[0]), "")


def _processes(shown: DiagramAsList) -> tuple[Process, ...]:
    return shown.outline.processes if shown.outline is not None else ()


def _task_form(draft_id: UUID, path: str, *, errors: Errors = NO_ERRORS) -> Response:
    shown = draft_outline(draft_id=draft_id, path=path, actor=actor())
    step, way = way_of(shown, request.args.get("id", ""))
    asked = Asked(
        title="Add a task",
        about=f"After {step.number} {step.label}, before {way.to_number} {way.to_name}.",
        fields=[*task_fields(shown.picks)],
        submit="Add the task",
    )
    return form_page(
        asked, target_of("outline.adding", draft_id, path, id_=way.id, fragment=step.id), shown, errors=errors
    )


def _choice_form(draft_id: UUID, path: str, *, errors: Errors = NO_ERRORS) -> Response:
    shown = draft_outline(draft_id=draft_id, path=path, actor=actor())
    step, way = way_of(shown, request.args.get("id", ""))
    asked = Asked(
        title="Add a choice",
        about=f"After {step.number} {step.label}. It leads to {way.to_number} {way.to_name} as before, or elsewhere.",
        fields=[*branch_fields(_targets(shown, step, way.to))],
        submit="Add the choice",
    )
    target = target_of("outline.branching", draft_id, path, id_=way.id, fragment=step.id)
    return form_page(asked, target, shown, errors=errors)


def _can_be_reached(step: Step) -> bool:
    """By one more way: it does not begin by itself, and is no choice."""
    return step.kind not in BEGINS and not (step.kind in GATEWAYS and len(step.ways) > 1)


def _targets(shown: DiagramAsList, step: Step, to: str) -> list[Choice]:
    """Return the steps of the same part to which a new way can lead."""
    for process in _processes(shown):
        for level in (process.steps, *(each.inner for each in process.walk())):
            around = [*level, *(event for each in level for event in each.boundary)]
            if any(each.id == step.id for each in around):
                found = (each for each in level if each.id != to and _can_be_reached(each))
                return [Choice(value=each.id, text=f"{each.number} {each.label}") for each in found]
    return []
