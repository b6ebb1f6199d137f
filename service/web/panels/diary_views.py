"""The diary of the panels, one sitting, and moving it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError
from service.pathways.colleagues import has_overview
from service.pathways.move_sitting import move_sitting
from service.pathways.queries.panels import SittingDetail, get_sitting, move_warnings, panel_diaries, read_sitting
from service.web.guards import signed_in
from service.web.pages import Errors, Link, render, saved
from service.web.panels.area import area
from service.web.panels.moving import MovePage, warning_texts
from service.web.panels.present import SittingPage, diary_of, sitting_page, when_text
from service.web.panels.typed import typed_moment
from service.web.requests import actor, clock, idempotency
from service.web.site import site

FIELDS = {"to": "day", "regular_at": "day", "reason": "reason"}  # names of the use case, and the fields of the form


@dataclass(frozen=True)
class Minutes:
    """What somebody typed as minutes and could not be kept."""

    text: str
    chair: str


@area.get("/panels")
@signed_in
def diary() -> Response:
    now = clock().now()
    panels = tuple(diary_of(each, site(), now=now) for each in panel_diaries(actor=actor(), clock=clock()))
    page = {"panels": panels, "allocations_href": url_for("panels.allocations") if has_overview(actor()) else None}
    return render("panels/diary.html", title="Panels and meetings", page=page)


@area.get("/panels/<uuid:sitting_id>")
@signed_in
def sitting(sitting_id: UUID) -> Response:
    return show_sitting(sitting_id)


def show_sitting(sitting_id: UUID, *, errors: Errors | None = None, typed: Minutes | None = None) -> Response:
    page = page_of(read_sitting(sitting_id=sitting_id, actor=actor(), clock=clock()))
    title = f"{page.name}: {page.when}"
    return render(
        "panels/sitting.html",
        title=title,
        page=page,
        typed=typed,
        errors=errors or {},
        crumbs=(Link("Panels and meetings", url_for("panels.diary")),),
    )


def page_of(detail: SittingDetail) -> SittingPage:
    return sitting_page(detail, site(), now=clock().now())


@area.get("/panels/<uuid:sitting_id>/move")
@signed_in
def move(sitting_id: UUID) -> Response:
    return _move_form(sitting_id)


@area.post("/panels/<uuid:sitting_id>/move")
@signed_in
def move_it(sitting_id: UUID) -> Response:
    """Ask again before a date that somebody should look at twice; then move it."""
    if "again" in request.form:
        return _move_form(sitting_id)
    detail = get_sitting(sitting_id=sitting_id, actor=actor(), clock=clock())
    try:
        to = typed_moment(request.form, site().calendar.zone)
        warnings = move_warnings(sitting_id=sitting_id, to=to, actor=actor(), clock=clock())
        if warnings and "confirmed" not in request.form and request.form.get("reason", "").strip():
            return _ask_again(detail, to, warning_texts(warnings, detail, to=to, site=site()))
        _move(detail, to)
    except InvalidInputError as error:
        return _move_form(sitting_id, {FIELDS.get(name, name): texts for name, texts in error.errors.items()})
    told = f"{detail.panel.name} moved to {when_text(to, site())}. The panel and the people of its agenda are told."
    return saved(told, to=url_for("panels.sitting", sitting_id=sitting_id))


def _move(detail: SittingDetail, to: datetime) -> None:
    move_sitting(
        panel=detail.panel.key,
        regular_at=detail.at,
        to=to,
        reason=request.form.get("reason", ""),
        actor=actor(),
        clock=clock(),
        idempotency=idempotency(),
    )


def _move_form(sitting_id: UUID, errors: Errors | None = None) -> Response:
    detail = get_sitting(sitting_id=sitting_id, actor=actor(), clock=clock())
    page = MovePage(
        action=url_for("panels.move_it", sitting_id=sitting_id),
        now=when_text(detail.at, site()),
        typed={name: request.form.get(name, "") for name in ("time", "reason")},
        texts=(),
        to="",
    )
    back = Link("The sitting", url_for("panels.sitting", sitting_id=sitting_id))
    return render("panels/move.html", title="Move this sitting", page=page, back=back, errors=errors or {})


def _ask_again(detail: SittingDetail, to: datetime, texts: tuple[str, ...]) -> Response:
    page = MovePage(
        action=url_for("panels.move_it", sitting_id=detail.id),
        now=when_text(detail.at, site()),
        typed={name: request.form.get(name, "") for name in ("day-day", "day-month", "day-year", "time", "reason")},
        texts=texts,
        to=when_text(to, site()),
    )
    back = Link("Change the date", url_for("panels.move", sitting_id=detail.id))
    return render("panels/move_anyway.html", title="Move it to this date all the same?", page=page, back=back)
