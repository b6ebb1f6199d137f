"""Adding somebody to a family, and changing what is known of them."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError
from service.pathways.add_person import add_person
from service.pathways.change_person import change_person
from service.pathways.queries.people_of_case import Member, get_member, read_people, records_of_some
from service.pathways.relate_people import relate_people
from service.pathways.relationships import KINDS
from service.pathways.set_child_status import set_child_status
from service.web.cases.frame import Frame, Tab, open_frame
from service.web.guards import signed_in
from service.web.pages import Errors, Link, render, saved
from service.web.people.present import PersonForm, record_choice
from service.web.people.typed import filled_in, typed_again, typed_date, typed_person
from service.web.people.views import area
from service.web.requests import actor, clock, idempotency
from service.web.site import site

SAME = "same"  # as the family


@dataclass(frozen=True, kw_only=True)
class RelationPage:
    frame: Frame
    name: str
    action: str
    others: tuple[dict[str, str], ...]
    kinds: tuple[dict[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class StatusPage:
    """`statuses`: the authority's own; without any the status is typed."""

    frame: Frame
    name: str
    action: str
    status: str
    left_on: object
    statuses: tuple[dict[str, str], ...]


@area.get("/cases/<uuid:case_id>/people/new")
@signed_in
def add(case_id: UUID) -> Response:
    return _add_page(case_id, {"kind": request.args.get("kind", "child")})


@area.post("/cases/<uuid:case_id>/people/new")
@signed_in
def create(case_id: UUID) -> Response:
    records = [UUID(each) for each in request.form.getlist("records") if _is_id(each)]
    try:
        details = typed_person(request.form)
        add_person(
            case_id=case_id, details=details, records=records, actor=actor(), clock=clock(), idempotency=idempotency()
        )
    except InvalidInputError as error:
        return _add_page(case_id, typed_again(request.form), error.errors)
    return saved("The person is added to the family.", to=_people(case_id))


@area.get("/cases/<uuid:case_id>/people/<uuid:person_id>/change")
@signed_in
def change(case_id: UUID, person_id: UUID) -> Response:
    member = get_member(case_id=case_id, person_id=person_id, actor=actor())
    page = _change(case_id, member, filled_in(member), revision=member.revision)
    return _person_page("Change details", page)


@area.post("/cases/<uuid:case_id>/people/<uuid:person_id>/change")
@signed_in
def update(case_id: UUID, person_id: UUID) -> Response:
    revision = request.form.get("revision", type=int)
    try:
        details = typed_person(request.form)
        change_person(
            case_id=case_id, person_id=person_id, details=details, if_revision=revision, actor=actor(), clock=clock()
        )
    except InvalidInputError as error:
        member = get_member(case_id=case_id, person_id=person_id, actor=actor())
        page = _change(case_id, member, typed_again(request.form), revision=revision)
        return _person_page("Change details", page, errors=error.errors)
    return saved("The details are changed. What they were before is kept in the audit trail.", to=_people(case_id))


@area.get("/cases/<uuid:case_id>/people/<uuid:person_id>/relationship")
@signed_in
def relate(case_id: UUID, person_id: UUID) -> Response:
    return _relation_page(case_id, person_id)


@area.post("/cases/<uuid:case_id>/people/<uuid:person_id>/relationship")
@signed_in
def save_relation(case_id: UUID, person_id: UUID) -> Response:
    kind = request.form.get("kind", "")
    try:
        relate_people(
            case_id=case_id,
            person_id=person_id,
            other_id=_other(),
            kind=None if kind == "none" else kind,
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _relation_page(case_id, person_id, error.errors)
    return saved("The relationship is recorded.", to=_people(case_id))


@area.get("/cases/<uuid:case_id>/people/<uuid:person_id>/status")
@signed_in
def status(case_id: UUID, person_id: UUID) -> Response:
    return _status_page(case_id, person_id)


@area.post("/cases/<uuid:case_id>/people/<uuid:person_id>/status")
@signed_in
def save_status(case_id: UUID, person_id: UUID) -> Response:
    try:
        set_child_status(
            case_id=case_id,
            person_id=person_id,
            status=None if request.form.get("status") == SAME else request.form.get("status"),
            left_on=typed_date(request.form, "left_on", "date"),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _status_page(case_id, person_id, error.errors)
    return saved("The status is recorded.", to=_people(case_id))


def _people(case_id: UUID) -> str:
    return url_for("cases.people", case_id=case_id)


def _other() -> UUID:
    other = request.form.get("other", "")
    if not _is_id(other):
        raise InvalidInputError({"other": ["Choose the other person"]})
    return UUID(other)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _add_page(case_id: UUID, values: dict[str, object], errors: Errors | None = None) -> Response:
    records = records_of_some(case_id=case_id, actor=actor())
    page = PersonForm(
        frame=open_frame(case_id, Tab.PEOPLE),
        action=url_for("people.create", case_id=case_id),
        values=values,
        records=tuple(record_choice(each.id, each.title, each.created_at) for each in records),
        chosen=tuple(request.form.getlist("records")),
    )
    return _person_page("Add somebody to the family", page, errors=errors)


def _change(case_id: UUID, member: Member, values: dict[str, object], *, revision: int | None) -> PersonForm:
    return PersonForm(
        frame=open_frame(case_id, Tab.PEOPLE),
        action=url_for("people.update", case_id=case_id, person_id=member.id),
        name=member.name,
        values=values,
        revision=revision,
    )


def _person_page(title: str, page: PersonForm, *, errors: Errors | None = None) -> Response:
    back = Link("People", _people(page.frame.case_id))
    return render("people/person.html", title=title, page=page, errors=errors or {}, back=back)


def _relation_page(case_id: UUID, person_id: UUID, errors: Errors | None = None) -> Response:
    members = read_people(case_id=case_id, actor=actor(), clock=clock()).members
    member = get_member(case_id=case_id, person_id=person_id, actor=actor())
    page = RelationPage(
        frame=open_frame(case_id, Tab.PEOPLE),
        name=member.name,
        action=url_for("people.save_relation", case_id=case_id, person_id=person_id),
        others=tuple({"value": str(each.id), "text": each.name} for each in members if each.id != person_id),
        kinds=(
            *({"value": kind, "text": kind.capitalize()} for kind in KINDS),
            {"value": "none", "text": "Not related: remove what is recorded"},
        ),
    )
    back = Link("People", _people(case_id))
    return render("people/relationship.html", title="Relationship", page=page, errors=errors or {}, back=back)


def _status_page(case_id: UUID, person_id: UUID, errors: Errors | None = None) -> Response:
    member = get_member(case_id=case_id, person_id=person_id, actor=actor())
    library = site().library
    own = library.authority.child_statuses if library else ()
    page = StatusPage(
        frame=open_frame(case_id, Tab.PEOPLE),
        name=member.name,
        action=url_for("people.save_status", case_id=case_id, person_id=person_id),
        status=request.form.get("status", member.status or (SAME if own else "")),
        left_on=member.left_on,
        statuses=tuple({"value": each, "text": each} for each in own),
    )
    back = Link("People", _people(case_id))
    return render("people/status.html", title="Own status in this case", page=page, errors=errors or {}, back=back)
