"""The inbox of requests for help, one of them, and what becomes of it."""

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from service.access import Capability
from service.errors import InvalidInputError
from service.models import ReferralStatus
from service.pathways.handle_referral import refuse_referral
from service.pathways.person_details import today_of
from service.pathways.queries.paging import Page, PageRequest
from service.pathways.queries.referrals import (
    ReferralDetail,
    ReferralLine,
    handled_referrals,
    own_drafts,
    read_referral,
    waiting_referrals,
)
from service.web.guards import signed_in
from service.web.pages import Errors, Link, go, render, saved
from service.web.referrals.flow import summary_of
from service.web.referrals.present import InboxPage, line_of, show_page
from service.web.referrals.writing import writing_of
from service.web.requests import actor, clock, idempotency

area = Blueprint("referrals", __name__)

LATELY = 10  # handled ones on the page


@area.get("/referrals")
@signed_in
def inbox() -> Response:
    now, may_see = clock().now(), actor().may(Capability.START_CASES)
    asked = PageRequest(limit=50, cursor=request.args.get("cursor"))
    waiting = (
        waiting_referrals(actor=actor(), page=asked) if may_see else Page[ReferralLine](items=(), next_cursor=None)
    )
    handled = handled_referrals(actor=actor(), page=PageRequest(limit=LATELY)).items if may_see else ()
    following = url_for("referrals.inbox", cursor=waiting.next_cursor) if waiting.next_cursor else None
    page = InboxPage(
        waiting=tuple(line_of(each, now=now) for each in waiting.items),
        handled=tuple(line_of(each, now=now) for each in handled),
        drafts=tuple(line_of(each, now=now) for each in own_drafts(actor=actor())),
        may_see=may_see,
        next_href=following,
    )
    return render("referrals/inbox.html", title="Requests for help", page=page)


@area.get("/referrals/<uuid:referral_id>")
@signed_in
def show(referral_id: UUID) -> Response:
    found = read_referral(referral_id=referral_id, actor=actor(), clock=clock())
    if found.status is ReferralStatus.DRAFT:
        return go(url_for("referrals.family", referral_id=referral_id))
    return _show(found)


@area.post("/referrals/<uuid:referral_id>/refuse")
@signed_in
def refuse(referral_id: UUID) -> Response:
    reason = request.form.get("reason", "")
    try:
        refuse_referral(referral_id=referral_id, reason=reason, actor=actor(), clock=clock(), idempotency=idempotency())
    except InvalidInputError as error:
        return _show(read_referral(referral_id=referral_id, actor=actor(), clock=clock()), error.errors)
    return saved("The request is closed as not for early help.", to=url_for("referrals.inbox"))


def _show(found: ReferralDetail, errors: Errors | None = None) -> Response:
    writing = writing_of(found)
    summary = summary_of(writing, change=False, today=today_of(clock())) if writing else None
    page = show_page(found, summary)
    back = Link("Requests for help", url_for("referrals.inbox"))
    return render("referrals/show.html", title="Request for help", page=page, errors=errors or {}, back=back)
