"""A draft as a whole."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, PublicationRefusedError
from service.pathways.discard_draft import discard_draft
from service.pathways.queries.changes import draft_changes
from service.pathways.queries.draft_checks import draft_findings
from service.pathways.queries.drafts import get_draft, possible_publishers
from service.pathways.queries.library_contents import draft_contents
from service.pathways.queries.procedure import possible_approvers
from service.pathways.renew_draft import RenewedDraft, renew_draft
from service.web.drafts.area import area
from service.web.drafts.frame import OVERVIEW, frame_of
from service.web.drafts.overview import Situation, overview_page
from service.web.drafts.renewal import OURS, THEIRS, renewal_page
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency


@area.get("/drafts/<uuid:draft_id>")
@signed_in
def show(draft_id: UUID) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    situation = Situation(
        found=draft_findings(draft_id=draft_id, actor=actor()),
        approvers=possible_approvers(draft_id=draft_id, actor=actor()),
        publishers=possible_publishers(draft_id=draft_id, actor=actor()),
        words=words_of(draft_id),
        contents=draft_contents(draft_id=draft_id, actor=actor()),
    )
    return render("drafts/show.html", title="Draft", page=overview_page(draft, situation))


@area.get("/drafts/<uuid:draft_id>/discarding")
@signed_in
def discarding(draft_id: UUID) -> Response:
    frame = frame_of(get_draft(draft_id=draft_id, actor=actor()), OVERVIEW)
    back = Link("Back to the draft", url_for("drafts.show", draft_id=draft_id))
    return render("drafts/discarding.html", title="Discard this draft", page={"frame": frame}, back=back)


@area.post("/drafts/<uuid:draft_id>/discarding")
@signed_in
def discard(draft_id: UUID) -> Response:
    discard_draft(draft_id=draft_id, actor=actor(), clock=clock(), idempotency=idempotency())
    return saved("The draft is discarded. It can still be read.", to=url_for("procedure.show"))


@area.get("/drafts/<uuid:draft_id>/renewal")
@signed_in
def renewal(draft_id: UUID) -> Response:
    return _renewal_page(draft_id, NO_ERRORS)


@area.post("/drafts/<uuid:draft_id>/renewal")
@signed_in
def renew(draft_id: UUID) -> Response:
    conflicts = get_draft(draft_id=draft_id, actor=actor()).conflicts
    fields = {path: f"keep-{number}" for number, path in enumerate(conflicts)}
    try:
        done = _renew(draft_id, {path: request.form.get(field) for path, field in fields.items()})
    except InvalidInputError as error:
        return _renewal_page(draft_id, {fields[path]: sentences for path, sentences in error.errors.items()})
    text = f"The draft stands on release {done.base} now. Look at what it changes before you go on."
    return saved(text, to=url_for("drafts.show", draft_id=draft_id))


def _renew(draft_id: UUID, chosen: Mapping[str, str | None]) -> RenewedDraft:
    return renew_draft(
        draft_id=draft_id,
        if_revision=request.form.get("revision", -1, type=int),
        ours=[path for path, side in chosen.items() if side == OURS],
        theirs=[path for path, side in chosen.items() if side == THEIRS],
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )


def words_of(draft_id: UUID) -> tuple[str, ...]:
    """What the draft changes, in sentences; nothing while something in it cannot be read."""
    try:
        return draft_changes(draft_id=draft_id, actor=actor()).difference.words
    except PublicationRefusedError:
        return ()


def _renewal_page(draft_id: UUID, errors: Errors) -> Response:
    names = {entry.path: entry.name for entry in draft_contents(draft_id=draft_id, actor=actor())}
    page = renewal_page(get_draft(draft_id=draft_id, actor=actor()), names)
    back = Link("Back to the draft", url_for("drafts.show", draft_id=draft_id))
    return render("drafts/renewal.html", title="Bring the draft up to date", page=page, errors=errors, back=back)
