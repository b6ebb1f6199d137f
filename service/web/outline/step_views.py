"""Changing a step, way, lane or process of a draft by form; taking a step out."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, NotFoundError
from service.library.outline import Change, Process, Remove, Rename, Step, Way, apply
from service.pathways.queries.outlines import DiagramAsList, draft_outline
from service.web.guards import signed_in
from service.web.outline.area import area
from service.web.outline.changing import changed, sent_form, store
from service.web.outline.lanes import lanes_of
from service.web.outline.pages import Asked, Target, form_page
from service.web.outline.step_form import (
    Sent,
    named_fields,
    process_changes,
    process_fields,
    step_changes,
    step_fields,
    way_changes,
    way_fields,
)
from service.web.pages import NO_ERRORS, Errors, saved
from service.web.requests import actor

SAVE = "Save"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What a form changes.  `changes`: those that were asked for; `fragment`: where the list shows it."""

    asked: Asked
    changes: Iterable[Change]
    fragment: str


@area.get("/drafts/<uuid:draft_id>/outline/<path:path>/change")
@signed_in
def change(draft_id: UUID, path: str) -> Response:
    return _form(draft_id, path)


@area.post("/drafts/<uuid:draft_id>/outline/<path:path>/change")
@signed_in
def save(draft_id: UUID, path: str) -> Response:
    shown = draft_outline(draft_id=draft_id, path=path, actor=actor())
    thing = thing_of(shown, request.args.get("id", ""), sent_form())
    try:
        content = changed(shown.content, thing.changes, partial(apply, file=path))
        done = store(draft_id, path, content, seen=shown.sha256)
    except InvalidInputError as error:
        return _form(draft_id, path, errors=error.errors)
    to = url_for("outline.show", draft_id=draft_id, path=path) + f"#{thing.fragment}"
    return saved("Your change is saved." if done.changed else "Nothing was changed.", to=to)


@area.get("/drafts/<uuid:draft_id>/outline/<path:path>/removal")
@signed_in
def removing(draft_id: UUID, path: str) -> Response:
    return _removal(draft_id, path)


@area.post("/drafts/<uuid:draft_id>/outline/<path:path>/removal")
@signed_in
def remove(draft_id: UUID, path: str) -> Response:
    shown = draft_outline(draft_id=draft_id, path=path, actor=actor())
    step = step_of(shown, request.args.get("id", ""))
    try:
        content = apply(shown.content, Remove(id=step.id), file=path)
        store(draft_id, path, content, seen=shown.sha256)
    except InvalidInputError as error:
        return _removal(draft_id, path, errors=error.errors)
    to = url_for("outline.show", draft_id=draft_id, path=path)
    return saved("The step is removed. You can bring it back from the earlier versions.", to=to)


def _form(draft_id: UUID, path: str, *, errors: Errors = NO_ERRORS) -> Response:
    shown, id_ = draft_outline(draft_id=draft_id, path=path, actor=actor()), request.args.get("id", "")
    thing = thing_of(shown, id_, Sent(one={}, several={}))
    target = target_of("outline.change", draft_id, path, id_=id_, fragment=thing.fragment)
    return form_page(thing.asked, target, shown, errors=errors)


def _removal(draft_id: UUID, path: str, *, errors: Errors = NO_ERRORS) -> Response:
    shown = draft_outline(draft_id=draft_id, path=path, actor=actor())
    step = step_of(shown, request.args.get("id", ""))
    ways = " and ".join(f"{way.to_number} {way.to_name}" for way in step.ways)
    asked = Asked(
        title="Remove a step",
        about=f"{step.number} {step.label} is taken out. What leads to it will lead to {ways}.",
        fields=(),
        submit="Remove this step",
        warning=True,
    )
    target = target_of("outline.removing", draft_id, path, id_=step.id, fragment=step.id)
    return form_page(asked, target, shown, errors=errors)


def target_of(endpoint: str, draft_id: UUID, path: str, *, id_: str, fragment: str) -> Target:
    return Target(
        endpoint=endpoint,
        back_endpoint="outline.show",
        draft_id=draft_id,
        path=path,
        query={"id": id_},
        fragment=fragment,
    )


def step_of(shown: DiagramAsList, id_: str) -> Step:
    """:raises NotFoundError: the diagram has no such step."""
    step = shown.outline.steps.get(id_) if shown.outline is not None else None
    if step is None:
        raise NotFoundError("step", id_)
    return step


def way_of(shown: DiagramAsList, id_: str) -> tuple[Step, Way]:
    """Return a way and the step that it comes from.  :raises NotFoundError: the diagram has no such way."""
    steps = shown.outline.steps.values() if shown.outline is not None else ()
    found = next(((step, way) for step in steps for way in step.ways if way.id == id_), None)
    if found is None:
        raise NotFoundError("way", id_)
    return found


def thing_of(shown: DiagramAsList, id_: str, sent: Sent) -> Thing:
    """:raises NotFoundError: the diagram has nothing of that id."""
    processes = shown.outline.processes if shown.outline is not None else ()
    for process in processes:
        if process.id == id_:
            return _process(process, sent)
        for lane in process.lanes:
            if lane.id == id_:
                asked = Asked(title="Rename a lane", about=lane.name, fields=[*named_fields(lane.name)], submit=SAVE)
                return Thing(asked=asked, changes=(Rename(id=id_, name=sent.get("name")),), fragment="lanes")
    if shown.outline is not None and id_ in shown.outline.steps:
        return _step(shown, step_of(shown, id_), sent)
    return _way(shown, id_, sent)


def _process(process: Process, sent: Sent) -> Thing:
    asked = Asked(title="Change the process", about=process.name, fields=[*process_fields(process)], submit=SAVE)
    return Thing(asked=asked, changes=process_changes(process, sent), fragment=process.id)


def _step(shown: DiagramAsList, step: Step, sent: Sent) -> Thing:
    about, lanes = f"{step.number} {step.label}. {step.kind_words}.", lanes_of(shown, step.id)
    asked = Asked(title="Change a step", about=about, fields=[*step_fields(step, shown.picks, lanes)], submit=SAVE)
    return Thing(asked=asked, changes=step_changes(step, sent, shown.picks, lanes=lanes), fragment=step.id)


def _way(shown: DiagramAsList, id_: str, sent: Sent) -> Thing:
    step, way = way_of(shown, id_)
    others = [each for each in step.ways if each.id != way.id]
    about = f"From {step.number} {step.label} to {way.to_number} {way.to_name}."
    if way.is_default:
        about += " It is taken when no other way is, and has no condition."
    asked = Asked(title="Change a way", about=about, fields=[*way_fields(way, others)], submit=SAVE)
    return Thing(asked=asked, changes=way_changes(way, sent), fragment=step.id)
