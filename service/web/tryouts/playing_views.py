"""One tryout: how it stands, and what happens next in it."""

from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, NotFoundError, PublicationRefusedError
from service.pathways.extend_tryout import extend_tryout
from service.pathways.queries.drafts import get_draft
from service.pathways.queries.tryouts import get_drawn_tryout, tryout_drawing, tryout_of
from service.pathways.undo_tryout import undo_tryout
from service.web.drafts.frame import TRY, frame_of
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, go, render
from service.web.requests import actor, clock, idempotency
from service.web.site import site
from service.web.tryouts.area import area, way
from service.web.tryouts.playground import playground_page
from service.web.tryouts.refusing import unreadable
from service.web.tryouts.typed import step_of

XML = "application/xml"


@area.get("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>")
@signed_in
def show(draft_id: UUID, tryout_id: UUID) -> Response:
    return draw(draft_id, tryout_id, NO_ERRORS)


@area.post("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/steps")
@signed_in
def step(draft_id: UUID, tryout_id: UUID) -> Response:
    try:
        extend_tryout(
            tryout_id=tryout_id,
            step=step_of(request.form),
            if_revision=request.form.get("revision", type=int),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return draw(draft_id, tryout_id, {path: list(texts) for path, texts in error.errors.items()})
    return go(url_for("tryouts.show", draft_id=draft_id, tryout_id=tryout_id))


@area.post("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/undo")
@signed_in
def undo(draft_id: UUID, tryout_id: UUID) -> Response:
    undo_tryout(
        tryout_id=tryout_id,
        if_revision=request.form.get("revision", type=int),
        keep_steps=request.form.get("keep", type=int),
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )
    return go(url_for("tryouts.show", draft_id=draft_id, tryout_id=tryout_id))


@area.get("/drafts/<uuid:draft_id>/try/<uuid:tryout_id>/drawing")
@signed_in
def drawing(draft_id: UUID, tryout_id: UUID) -> Response:
    require_of_draft(draft_id, tryout_id)
    xml = tryout_drawing(tryout_id=tryout_id, process=request.args.get("process", ""), actor=actor())
    # the file is a draft's: nobody has looked at it yet, so no browser may open it as a page
    return Response(xml, mimetype=XML, headers={"Content-Disposition": "attachment"})


def draw(draft_id: UUID, tryout_id: UUID, errors: Errors) -> Response:
    """The page of the tryout; one that cannot be played is told, with the way out."""
    require_of_draft(draft_id, tryout_id)
    frame = frame_of(get_draft(draft_id=draft_id, actor=actor()), TRY)
    back = Link("Try it", url_for("tryouts.index", draft_id=draft_id))
    number, part = request.args.get("process", 1, type=int), request.args.get("part")
    try:
        view, diagram = get_drawn_tryout(tryout_id=tryout_id, number=number, part=part, actor=actor())
    except PublicationRefusedError as error:
        return unreadable(frame, error)
    except InvalidInputError as error:
        reasons = [text for texts in error.errors.values() for text in texts]
        broken = {"frame": frame, "reasons": reasons, "removal_href": way("removal", draft_id, tryout_id)}
        return render("tryouts/broken.html", title="This tryout cannot be begun any more", page=broken, back=back)
    page = playground_page(view, frame, diagram=diagram, calendar=site().calendar)
    return render("tryouts/show.html", title=view.title, page=page, back=back, errors=errors, wide=True)


def require_of_draft(draft_id: UUID, tryout_id: UUID) -> None:
    """:raises NotFoundError: the actor has no such tryout, or it is of another draft."""
    if tryout_of(tryout_id=tryout_id, actor=actor()).draft_id != draft_id:
        raise NotFoundError("tryout", tryout_id)
