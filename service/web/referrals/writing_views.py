"""Writing a request for help as somebody of the service: kind, family, matches, questions, check."""

from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, NotAllowedError, NotFoundError
from service.forms import Page
from service.forms.model import questions_of
from service.models import ReferralStatus
from service.pathways.handle_referral import prepare_referral, start_referral
from service.pathways.person_details import today_of
from service.pathways.queries.matches import Matches, find_matches
from service.pathways.queries.referrals import ReferralDetail, get_referral, own_drafts
from service.pathways.queries.starts import Start, starts_for
from service.pathways.referral_drafts import Writer, begin_referral, discard_referral
from service.web.guards import signed_in
from service.web.pages import Errors, Link, go, render, saved
from service.web.questions.errors import anchor
from service.web.referrals.flow import (
    Writing,
    family_page,
    questions_page,
    summary_of,
    take_family,
    take_questions,
)
from service.web.referrals.present import CheckPage, becomes, line_of, matches_page
from service.web.referrals.views import area
from service.web.referrals.writing import writing_of
from service.web.requests import actor, clock, idempotency
from service.web.site import site

ANSWERS = "answers."


@area.get("/referrals/new")
@signed_in
def new() -> Response:
    return _new_page(_offered())


@area.post("/referrals/new")
@signed_in
def begin() -> Response:
    offered = _offered()
    chosen = next((start for start in offered if start.event == request.form.get("event")), None)
    if chosen is None:
        return _new_page(offered, {"event": ["Choose the kind of request"]})
    begun = begin_referral(
        process=chosen.process, event=chosen.event, actor=actor(), clock=clock(), idempotency=idempotency()
    )
    return go(url_for("referrals.family", referral_id=begun.referral_id))


@area.get("/referrals/<uuid:referral_id>/family")
@signed_in
def family(referral_id: UUID) -> Response:
    return family_page(_draft(referral_id))


@area.post("/referrals/<uuid:referral_id>/family")
@signed_in
def save_family(referral_id: UUID) -> Response:
    return take_family(_draft(referral_id))


@area.get("/referrals/<uuid:referral_id>/matches")
@signed_in
def matches(referral_id: UUID) -> Response:
    return _matches_page(_waiting(referral_id))


@area.post("/referrals/<uuid:referral_id>/matches")
@signed_in
def choose(referral_id: UUID) -> Response:
    found, choice = _waiting(referral_id), request.form.get("choice", "")
    if not choice:
        return _matches_page(found, {"choice": ["Choose whether it is one of these families"]})
    prepare_referral(referral_id=referral_id, choice=choice, actor=actor(), clock=clock())
    writing = _writing(found)
    return go(writing.first_question if found.status is ReferralStatus.DRAFT else writing.check_href)


@area.get("/referrals/<uuid:referral_id>/questions/<page_id>")
@signed_in
def questions(referral_id: UUID, page_id: str) -> Response:
    return questions_page(_writing(_waiting(referral_id)), page_id)


@area.post("/referrals/<uuid:referral_id>/questions/<page_id>")
@signed_in
def save_questions(referral_id: UUID, page_id: str) -> Response:
    return take_questions(_writing(_waiting(referral_id)), page_id)


@area.get("/referrals/<uuid:referral_id>/check")
@signed_in
def check(referral_id: UUID) -> Response:
    return _check_page(_waiting(referral_id))


@area.post("/referrals/<uuid:referral_id>/check")
@signed_in
def send(referral_id: UUID) -> Response:
    revision = request.form.get("revision", type=int)
    try:
        done = start_referral(
            referral_id=referral_id,
            if_revision=revision,
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _check_page(_waiting(referral_id), error.errors)
    what = (
        "The case is started." if done.status == ReferralStatus.STARTED.value else "The request is linked to the case."
    )
    return saved(what, to=url_for("cases.overview", case_id=done.case_id))


@area.post("/referrals/<uuid:referral_id>/delete")
@signed_in
def discard(referral_id: UUID) -> Response:
    discard_referral(writer=Writer(actor=actor()), referral_id=referral_id)
    return saved("The draft is deleted.", to=url_for("referrals.inbox"))


def _offered() -> tuple[Start, ...]:
    """:raises NotAllowedError: nothing is offered to this person."""
    offered = starts_for(actor())
    if not offered:
        raise NotAllowedError("write requests for help", "none of your roles may start a case")
    return offered


def _new_page(offered: tuple[Start, ...], errors: Errors | None = None) -> Response:
    now = clock().now()
    page = {
        "starts": tuple({"value": start.event, "text": start.name} for start in offered),
        "only": offered[0].event if len(offered) == 1 else None,
        "drafts": tuple(line_of(each, now=now) for each in own_drafts(actor=actor())),
    }
    back = Link("Requests for help", url_for("referrals.inbox"))
    return render("referrals/new.html", title="New request for help", page=page, errors=errors or {}, back=back)


def _waiting(referral_id: UUID) -> ReferralDetail:
    """:raises NotFoundError: there is none that waits and that the person may handle."""
    found = get_referral(referral_id=referral_id, actor=actor())
    if not found.waits:
        raise NotFoundError("request that waits", referral_id)
    return found


def _writing(found: ReferralDetail) -> Writing:
    writing = writing_of(found)
    if writing is None:
        raise NotFoundError("kind of request", found.id)
    return writing


def _draft(referral_id: UUID) -> Writing:
    found = _waiting(referral_id)
    if found.status is not ReferralStatus.DRAFT:
        raise NotFoundError("draft", referral_id)
    return _writing(found)


def _matches(found: ReferralDetail) -> Matches:
    return find_matches(found.people, actor=actor(), authority=found.authority, now=clock().now())


def _matches_page(found: ReferralDetail, errors: Errors | None = None) -> Response:
    page = matches_page(
        _matches(found),
        found.people,
        action=url_for("referrals.choose", referral_id=found.id),
        choice=found.family.choice,
        site=site(),
    )
    back = Link("Back", _writing(found).family_href)
    return render("referrals/matches.html", title="Possible matches", page=page, errors=errors or {}, back=back)


def _check_page(found: ReferralDetail, errors: Errors | None = None) -> Response:
    writing = _writing(found)
    page = CheckPage(
        action=writing.check_href,
        revision=found.revision,
        summary=summary_of(writing, change=True, today=today_of(clock())),
        matches=Link("Change the choice", str(writing.matches_href)),
        **becomes(found.family.choice, _matches(found)),
    )
    shown = {_field(writing, path): texts for path, texts in (errors or {}).items()}
    ways = tuple(_way(writing, path) for path in (errors or {}))
    return render(
        "referrals/check.html",
        title="Check the request",
        page=page,
        errors=shown,
        ways=ways,
        back=Link("Back", str(writing.matches_href)),
    )


def _field(writing: Writing, path: str) -> str:
    if path.startswith(ANSWERS):
        return f"wrong-{anchor(writing.form, path.removeprefix(ANSWERS))}"
    return f"wrong-{path.replace('.', '-')}"


def _way(writing: Writing, path: str) -> dict[str, str]:
    """Where what is wrong is put right."""
    if path.startswith(ANSWERS):
        key = path.removeprefix(ANSWERS).split(".", 1)[0]
        page = next((page for page in writing.form.pages if key in _keys(page)), writing.form.pages[0])
        return {"id": _field(writing, path), "text": "Change the answer", "href": writing.questions_href(page.id)}
    if path == "choice":
        return {"id": _field(writing, path), "text": "Change the choice", "href": str(writing.matches_href)}
    return {"id": _field(writing, path), "text": "Change the family and its people", "href": writing.family_href}


def _keys(page: Page) -> set[str]:
    return {question.key for question in questions_of(page.elements)}
