"""Moving running cases to a published release, or going back to it: asked, confirmed, begun."""

from uuid import UUID

from flask import Response, request, url_for

from service.access import Capability, require
from service.errors import InvalidInputError, StaleVersionError
from service.pathways.begin_move import begin_move
from service.pathways.make_current_again import make_current_again
from service.pathways.queries.procedure import Standing, standing_of
from service.pathways.queries.releases import ReleaseSummary, ReleaseView, get_release
from service.pathways.queries.running_releases import running_by_release, waiting_to_move
from service.web.guards import signed_in
from service.web.moves.area import area
from service.web.moves.choosing import choice_form
from service.web.moves.present import (
    NEXT,
    NOW,
    STAY,
    MovesPage,
    Situation,
    confirm_page,
    elsewhere,
    following_lines,
    options,
    planned_text,
    preview_text,
    why_not,
)
from service.web.moves.previews import last_preview
from service.web.moves.typed import Kind, Typed, typed
from service.web.moves.waits import waits_texts
from service.web.pages import NO_ERRORS, Errors, Link, go, render, saved
from service.web.requests import actor, clock, idempotency


@area.get("/procedure/releases/<uuid:release_id>/moves")
@signed_in
def new(release_id: UUID) -> Response:
    return _form(release_id, NO_ERRORS)


@area.post("/procedure/releases/<uuid:release_id>/moves")
@signed_in
def confirm(release_id: UUID) -> Response:
    """Say what would happen; nothing has happened yet."""
    release = get_release(release_id=release_id, actor=actor())
    try:
        wanted = typed()
    except InvalidInputError as error:
        return _form(release_id, error.errors)
    standing = standing_of(actor=actor())
    live = standing.live
    if wanted.kind is Kind.AGAIN and _in_the_way(release_id, standing):
        return _form(release_id, NO_ERRORS)
    if wanted.kind is Kind.AGAIN and (live is None or live.id != wanted.live):
        raise StaleVersionError("procedure")
    page = confirm_page(release, wanted, _situation(release_id, live))
    back = Link("Back to the choice", url_for("moves.new", release_id=release.id))
    return render("moves/confirm.html", title="Check what will happen", page=page, back=back)


@area.post("/procedure/releases/<uuid:release_id>/moves/begin")
@signed_in
def begin(release_id: UUID) -> Response:
    try:
        wanted = typed()
    except InvalidInputError as error:
        return _form(release_id, error.errors)
    return _go_back(release_id, wanted) if wanted.kind is Kind.AGAIN else _move(release_id, wanted)


def _move(release_id: UUID, wanted: Typed) -> Response:
    begun = begin_move(
        release_id=release_id,
        when=wanted.when,
        reason=wanted.reason,
        instance_ids=wanted.chosen or None,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )
    return go(url_for("operations.bulk", bulk_id=UUID(begun.bulk_id)))


def _go_back(release_id: UUID, wanted: Typed) -> Response:
    if wanted.live is None:
        raise StaleVersionError("procedure")
    done = make_current_again(
        release_id=release_id,
        live_id=wanted.live,
        reason=wanted.reason,
        running_cases=wanted.when,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )
    to = url_for("operations.bulk", bulk_id=UUID(done.bulk_id)) if done.bulk_id else url_for("procedure.show")
    return saved(f"Release {done.number} is current again: new cases start with it.", to=to)


def _form(release_id: UUID, errors: Errors) -> Response:
    if "one_by_one" in request.form:
        return choice_form(release_id, errors)
    require(actor(), Capability.PUBLISH, action="move processes to another release")
    release = get_release(release_id=release_id, actor=actor())
    back = Link(f"Release {release.number}", url_for("procedure.release", release_id=release.id))
    title = f"Running cases and release {release.number}"
    return render("moves/new.html", title=title, page=_moves_page(release), errors=errors, back=back)


def _moves_page(release: ReleaseView) -> MovesPage:
    following, preview, standing = (
        running_by_release(actor=actor()),
        last_preview(release.id),
        standing_of(actor=actor()),
    )
    live, planned = standing.live, _in_the_way(release.id, standing)
    return MovesPage(
        number=release.number,
        why_not=why_not(release),
        is_current=release.is_current,
        planned="" if planned is None else planned_text(planned),
        planned_href="" if planned is None else url_for("procedure.withdrawal", release_id=planned.id),
        live=live.number if live else None,
        live_id=str(live.id) if live else "",
        waits=waits_texts(waiting_to_move(actor=actor())),
        following=following_lines(following),
        others=elsewhere(following, release.number),
        last_preview=preview_text(preview),
        last_preview_href=None
        if preview is None
        else url_for("moves.preview", release_id=release.id, bulk_id=preview.id),
        when=options(NOW, NEXT),
        again=options(STAY, NEXT, NOW),
        action=url_for("moves.confirm", release_id=release.id),
        preview_action=url_for("moves.begin_look", release_id=release.id),
        choose_href=url_for("moves.choose", release_id=release.id),
    )


def _situation(release_id: UUID, live: ReleaseSummary | None) -> Situation:
    return Situation(
        following=running_by_release(actor=actor()),
        waiting=waiting_to_move(actor=actor()),
        live=live.number if live else None,
        preview=preview_text(last_preview(release_id)),
    )


def _in_the_way(release_id: UUID, standing: Standing) -> ReleaseSummary | None:
    """Another release that is planned: nobody goes back to this one before that is withdrawn."""
    planned = standing.planned
    return None if planned is None or planned.id == release_id else planned
