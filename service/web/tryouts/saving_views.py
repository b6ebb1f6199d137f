"""A tryout becomes a scenario of the draft, or is thrown away."""

from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError
from service.pathways.queries.drafts import get_draft
from service.pathways.queries.tryouts import tryout_of
from service.pathways.remove_tryout import remove_tryout
from service.pathways.save_tryout import save_tryout
from service.web.drafts.frame import TRY, frame_of
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency
from service.web.tryouts.area import area
from service.web.tryouts.playing_views import require_of_draft


@area.get("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/scenario")
@signed_in
def saving(draft_id: UUID, tryout_id: UUID) -> Response:
    return _page(draft_id, tryout_id, NO_ERRORS)


@area.post("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/scenario")
@signed_in
def save(draft_id: UUID, tryout_id: UUID) -> Response:
    require_of_draft(draft_id, tryout_id)
    try:
        kept = save_tryout(
            tryout_id=tryout_id,
            name=request.form.get("name", "").strip(),
            title=request.form.get("title", ""),
            about=request.form.get("about", ""),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _page(draft_id, tryout_id, {path: list(texts) for path, texts in error.errors.items()})
    return saved(f"Saved in the draft as {kept.path}.", to=url_for("tryouts.scenarios", draft_id=draft_id))


@area.get("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/removal")
@signed_in
def removal(draft_id: UUID, tryout_id: UUID) -> Response:
    require_of_draft(draft_id, tryout_id)
    page = {
        "frame": frame_of(get_draft(draft_id=draft_id, actor=actor()), TRY),
        "name": tryout_of(tryout_id=tryout_id, actor=actor()).title,
        "action": url_for("tryouts.remove", draft_id=draft_id, tryout_id=tryout_id),
    }
    back = Link("Back to the tryout", url_for("tryouts.show", draft_id=draft_id, tryout_id=tryout_id))
    return render("tryouts/removal.html", title="Throw this tryout away", page=page, back=back)


@area.post("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/removal")
@signed_in
def remove(draft_id: UUID, tryout_id: UUID) -> Response:
    require_of_draft(draft_id, tryout_id)
    remove_tryout(tryout_id=tryout_id, actor=actor(), clock=clock(), idempotency=idempotency())
    return saved("The tryout is thrown away.", to=url_for("tryouts.index", draft_id=draft_id))


def _page(draft_id: UUID, tryout_id: UUID, errors: Errors) -> Response:
    require_of_draft(draft_id, tryout_id)
    page = {
        "frame": frame_of(get_draft(draft_id=draft_id, actor=actor()), TRY),
        "title": tryout_of(tryout_id=tryout_id, actor=actor()).title,
        "action": url_for("tryouts.save", draft_id=draft_id, tryout_id=tryout_id),
    }
    back = Link("Back to the tryout", url_for("tryouts.show", draft_id=draft_id, tryout_id=tryout_id))
    return render("tryouts/saving.html", title="Save as a scenario", page=page, back=back, errors=errors)
