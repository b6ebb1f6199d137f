"""The form for everybody: start, family, questions, check, reference number.  No name in any title or confirmation."""

from collections.abc import Callable

from flask import Blueprint, Response, g, request, url_for

from service.errors import InvalidInputError, NotFoundError, TooManyAttemptsError
from service.models import ReferralStatus
from service.pathways.person_details import today_of
from service.pathways.queries.referrals import ReferralDetail
from service.pathways.queries.starts import Start, public_starts
from service.pathways.referral_drafts import discard_referral
from service.pathways.send_referral import send_referral
from service.web.guards import open_to_everybody
from service.web.pages import Errors, Link, go, render
from service.web.public.writing import LAYOUT, draft_of, forget, writer_of, writing_of
from service.web.referrals.flow import (
    Writing,
    family_again,
    family_page,
    questions_again,
    questions_page,
    summary_of,
    take_family,
    take_questions,
)
from service.web.requests import clock
from service.web.site import site_of

area = Blueprint("public", __name__, url_prefix="/request-help/<authority>")

LARGEST = 200_000  # bytes of a page that is sent
TRAP = "website"
TITLE = "Ask for help for a child or family"


@area.before_app_request
def limit() -> None:
    """Before anything of the body is read: nobody unknown sends much."""
    if request.blueprint == area.name:
        request.max_content_length = LARGEST
        g.site = site_of(str((request.view_args or {}).get("authority")))


@area.get("")
@open_to_everybody
def start(authority: str) -> Response:
    kinds = _kinds(authority)
    draft = draft_of(authority)
    begun = draft is not None and draft.status is ReferralStatus.DRAFT
    ways = tuple(Link(each.name, url_for("public.family", authority=authority, kind=each.event)) for each in kinds)
    page = {"ways": ways, "only": ways[0].href if len(ways) == 1 else None, "begun": begun, "authority": authority}
    return render("public/start.html", title=TITLE, page=page, layout=LAYOUT)


@area.get("/family")
@open_to_everybody
def family(authority: str) -> Response:
    return family_page(_writing(authority))


@area.post("/family")
@open_to_everybody
def save_family(authority: str) -> Response:
    return _limited(_writing(authority), take_family, family_again)


@area.get("/questions/<page_id>")
@open_to_everybody
def questions(authority: str, page_id: str) -> Response:
    return questions_page(_writing(authority), page_id)


@area.post("/questions/<page_id>")
@open_to_everybody
def save_questions(authority: str, page_id: str) -> Response:
    return _limited(
        _writing(authority),
        lambda writing: take_questions(writing, page_id),
        lambda writing, why: questions_again(writing, page_id, why),
    )


@area.get("/check")
@open_to_everybody
def check(authority: str) -> Response:
    return _check_page(authority)


@area.post("/check")
@open_to_everybody
def send(authority: str) -> Response:
    if draft_of(authority) is None:
        return go(url_for("public.start", authority=authority))
    try:
        send_referral(writer=writer_of(authority), clock=clock())
    except InvalidInputError as error:
        return _check_page(authority, error.errors)
    return go(url_for("public.sent", authority=authority))


@area.get("/sent")
@open_to_everybody
def sent(authority: str) -> Response:
    _kinds(authority)
    draft = draft_of(authority)
    if draft is None or draft.status is ReferralStatus.DRAFT:
        return go(url_for("public.start", authority=authority))
    page = {"reference": draft.reference, "mailed": draft.family.sender.email is not None}
    return render("public/sent.html", title="Your request was sent", page=page, layout=LAYOUT)


@area.post("/delete")
@open_to_everybody
def discard(authority: str) -> Response:
    if draft_of(authority) is not None:
        discard_referral(writer=writer_of(authority))
    forget()
    return go(url_for("public.start", authority=authority))


def _kinds(authority: str) -> tuple[Start, ...]:
    """:raises NotFoundError: there is no such authority, or it takes no requests from outside."""
    kinds = public_starts(authority)
    if not kinds:
        raise NotFoundError("form of", authority)
    return kinds


def _writing(authority: str) -> Writing:
    kinds, draft = _kinds(authority), _unsent(draft_of(authority))
    wanted = draft.start.event if draft and draft.start else request.args.get("kind")
    chosen = next((each for each in kinds if each.event == wanted), kinds[0])
    return writing_of(chosen, authority, draft)


def _unsent(draft: ReferralDetail | None) -> ReferralDetail | None:
    """What was sent is over: whoever writes on begins another request."""
    return draft if draft is not None and draft.status is ReferralStatus.DRAFT else None


def _limited(
    writing: Writing, take: Callable[[Writing], Response], again: Callable[[Writing, str], Response]
) -> Response:
    """Take what people sent; what is refused is shown again with all that was typed."""
    if request.form.get(TRAP):
        return again(writing, "Leave the field “Leave this empty” empty, and send the page again")
    try:
        return take(writing)
    except TooManyAttemptsError:
        return again(writing, "Too many requests came from your network. Wait an hour and send this page again")


def _check_page(authority: str, errors: Errors | None = None) -> Response:
    writing = _writing(authority)
    page = {"summary": summary_of(writing, change=True, today=today_of(clock())), "action": writing.check_href}
    shown = {f"wrong-{path.replace('.', '-')}": texts for path, texts in (errors or {}).items()}
    ways = [
        {
            "id": f"wrong-{path.replace('.', '-')}",
            "href": writing.first_question if path.startswith("answers.") else writing.family_href,
        }
        for path in errors or {}
    ]
    return render(
        "public/check.html",
        title="Check what you wrote",
        page=page,
        errors=shown,
        ways=ways,
        back=Link("Back", writing.first_question),
        layout=LAYOUT,
    )
