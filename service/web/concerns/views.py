"""Two fields, and what to do now."""

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from service.errors import InvalidInputError
from service.pathways.queries.cases import CaseFilter, CaseSummary, get_case, list_cases
from service.pathways.queries.concerns import concern_state
from service.pathways.queries.paging import PageRequest
from service.pathways.raise_concern import raise_concern
from service.pathways.reading import read_page
from service.web.concerns.present import ConcernForm, Which, raised_page, which_of
from service.web.guards import signed_in
from service.web.pages import Errors, Link, go, render
from service.web.requests import actor, clock, idempotency
from service.web.site import site

area = Blueprint("concerns", __name__)

TITLE = "Raise an urgent concern"
MOST = 10  # families to choose from


@area.get("/concerns/new")
@signed_in
def new() -> Response:
    case_id = request.args.get("case", type=UUID)
    return _form(ConcernForm(which=_known(case_id) if case_id else Which()))


@area.post("/concerns/new")
@signed_in
def create() -> Response:
    concern, case_id = request.form.get("concern", ""), request.form.get("case_id", type=UUID)
    which = _known(case_id) if case_id else _found(request.form.get("family", ""))
    errors = {**which.errors, **({} if concern.strip() else {"concern": ["Enter what worries you"]})}
    if errors or which.case_id is None:
        return _form(ConcernForm(which=which, concern=concern), errors)
    try:
        raise_concern(case_id=which.case_id, concern=concern, actor=actor(), clock=clock(), idempotency=idempotency())
    except InvalidInputError as error:
        return _form(ConcernForm(which=which, concern=concern), error.errors)
    return go(url_for("concerns.raised", case_id=which.case_id))


@area.get("/cases/<uuid:case_id>/concern")
@signed_in
def raised(case_id: UUID) -> Response:
    read_page(case_id=case_id, part="concerns", actor=actor(), clock=clock())
    state = concern_state(case_id=case_id, actor=actor())
    page = raised_page(state, site(), now=clock().now())
    back = Link("The case", url_for("cases.overview", case_id=case_id))
    return render("concerns/raised.html", title=page.title, page=page, back=back, concern_case_id=case_id)


def _form(form: ConcernForm, errors: Errors | None = None) -> Response:
    advice = site().words.get("urgent_advice", "")
    return render("concerns/new.html", title=TITLE, page=form, errors=errors or {}, advice=advice)


def _known(case_id: UUID) -> Which:
    found = get_case(case_id=case_id, actor=actor())
    return Which(case_id=found.id, reference=found.reference, family=found.family)


def _found(text: str) -> Which:
    cases: tuple[CaseSummary, ...] = ()
    if text.strip():
        found = list_cases(actor=actor(), filters=CaseFilter(text=text.strip()), page=PageRequest(limit=MOST))
        cases = found.items
    return which_of(text, cases)
