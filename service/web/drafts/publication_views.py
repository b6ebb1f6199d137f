"""Publishing an approved draft: now, or for a day."""

from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, WrongStateError
from service.models import RunningCases
from service.pathways.publish_draft import PublishedDraft, publish_draft
from service.pathways.queries.drafts import get_draft
from service.pathways.queries.running_releases import waiting_to_move
from service.web.days import ADVICE, day_in
from service.web.drafts.area import area
from service.web.drafts.publication import LATER, NOW, publication_page
from service.web.drafts.views import words_of
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency
from service.web.texts import moment_text

DAY = "effective_on"
WAY_ON = (
    "It has to be approved as it is now. Where a program had a hand in it, somebody else than who approved it "
    "publishes it."
)
CHOICES = {each.value: each for each in RunningCases}


@area.get("/drafts/<uuid:draft_id>/publish")
@signed_in
def publication(draft_id: UUID) -> Response:
    return _page(draft_id, NO_ERRORS)


@area.post("/drafts/<uuid:draft_id>/publish")
@signed_in
def publish(draft_id: UUID) -> Response:
    running_cases, wrong = CHOICES.get(request.form.get("running_cases", "")), _wrong()
    if running_cases is None or wrong:
        return _page(draft_id, wrong)
    try:
        return _published(_publish(draft_id, running_cases))
    except InvalidInputError as error:
        return _page(draft_id, error.errors)


def _publish(draft_id: UUID, running_cases: RunningCases) -> PublishedDraft:
    return publish_draft(
        draft_id=draft_id,
        digest=request.form.get("digest", ""),
        effective_on=day_in(request.form, DAY) if request.form["when"] == LATER else None,
        running_cases=running_cases,
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )


def _wrong() -> dict[str, list[str]]:
    """What is missing, by field."""
    wrong: dict[str, list[str]] = {}
    when = request.form.get("when")
    if when not in {NOW, LATER}:
        wrong["when"] = ["Choose when it goes live."]
    if when == LATER and day_in(request.form, DAY) is None:
        wrong[DAY] = [ADVICE]
    if request.form.get("running_cases") not in CHOICES:
        wrong["running_cases"] = ["Choose what becomes of the cases that run."]
    return wrong


def _published(done: PublishedDraft) -> Response:
    """Go to the release; or, where cases are moved at once, to how far that is."""
    to = url_for("procedure.release", release_id=UUID(done.release_id))
    if done.planned and done.effective_from is not None:
        text = f"Release {done.number} is planned. It goes live on {moment_text(done.effective_from)}."
        return saved(text, to=to)
    if done.bulk_id is None:
        return saved(f"Release {done.number} is live. New cases follow it from now on.", to=to)
    text = f"Release {done.number} is live. New cases follow it from now on, and running ones are on their way to it."
    return saved(text, to=url_for("operations.bulk", bulk_id=UUID(done.bulk_id)))


def _page(draft_id: UUID, errors: Errors) -> Response:
    draft = get_draft(draft_id=draft_id, actor=actor())
    if not draft.may_be_published:
        raise WrongStateError("This draft", "not ready to be published by you", WAY_ON)
    page = publication_page(draft, words_of(draft_id), waiting_to_move(actor=actor()))
    back = Link("Back to the draft", url_for("drafts.show", draft_id=draft_id))
    return render("drafts/publication.html", title="Publish", page=page, errors=errors, back=back)
