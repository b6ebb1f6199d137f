"""Minutes, freezing and signing off."""

from http import HTTPStatus
from uuid import UUID

from flask import Response, jsonify, make_response, request, url_for

from service.errors import InvalidInputError, NotSignedInError, PathwaysError, StaleVersionError
from service.http.statuses import status_of
from service.pathways.freeze_sitting import freeze_sitting, sign_off_sitting
from service.pathways.queries.packs import read_pack
from service.pathways.queries.panels import get_sitting, sitting_to_run
from service.pathways.save_minutes import save_minutes, version_of
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.panels.area import area
from service.web.panels.diary_views import Minutes, page_of, show_sitting
from service.web.panels.pack_views import pdf_of
from service.web.panels.papers import Wanted
from service.web.requests import actor, clock, idempotency

STALE = "somebody else has written minutes since. Copy your text, reload the page and put it in again."


@area.post("/panels/<uuid:sitting_id>/minutes")
@signed_in
def minutes(sitting_id: UUID) -> Response:
    """Keep them; when somebody else wrote meanwhile, show both texts and lose none."""
    typed = Minutes(text=request.form.get("minutes", ""), chair=request.form.get("chair", ""))
    try:
        _keep(sitting_id, typed, request.form.get("version", ""), once=True)
    except InvalidInputError as error:
        return show_sitting(sitting_id, errors=error.errors, typed=typed)
    except StaleVersionError:
        return _both(sitting_id, typed)
    return saved("The minutes are saved.", to=f"{url_for('panels.sitting', sitting_id=sitting_id)}#minutes-of")


@area.post("/panels/<uuid:sitting_id>/minutes/draft")
@signed_in
def draft_minutes(sitting_id: UUID) -> Response:
    """The same for what is saved by itself; answers with JSON."""
    typed = Minutes(text=request.form.get("minutes", ""), chair=request.form.get("chair", ""))
    try:
        version = _keep(sitting_id, typed, request.form.get("version", ""), once=False)
    except NotSignedInError:
        raise
    except StaleVersionError:
        return make_response(jsonify({"detail": STALE}), HTTPStatus.CONFLICT)
    except PathwaysError as error:
        return make_response(jsonify({"detail": str(error)}), status_of(error)[0])
    return jsonify({"saved_at": clock().now().isoformat(), "version": version, "others": []})


@area.get("/panels/<uuid:sitting_id>/freeze")
@signed_in
def freeze(sitting_id: UUID) -> Response:
    return _freeze_form(sitting_id)


@area.post("/panels/<uuid:sitting_id>/freeze")
@signed_in
def freeze_it(sitting_id: UUID) -> Response:
    try:
        freeze_sitting(sitting_id=sitting_id, actor=actor(), clock=clock(), idempotency=idempotency())
    except InvalidInputError as error:
        return _freeze_form(sitting_id, error.errors)
    told = "The sitting is frozen: agenda, attendance, decisions and minutes stay as they are."
    return saved(told, to=url_for("panels.sitting", sitting_id=sitting_id))


@area.get("/panels/<uuid:sitting_id>/sign-off")
@signed_in
def sign_off(sitting_id: UUID) -> Response:
    page = page_of(get_sitting(sitting_id=sitting_id, actor=actor(), clock=clock()))
    return render("panels/sign_off.html", title="Sign off this sitting", page=page, back=_back(sitting_id))


@area.post("/panels/<uuid:sitting_id>/sign-off")
@signed_in
def sign_it_off(sitting_id: UUID) -> Response:
    """Make the pack of what is signed, and keep it with the signature."""
    pack = read_pack(sitting_id=sitting_id, actor=actor(), clock=clock())
    sign_off_sitting(
        sitting_id=sitting_id,
        pack=pdf_of(pack, Wanted(signed_by=actor().display_name)),
        if_revision=pack.sitting.revision,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )
    told = "The sitting is signed off. Its pack is kept and changes no more."
    return saved(told, to=url_for("panels.sitting", sitting_id=sitting_id))


def _keep(sitting_id: UUID, typed: Minutes, version: str, *, once: bool) -> str:
    return save_minutes(
        sitting_id=sitting_id,
        minutes=typed.text,
        chair=typed.chair,
        version=version,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency() if once else None,
    ).version


def _both(sitting_id: UUID, typed: Minutes) -> Response:
    detail = get_sitting(sitting_id=sitting_id, actor=actor(), clock=clock())
    page = {
        "action": url_for("panels.minutes", sitting_id=sitting_id),
        "theirs": detail.minutes,
        "version": version_of(detail.minutes),
        "typed": typed,
    }
    title = "Somebody else has written minutes, too"
    return render(
        "panels/minutes_both.html", title=title, page=page, back=_back(sitting_id), status=HTTPStatus.CONFLICT
    )


def _freeze_form(sitting_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    page = page_of(sitting_to_run(sitting_id=sitting_id, actor=actor(), clock=clock()))
    back = _back(sitting_id)
    return render("panels/freeze.html", title="Freeze this sitting", page=page, back=back, errors=errors)


def _back(sitting_id: UUID) -> Link:
    return Link("The sitting", url_for("panels.sitting", sitting_id=sitting_id))
