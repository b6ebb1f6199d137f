"""Saying that somebody is away, and taking it back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Response, request, url_for

from service.access import Capability
from service.errors import InvalidInputError
from service.pathways.queries.workers import workers
from service.pathways.record_absence import cancel_absence, record_absence
from service.pathways.successors import are_enough, roles_of
from service.web.days import day_in
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.requests import actor, clock, idempotency
from service.web.site import site
from service.web.team.area import area
from service.web.team.present import people_for
from service.web.work.pages import Choice

TITLE = "Record an absence"


@dataclass(frozen=True, kw_only=True)
class AbsencePage:
    user: str
    people: tuple[Choice, ...]
    covers: tuple[Choice, ...]


@area.get("/team/absences/new")
@signed_in
def absence() -> Response:
    return _page()


@area.post("/team/absences/new")
@signed_in
def record() -> Response:
    try:
        user, first, last = _who_and_when()
        record_absence(
            user=user,
            first=first,
            last=last,
            reason=request.form.get("reason", "").strip() or None,
            cover=request.form.get("cover") or None,
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _page(error.errors)
    return saved("The absence is recorded.", to=_next())


@area.post("/team/absences/<uuid:absence_id>/cancel")
@signed_in
def cancel(absence_id: UUID) -> Response:
    cancel_absence(absence_id=absence_id, actor=actor(), clock=clock(), idempotency=idempotency())
    return saved("The absence is cancelled.", to=_next())


def _page(errors: Errors = NO_ERRORS) -> Response:
    found, now = workers(actor=actor(), clock=clock()), clock().now()
    everybody = people_for(found, site(), now=now, leaving_out="")
    mine = tuple(person for person in everybody if person.value == actor().name)
    people = everybody if actor().may(Capability.ASSIGN) else mine
    user = request.values.get("user", "") if actor().may(Capability.ASSIGN) else actor().name
    needed = roles_of(user)
    fitting = [person for person in found if are_enough(person.roles, needed=needed)]
    page = AbsencePage(user=user, people=people, covers=people_for(fitting, site(), now=now, leaving_out=user))
    back = Link("Back", _next())
    return render("team/absence.html", title=TITLE, page=page, errors=errors, back=back)


def _next() -> str:
    """The team, for those who may see it."""
    return url_for("team.overview" if actor().may(Capability.ASSIGN) else "work.mine")


def _who_and_when() -> tuple[str, date, date]:
    """Who is away, the first and the last day; what is wrong is said together.  :raises InvalidInputError: by field."""
    user, first, last = request.form.get("user", ""), day_in(request.form, "first"), day_in(request.form, "last")
    errors = {
        **({} if user else {"user": ["Choose who is away"]}),
        **({} if first else {"first": ["Enter the first day as a real date, such as 27 3 2027"]}),
        **({} if last else {"last": ["Enter the last day as a real date, such as 27 3 2027"]}),
    }
    if errors or first is None or last is None:
        raise InvalidInputError(errors)
    return user, first, last
