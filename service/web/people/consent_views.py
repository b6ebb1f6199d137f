"""Agreement to the service, and sharing with others."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError
from service.models import ConsentKind, ConsentStatus
from service.pathways.queries.case_offers import case_offers
from service.pathways.queries.consents import consent_of_case
from service.pathways.queries.people_of_case import read_people
from service.pathways.record_consent import Statement, record_consent
from service.web.cases.area import area as cases
from service.web.cases.frame import Tab, open_frame
from service.web.guards import signed_in
from service.web.pages import Errors, Link, render, saved
from service.web.people.consent import about_agreement, consent_form, consent_page
from service.web.people.typed import typed_date
from service.web.people.views import area
from service.web.requests import actor, clock, idempotency

FAMILY = "family"
TEXTS = ("agency", "given_by", "how", "scope", "lawful_basis", "reason")


@cases.get("/cases/<uuid:case_id>/consent")
@signed_in
def consent(case_id: UUID) -> Response:
    found = consent_of_case(case_id=case_id, actor=actor())
    offers = [offer for offer in case_offers(case_id=case_id, actor=actor()) if about_agreement(offer)]
    page = consent_page(found, open_frame(case_id, Tab.CONSENT), offers=offers)
    return render("people/consent.html", title="Consent and sharing", page=page)


@area.get("/cases/<uuid:case_id>/consent/new")
@signed_in
def record_consent_form(case_id: UUID) -> Response:
    status = request.args.get("status", "")
    values = {"kind": ConsentKind.SERVICE.value, "status": status, "person": FAMILY}
    return _form(case_id, {**values, "effective_on": clock().now().date()})


@area.post("/cases/<uuid:case_id>/consent/new")
@signed_in
def save_consent(case_id: UUID) -> Response:
    try:
        statement = _statement(request.form)
        record_consent(case_id=case_id, statement=statement, actor=actor(), clock=clock(), idempotency=idempotency())
    except InvalidInputError as error:
        return _form(case_id, {"effective_on": None, **request.form}, error.errors)
    return saved("It is recorded what the family said.", to=url_for("cases.consent", case_id=case_id))


def _statement(form: Mapping[str, str]) -> Statement:
    """:raises InvalidInputError: nothing was chosen, or the date is none."""
    kinds, statuses = {each.value for each in ConsentKind}, {each.value for each in ConsentStatus}
    errors = {} if form.get("kind") in kinds else {"kind": ["Choose what it is about"]}
    if form.get("status") not in statuses:
        errors["status"] = ["Choose what was said"]
    day = typed_date(form, "effective_on", "date")
    if day is None:
        errors["effective_on"] = ["Enter since when it holds"]
    if errors or day is None:
        raise InvalidInputError(errors)
    return Statement(
        kind=ConsentKind(form["kind"]),
        status=ConsentStatus(form["status"]),
        effective_on=day,
        person_id=_id(form, "person"),
        document_id=_id(form, "document"),
        **{name: form.get(name, "").strip() or None for name in TEXTS},
    )


def _id(form: Mapping[str, str], name: str) -> UUID | None:
    try:
        return UUID(form.get(name, ""))
    except ValueError:
        return None


def _form(case_id: UUID, values: dict[str, object], errors: Errors | None = None) -> Response:
    members = read_people(case_id=case_id, actor=actor(), clock=clock()).members
    evidence = consent_of_case(case_id=case_id, actor=actor()).evidence
    page = consent_form(open_frame(case_id, Tab.CONSENT), values, members=members, evidence=evidence)
    back = Link("Consent and sharing", url_for("cases.consent", case_id=case_id))
    return render(
        "people/consent_form.html", title="Record what the family said", page=page, errors=errors or {}, back=back
    )
