"""Moving one process to another release: choose it, see what it would mean, do it."""

from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from service.errors import ConflictError, InvalidInputError, NotFoundError
from service.pathways.move_instance import MovedInstance, move_instance
from service.pathways.queries.move_preview import move_targets, preview_move
from service.web.cases.asked import id_in
from service.web.guards import signed_in
from service.web.operations.action_views import drawn, opened, revision_in
from service.web.operations.area import area
from service.web.operations.bulk import details_of
from service.web.operations.release import ReleasePage, ReleasesPage, standing_lines, target_choices
from service.web.pages import NO_ERRORS, Errors, saved
from service.web.requests import actor, clock, idempotency

TITLE = "Move to another release"


@area.get("/operations/<uuid:instance_id>/release")
@signed_in
def release(instance_id: UUID) -> Response:
    chosen = id_in(request.args, "release")
    if chosen is not None:
        return _plan(instance_id, chosen)
    choices = target_choices(move_targets(instance_id=instance_id, actor=actor()))
    page = ReleasesPage(frame=opened(instance_id), choices=choices)
    return drawn("operations/releases.html", page, title=TITLE)


def _plan(instance_id: UUID, release_id: UUID, *, errors: Errors = NO_ERRORS, conflict: str = "") -> Response:
    found = preview_move(instance_id=instance_id, release_id=release_id, actor=actor(), clock=clock())
    page = ReleasePage(
        frame=opened(instance_id),
        number=found.number,
        release_id=str(release_id),
        revision=found.revision,
        possible=found.possible,
        refusals=tuple(each.message for each in found.details.refusals),
        standing=tuple(standing_lines(found.details)),
        changes=tuple(details_of(found.details)),
        reason=request.form.get("reason", ""),
        conflict=conflict,
        back_href=url_for("operations.release", instance_id=instance_id),
    )
    return drawn("operations/release.html", page, title=TITLE, errors=errors, refused=bool(conflict))


@area.post("/operations/<uuid:instance_id>/release")
@signed_in
def make_release(instance_id: UUID) -> ResponseReturnValue:
    release_id = id_in(request.form, "release")
    if release_id is None:
        raise NotFoundError("release", request.form.get("release", ""))
    try:
        moved = _move(instance_id, release_id)
    except InvalidInputError as error:
        return _plan(instance_id, release_id, errors=error.errors)
    except ConflictError as error:
        return _plan(instance_id, release_id, conflict=str(error))
    done = f"The process follows release {moved.number} now."
    return saved(done, to=url_for("operations.show", instance_id=instance_id))


def _move(instance_id: UUID, release_id: UUID) -> MovedInstance:
    return move_instance(
        instance_id=instance_id,
        release_id=release_id,
        reason=request.form.get("reason", ""),
        if_revision=revision_in(),
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )
