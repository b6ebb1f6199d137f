"""Doing something to one process: each on a page of its own, which says what it means before it is done.

What was typed is not lost when the process has gone on meanwhile: the page comes again, with how it is now.
"""

from http import HTTPStatus
from typing import Protocol
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from service.errors import ConflictError, InvalidInputError
from service.pathways.change_instance import cancel_instance, resume_instance, suspend_instance
from service.pathways.queries.redirects import RedirectPreview, RedirectSource, preview_redirect, redirect_targets
from service.pathways.read_process import open_process, read_data
from service.pathways.redirect_instance import redirect_instance
from service.web.cases.asked import text_in
from service.web.guards import signed_in
from service.web.operations.actions import (
    CHANGES,
    ChangePage,
    PreviewPage,
    SourcesPage,
    TargetsPage,
    effects_of,
    source_of,
    source_row,
    targets_of,
)
from service.web.operations.area import area
from service.web.operations.corrections import CHOICES, corrections_in, rows_of
from service.web.operations.process import ProcessFrame
from service.web.operations.process_views import framed
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency

MOVE = "Move to another step"
GONE = "The process has gone on: what was to be moved does not stand there any more."


@area.get("/operations/<uuid:instance_id>/<any(suspend, resume, cancel):change>")
@signed_in
def change(instance_id: UUID, change: str) -> Response:
    return _ask(instance_id, change)


@area.post("/operations/<uuid:instance_id>/<any(suspend, resume, cancel):change>")
@signed_in
def make_change(instance_id: UUID, change: str) -> ResponseReturnValue:
    try:
        _change(instance_id, change)
    except InvalidInputError as error:
        return _ask(instance_id, change, errors=error.errors)
    except ConflictError as error:
        return _ask(instance_id, change, conflict=str(error))
    return saved(CHANGES[change].done, to=url_for("operations.show", instance_id=instance_id))


def _change(instance_id: UUID, change: str) -> None:
    reason, revision, once, who, now = request.form.get("reason", ""), revision_in(), idempotency(), actor(), clock()
    if change == "resume":
        resume_instance(instance_id=instance_id, actor=who, clock=now, if_revision=revision, idempotency=once)
        return
    stop = suspend_instance if change == "suspend" else cancel_instance
    stop(instance_id=instance_id, reason=reason, actor=who, clock=now, if_revision=revision, idempotency=once)


def opened(instance_id: UUID) -> ProcessFrame:
    """What the page says of the process; that somebody looked is written down."""
    return framed(open_process(instance_id=instance_id, actor=actor(), clock=clock()))


def revision_in() -> int | None:
    """Which state of the process the person had before them."""
    asked = request.form.get("revision", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None  # noqa: PLR2004 - an integer column


def _ask(instance_id: UUID, change: str, *, errors: Errors = NO_ERRORS, conflict: str = "") -> Response:
    frame = opened(instance_id)
    page = ChangePage(
        frame=frame,
        words=CHANGES[change],
        action=url_for("operations.make_change", instance_id=instance_id, change=change),
        revision=frame.revision,
        reason=request.form.get("reason", ""),
        conflict=conflict,
    )
    return drawn("operations/change.html", page, title=page.words.title, errors=errors, refused=bool(conflict))


class AboutProcess(Protocol):
    @property
    def frame(self) -> ProcessFrame: ...


def drawn(
    template: str, page: AboutProcess, *, title: str, errors: Errors = NO_ERRORS, refused: bool = False
) -> Response:
    """A page about doing something to the process; `refused`: it was tried and has not been done."""
    back = Link("Back to the process", page.frame.href)
    status = HTTPStatus.CONFLICT if refused else None
    return render(template, title=title, page=page, errors=errors, status=status, back=back, wide=True)


@area.get("/operations/<uuid:instance_id>/redirect")
@signed_in
def redirect(instance_id: UUID) -> Response:
    """Choose what is to be moved; then, in the same place, where to."""
    from_id = text_in(request.args, "what")
    if from_id is None:
        return _sources(instance_id)
    try:
        return _targets(instance_id, from_id)
    except ConflictError as error:
        return _sources(instance_id, conflict=str(error))


def _sources(instance_id: UUID, *, conflict: str = "") -> Response:
    choices = redirect_targets(instance_id=instance_id, actor=actor(), clock=clock())
    rows = tuple(source_row(each, _redirect_href(instance_id, str(each.id))) for each in choices.sources)
    page = SourcesPage(
        frame=opened(instance_id), rows=rows, conflict=conflict, reason=request.form.get("reason", "").strip()
    )
    return drawn("operations/redirect.html", page, title=MOVE, refused=bool(conflict))


def _targets(instance_id: UUID, from_id: str, *, errors: Errors = NO_ERRORS) -> Response:
    source = _source(instance_id, from_id)
    data = read_data(instance_id=instance_id, values=False, actor=actor(), clock=clock())
    page = TargetsPage(
        frame=opened(instance_id),
        source=source_row(source, _redirect_href(instance_id, from_id)),
        from_id=from_id,
        targets=targets_of(source),
        to=request.form.get("to", ""),
        rows=rows_of((), data, request.form),
        kinds=CHOICES,
    )
    return drawn("operations/targets.html", page, title=MOVE, errors=errors)


def _source(instance_id: UUID, from_id: str) -> RedirectSource:
    """:raises ConflictError: nothing stands under the id any more."""
    choices = redirect_targets(instance_id=instance_id, actor=actor(), clock=clock())
    source = source_of(choices, from_id)
    if source is None:
        raise ConflictError(GONE)
    return source


def _redirect_href(instance_id: UUID, from_id: str) -> str:
    return url_for("operations.redirect", instance_id=instance_id, what=from_id)


@area.post("/operations/<uuid:instance_id>/redirect")
@signed_in
def preview(instance_id: UUID) -> Response:
    """Show what it would mean; nothing is changed yet."""
    from_id = request.form.get("what", "")
    try:
        if not request.form.get("to"):
            return _targets(instance_id, from_id, errors={"to": ["Choose the step to move to."]})
        return _preview(instance_id)
    except InvalidInputError as error:
        return _targets(instance_id, from_id, errors=error.errors)
    except ConflictError as error:
        return _sources(instance_id, conflict=str(error))


def _preview(instance_id: UUID, *, errors: Errors = NO_ERRORS, conflict: str = "") -> Response:
    form = request.form
    found = preview_redirect(
        instance_id=instance_id,
        from_id=_source(instance_id, form.get("what", "")).id,
        to=form.get("to", ""),
        data=corrections_in(form),
        actor=actor(),
        clock=clock(),
    )
    page = _preview_page(instance_id, found, conflict)
    return drawn("operations/preview.html", page, title=f"{MOVE}: preview", errors=errors, refused=bool(conflict))


def _preview_page(instance_id: UUID, found: RedirectPreview, conflict: str) -> PreviewPage:
    form = request.form
    return PreviewPage(
        frame=opened(instance_id),
        source=found.source.name or found.source.element,
        target=found.target.name or found.target.element,
        refusal=found.refusal or "",
        effects=effects_of(found),
        ends=found.ends,
        from_id=str(found.source.id),
        to=found.target.element,
        revision=found.revision,
        typed={name: value for name, value in form.items() if name.partition(".")[0] in {"name", "kind", "value"}},
        reason=form.get("reason", ""),
        conflict=conflict,
        back_href=_redirect_href(instance_id, str(found.source.id)),
    )


@area.post("/operations/<uuid:instance_id>/redirect/confirm")
@signed_in
def confirm_redirect(instance_id: UUID) -> ResponseReturnValue:
    try:
        _redirect(instance_id)
    except InvalidInputError as error:
        return _preview(instance_id, errors=error.errors)
    except ConflictError as error:
        return _anew(instance_id, str(error))
    return saved("It was moved to the other step.", to=url_for("operations.show", instance_id=instance_id))


def _anew(instance_id: UUID, conflict: str) -> Response:
    """The preview as it is now; where there is nothing to move any more, what there is."""
    try:
        return _preview(instance_id, conflict=conflict)
    except ConflictError as error:
        return _sources(instance_id, conflict=str(error))


def _redirect(instance_id: UUID) -> None:
    form = request.form
    redirect_instance(
        instance_id=instance_id,
        from_id=_source(instance_id, form.get("what", "")).id,
        to=form.get("to", ""),
        reason=form.get("reason", ""),
        data=corrections_in(form),
        if_revision=revision_in(),
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )
