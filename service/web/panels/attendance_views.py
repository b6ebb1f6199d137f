"""Who was at a sitting, and which interests they declared."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError, NotFoundError
from service.models import Attending
from service.pathways.queries.panels import Attender, SittingDetail, accounts_for, read_items_to_run
from service.pathways.record_attendance import record_attendance, remove_attendance
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, render, saved
from service.web.panels.area import area
from service.web.panels.present import ATTENDING
from service.web.requests import actor, clock, idempotency

STATUS_ITEMS = tuple({"value": status.value, "text": text} for status, text in ATTENDING.items())


@dataclass(frozen=True, kw_only=True)
class PersonForm:
    """`chosen`: keys of the items in which the interest is."""

    action: str
    remove: str | None
    member: str  # user name of somebody with an account
    name: str  # of somebody without
    role: str
    status: str
    interest: str
    accounts: tuple[dict[str, str], ...]
    items: tuple[dict[str, str], ...]
    chosen: tuple[str, ...]
    hidden: bool
    statuses: tuple[dict[str, str], ...] = STATUS_ITEMS


@area.get("/panels/<uuid:sitting_id>/attendance/new")
@signed_in
def add_person(sitting_id: UUID) -> Response:
    return _form(sitting_id, None)


@area.post("/panels/<uuid:sitting_id>/attendance/new")
@signed_in
def create_person(sitting_id: UUID) -> Response:
    return _record(sitting_id, None)


@area.get("/panels/<uuid:sitting_id>/attendance/<uuid:attendance_id>")
@signed_in
def change_person(sitting_id: UUID, attendance_id: UUID) -> Response:
    return _form(sitting_id, attendance_id)


@area.post("/panels/<uuid:sitting_id>/attendance/<uuid:attendance_id>")
@signed_in
def save_person(sitting_id: UUID, attendance_id: UUID) -> Response:
    return _record(sitting_id, attendance_id)


@area.post("/panels/<uuid:sitting_id>/attendance/<uuid:attendance_id>/remove")
@signed_in
def remove_person(sitting_id: UUID, attendance_id: UUID) -> Response:
    remove_attendance(
        sitting_id=sitting_id, attendance_id=attendance_id, actor=actor(), clock=clock(), idempotency=idempotency()
    )
    return saved("They are taken off the list.", to=_people(sitting_id))


def _people(sitting_id: UUID) -> str:
    return f"{url_for('panels.sitting', sitting_id=sitting_id)}#attendance"


def _record(sitting_id: UUID, attendance_id: UUID | None) -> Response:
    status = request.form.get("status", "")
    if status not in {each.value for each in Attending}:
        return _form(sitting_id, attendance_id, {"status": ["Choose whether they were there"]})
    typed = {name: request.form.get(name, "") for name in ("role", "interest")}
    name = request.form.get("member", "") or request.form.get("name", "")
    try:
        record_attendance(
            sitting_id=sitting_id,
            attendance_id=attendance_id,
            name=name,
            status=Attending(status),
            items=request.form.getlist("items"),
            hidden="hidden" in request.form,
            **typed,
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _form(sitting_id, attendance_id, error.errors)
    return saved("Attendance is written down.", to=_people(sitting_id))


def _form(sitting_id: UUID, attendance_id: UUID | None, errors: Errors = NO_ERRORS) -> Response:
    detail = read_items_to_run(sitting_id=sitting_id, actor=actor(), clock=clock())
    known = None if attendance_id is None else _attender(detail, attendance_id)
    page = _typed(detail, attendance_id) if request.method == "POST" else _stored(detail, known)
    title = "Add somebody" if known is None else "Change attendance"
    back = Link("The sitting", _people(sitting_id))
    return render("panels/person.html", title=title, page=page, back=back, errors=errors)


def _attender(detail: SittingDetail, attendance_id: UUID) -> Attender:
    for attender in detail.attendance:
        if attender.id == attendance_id:
            return attender
    raise NotFoundError("attendance", attendance_id)


def _choices(detail: SittingDetail) -> tuple[dict[str, str], ...]:
    return tuple(
        {"value": item.entry.key, "text": f"{item.number}. {item.entry.subject}", "hint": item.entry.reference or ""}
        for item in detail.items
    )


def _accounts(detail: SittingDetail) -> tuple[dict[str, str], ...]:
    found = accounts_for(sitting_id=detail.id, actor=actor(), clock=clock())
    return tuple({"value": each.user_name, "text": each.display_name} for each in found)


def _addresses(detail: SittingDetail, attendance_id: UUID | None) -> tuple[str, str | None]:
    if attendance_id is None:
        return url_for("panels.create_person", sitting_id=detail.id), None
    here = url_for("panels.save_person", sitting_id=detail.id, attendance_id=attendance_id)
    return here, url_for("panels.remove_person", sitting_id=detail.id, attendance_id=attendance_id)


def _stored(detail: SittingDetail, known: Attender | None) -> PersonForm:
    action, remove = _addresses(detail, known.id if known else None)
    if known is None:
        return PersonForm(
            action=action,
            remove=remove,
            member="",
            name="",
            role="",
            status="",
            interest="",
            accounts=_accounts(detail),
            items=_choices(detail),
            chosen=(),
            hidden=False,
        )
    keys = tuple(item.entry.key for item in detail.items if item.entry.item_id in known.items)
    return PersonForm(
        action=action,
        remove=remove,
        member=known.user_name or "",
        name="" if known.user_name else known.name,
        role=known.role or "",
        status=known.status.value,
        interest=known.interest or "",
        accounts=_accounts(detail),
        items=_choices(detail),
        chosen=keys,
        hidden=known.hidden,
    )


def _typed(detail: SittingDetail, attendance_id: UUID | None) -> PersonForm:
    action, remove = _addresses(detail, attendance_id)
    return PersonForm(
        action=action,
        remove=remove,
        member=request.form.get("member", ""),
        name=request.form.get("name", ""),
        role=request.form.get("role", ""),
        status=request.form.get("status", ""),
        interest=request.form.get("interest", ""),
        accounts=_accounts(detail),
        items=_choices(detail),
        chosen=tuple(request.form.getlist("items")),
        hidden="hidden" in request.form,
    )
