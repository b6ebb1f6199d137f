"""A request that somebody without an account writes: who they are is only a token in their browser."""

from collections.abc import Mapping

from flask import Response, after_this_request, current_app, request, url_for

from service.pathways.public_form import public_form
from service.pathways.queries.referrals import ReferralDetail, public_draft
from service.pathways.queries.starts import Start
from service.pathways.referral_content import FamilyContent
from service.pathways.referral_drafts import Writer, begin_public_referral, public_writer, save_referral
from service.web.referrals.flow import Writing
from service.web.requests import clock

LAYOUT = "layouts/public.html"


def cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-request"


def writer_of(authority: str) -> Writer:
    """Whoever holds the browser's token; of another authority it is of nothing."""
    return public_writer(authority, request.cookies.get(cookie(), ""))


def draft_of(authority: str) -> ReferralDetail | None:
    """What this browser wrote for the authority, sent or not."""
    found = public_draft(writer=writer_of(authority))
    return found if found is not None and found.authority == authority else None


def writing_of(start: Start, authority: str, draft: ReferralDetail | None) -> Writing:
    """Nothing is kept before something is typed: the first page that is sent begins the draft."""

    def save(family: FamilyContent | None, answers: Mapping[str, object] | None) -> None:
        writer = writer_of(authority) if draft is not None else _begin(start, authority)
        save_referral(writer=writer, family=family, answers=answers, clock=clock())

    def questions(page_id: str) -> str:
        return url_for("public.questions", authority=authority, page_id=page_id)

    return Writing(
        layout=LAYOUT,
        outside=True,
        form=public_form(start.form),
        family=FamilyContent() if draft is None else draft.family,
        answers={} if draft is None else draft.answers,
        save=save,
        begin_href=url_for("public.start", authority=authority),
        family_href=url_for("public.family", authority=authority, kind=start.event),
        family_fixed=False,
        matches_href=None,
        questions_href=questions,
        check_href=url_for("public.check", authority=authority),
    )


def forget() -> None:
    """The browser forgets the request."""

    @after_this_request
    def drop(response: Response) -> Response:
        response.delete_cookie(cookie(), path="/request-help")
        return response


def _begin(start: Start, authority: str) -> Writer:
    address = request.remote_addr or "unknown"
    begun = begin_public_referral(
        authority=authority, process=start.process, event=start.event, address=address, clock=clock()
    )
    token = begun.token or ""

    @after_this_request
    def keep(response: Response) -> Response:
        # without an age: it goes when the browser is closed, which may be on a computer that others use
        response.set_cookie(
            cookie(),
            token,
            path="/request-help",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
        return response

    return public_writer(authority, token)
