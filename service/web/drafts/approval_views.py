"""Sending a draft for approval; approving it, or giving it back."""

from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, PublicationRefusedError
from service.models import ApprovalDecision
from service.pathways.decide_approval import decide_approval
from service.pathways.queries.draft_checks import draft_findings
from service.pathways.queries.drafts import get_draft, possible_publishers
from service.pathways.queries.library_contents import draft_contents
from service.pathways.queries.procedure import possible_approvers
from service.pathways.send_for_approval import send_for_approval
from service.web.drafts.approval import approval_page
from service.web.drafts.area import area
from service.web.drafts.overview import Situation, overview_page
from service.web.drafts.views import words_of
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, go, render, saved
from service.web.requests import actor, clock, idempotency

DECISIONS = {each.value: each for each in ApprovalDecision}


@area.get("/drafts/<uuid:draft_id>/approval")
@signed_in
def approval(draft_id: UUID) -> Response:
    return _page(draft_id, NO_ERRORS)


@area.post("/drafts/<uuid:draft_id>/approval/sending")
@signed_in
def send(draft_id: UUID) -> Response:
    try:
        _send(draft_id)
    except InvalidInputError as error:
        return _page(draft_id, error.errors or {"change_note": [str(error)]})
    except PublicationRefusedError:  # changed meanwhile: the page says what is wrong
        return go(url_for("drafts.checks", draft_id=draft_id))
    text = "The draft is sent. The other process owners are told."
    return saved(text, to=url_for("drafts.show", draft_id=draft_id))


@area.post("/drafts/<uuid:draft_id>/approval/decision")
@signed_in
def decide(draft_id: UUID) -> Response:
    decision = DECISIONS.get(request.form.get("decision", ""))
    if decision is None:
        return _page(draft_id, {"decision": ["Choose whether you approve it or give it back."]})
    try:
        _decide(draft_id, decision)
    except InvalidInputError as error:
        return _page(draft_id, error.errors)
    approved = decision is ApprovalDecision.APPROVED
    text = "You approved the draft. It can be published now." if approved else "You gave the draft back."
    return saved(text, to=url_for("drafts.show", draft_id=draft_id))


def _send(draft_id: UUID) -> None:
    send_for_approval(
        draft_id=draft_id,
        if_revision=request.form.get("revision", -1, type=int),
        reason=_typed("reason"),
        change_note=_typed("change_note"),
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )


def _decide(draft_id: UUID, decision: ApprovalDecision) -> None:
    decide_approval(
        draft_id=draft_id,
        digest=request.form.get("digest", ""),
        decision=decision,
        reason=_typed("reason"),
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )


def _typed(field: str) -> str:
    return request.form.get(field, "").replace("\r\n", "\n")


def _page(draft_id: UUID, errors: Errors) -> Response:
    draft, words = get_draft(draft_id=draft_id, actor=actor()), words_of(draft_id)
    situation = Situation(
        found=draft_findings(draft_id=draft_id, actor=actor()),
        approvers=possible_approvers(draft_id=draft_id, actor=actor()),
        publishers=possible_publishers(draft_id=draft_id, actor=actor()),
        words=words,
        contents=draft_contents(draft_id=draft_id, actor=actor()),
    )
    page = approval_page(draft, overview_page(draft, situation), words, errors=len(situation.found.errors))
    title = "Send for approval" if draft.status == "editing" else "Approval"
    back = Link("Back to the draft", url_for("drafts.show", draft_id=draft_id))
    return render("drafts/approval.html", title=title, page=page, errors=errors, back=back)
