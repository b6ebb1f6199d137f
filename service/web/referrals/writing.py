"""A request that somebody of the service writes or completes, as the shared pages take it."""

from collections.abc import Mapping

from flask import url_for

from service.models import ReferralSource, ReferralStatus
from service.pathways.handle_referral import prepare_referral
from service.pathways.queries.referrals import ReferralDetail
from service.pathways.referral_content import FamilyContent
from service.pathways.referral_drafts import Writer, save_referral
from service.web.referrals.flow import Writing
from service.web.requests import actor, clock


def writing_of(found: ReferralDetail) -> Writing | None:
    """None: the release has no such kind of request any more, so its questions cannot be shown.

    Of what was received only the answers can be completed.
    """
    if found.start is None:
        return None
    key = found.id
    own = found.status is ReferralStatus.DRAFT and found.source is ReferralSource.STAFF

    def save(family: FamilyContent | None, answers: Mapping[str, object] | None) -> None:
        if own:
            save_referral(
                writer=Writer(actor=actor()), referral_id=found.id, family=family, answers=answers, clock=clock()
            )
        elif answers is not None:
            prepare_referral(referral_id=found.id, answers=answers, actor=actor(), clock=clock())

    def questions(page_id: str) -> str:
        return url_for("referrals.questions", page_id=page_id, referral_id=key)

    family_href = url_for("referrals.family", referral_id=key) if own else url_for("referrals.show", referral_id=key)
    return Writing(
        layout="layouts/page.html",
        outside=False,
        form=found.start.form,
        family=found.family,
        answers=found.effective_answers,
        save=save,
        begin_href=url_for("referrals.new" if own else "referrals.inbox"),
        family_href=family_href,
        family_fixed=not own,
        matches_href=url_for("referrals.matches", referral_id=key),
        questions_href=questions,
        check_href=url_for("referrals.check", referral_id=key),
    )
