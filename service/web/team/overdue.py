"""Saying once why a standard was missed."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError
from service.pathways.queries.missed import MissedStandard, missed_standard
from service.pathways.record_overdue_reason import reasons_of, record_overdue_reason
from service.web.account.resume import is_own_path
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency
from service.web.site import Site, site
from service.web.team.area import area
from service.web.texts import date_text, moment_text
from service.web.work.pages import Choice
from service.web.work.present import reason_text

TITLE = "Say why it is overdue"


@dataclass(frozen=True, kw_only=True)
class ReasonPage:
    """`said`: the reason, by whom and when, once it is recorded."""

    id: UUID
    standard: str
    reference: str
    due: str
    reasons: tuple[Choice, ...]
    said: str
    said_by: str
    back: str


@area.get("/deadlines/<uuid:deadline_id>/reason")
@signed_in
def overdue_reason(deadline_id: UUID) -> Response:
    return _page(deadline_id)


@area.post("/deadlines/<uuid:deadline_id>/reason")
@signed_in
def record_reason(deadline_id: UUID) -> Response:
    try:
        record_overdue_reason(
            deadline_id=deadline_id,
            reason=request.form.get("reason", ""),
            note=request.form.get("note", "").strip() or None,
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _page(deadline_id, error.errors)
    return saved("The reason is recorded.", to=_back())


def _page(deadline_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    missed = missed_standard(deadline_id=deadline_id, actor=actor(), clock=clock())
    page = reason_page(missed, site(), back=_back())
    return render("team/reason.html", title=TITLE, page=page, errors=errors, back=Link("Back", _back()))


def reason_page(missed: MissedStandard, site: Site, *, back: str) -> ReasonPage:
    zone = site.calendar.zone
    reasons = reasons_of(site.library) if site.library else {}
    return ReasonPage(
        id=missed.deadline.id,
        standard=missed.deadline.label,
        reference=missed.deadline.case_reference or "",
        due=date_text(missed.deadline.due_at, zone),
        reasons=tuple(Choice(value=value, text=text) for value, text in reasons.items()),
        said=reason_text(missed.reason, missed.note, site) if missed.reason else "",
        said_by=f"{missed.by}, {moment_text(missed.at, zone)}" if missed.at is not None else "",
        back=back,
    )


def _back() -> str:
    place = request.values.get("back", "")
    return place if is_own_path(place) else url_for("work.mine")
