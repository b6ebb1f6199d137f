"""Items of an agenda: adding, ordering, and what becomes of those that were added by hand."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, request, url_for

from service.errors import InvalidInputError
from service.pathways.add_agenda_item import add_agenda_item
from service.pathways.close_agenda_item import (
    Decided,
    decide_agenda_item,
    defer_agenda_item,
    withdraw_agenda_item,
)
from service.pathways.move_agenda_item import Way, move_agenda_item
from service.pathways.queries.panels import Item, SittingDetail, read_items_to_run, sitting_to_run
from service.web.guards import signed_in
from service.web.pages import NO_ERRORS, Errors, Link, go, render, saved
from service.web.panels.area import area
from service.web.panels.present import when_text
from service.web.requests import actor, clock, idempotency
from service.web.site import site


@dataclass(frozen=True, kw_only=True)
class Child:
    """One decision to be written down; `name` "" where the item is about no child."""

    number: int
    name: str
    decision: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class ItemForm:
    action: str
    subject: str = ""
    children: tuple[Child, ...] = ()
    later: tuple[dict[str, str], ...] = ()
    late: bool = False


@area.get("/panels/<uuid:sitting_id>/items/new")
@signed_in
def add_item(sitting_id: UUID) -> Response:
    return _add_form(sitting_id)


@area.post("/panels/<uuid:sitting_id>/items/new")
@signed_in
def create_item(sitting_id: UUID) -> Response:
    typed = {name: request.form.get(name, "") for name in ("subject", "papers", "reference", "late_reason")}
    try:
        add_agenda_item(sitting_id=sitting_id, **typed, actor=actor(), clock=clock(), idempotency=idempotency())
    except InvalidInputError as error:
        return _add_form(sitting_id, error.errors)
    return saved("The item is on the agenda.", to=_agenda(sitting_id))


@area.post("/panels/<uuid:sitting_id>/items/move")
@signed_in
def move_item(sitting_id: UUID) -> Response:
    way = Way.UP if request.form.get("way") == Way.UP.value else Way.DOWN
    key = request.form.get("key", "")
    move_agenda_item(sitting_id=sitting_id, key=key, way=way, actor=actor(), clock=clock(), idempotency=idempotency())
    return go(_agenda(sitting_id))


@area.get("/panels/<uuid:sitting_id>/items/<uuid:item_id>/decide")
@signed_in
def decide_item(sitting_id: UUID, item_id: UUID) -> Response:
    return _decide_form(sitting_id, item_id)


@area.post("/panels/<uuid:sitting_id>/items/<uuid:item_id>/decide")
@signed_in
def record_decision(sitting_id: UUID, item_id: UUID) -> Response:
    _, item = _item(sitting_id, item_id)
    try:
        decide_agenda_item(
            sitting_id=sitting_id,
            key=item.entry.key,
            decisions=_typed_decisions(len(item.entry.decisions)),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _decide_form(sitting_id, item_id, error.errors)
    return saved("The decision is written down.", to=_agenda(sitting_id))


@area.get("/panels/<uuid:sitting_id>/items/<uuid:item_id>/defer")
@signed_in
def defer_item(sitting_id: UUID, item_id: UUID) -> Response:
    return _defer_form(sitting_id, item_id)


@area.post("/panels/<uuid:sitting_id>/items/<uuid:item_id>/defer")
@signed_in
def put_off(sitting_id: UUID, item_id: UUID) -> Response:
    to = request.form.get("to", type=UUID)
    if to is None:
        return _defer_form(sitting_id, item_id, {"to": ["Choose the sitting that hears it"]})
    reason, key = request.form.get("reason", ""), f"item:{item_id}"
    who, when, once = actor(), clock(), idempotency()
    try:
        defer_agenda_item(sitting_id=sitting_id, key=key, to=to, reason=reason, actor=who, clock=when, idempotency=once)
    except InvalidInputError as error:
        return _defer_form(sitting_id, item_id, error.errors)
    return saved("The item is put off and stands on the agenda of the later sitting.", to=_agenda(sitting_id))


@area.get("/panels/<uuid:sitting_id>/items/<uuid:item_id>/withdraw")
@signed_in
def withdraw_item(sitting_id: UUID, item_id: UUID) -> Response:
    return _withdraw_form(sitting_id, item_id)


@area.post("/panels/<uuid:sitting_id>/items/<uuid:item_id>/withdraw")
@signed_in
def take_off(sitting_id: UUID, item_id: UUID) -> Response:
    reason, key = request.form.get("reason", ""), f"item:{item_id}"
    try:
        withdraw_agenda_item(
            sitting_id=sitting_id, key=key, reason=reason, actor=actor(), clock=clock(), idempotency=idempotency()
        )
    except InvalidInputError as error:
        return _withdraw_form(sitting_id, item_id, error.errors)
    return saved("The item is withdrawn.", to=_agenda(sitting_id))


def _typed_decisions(count: int) -> list[Decided]:
    form = request.form
    return [
        Decided(decision=form.get(f"decision.{number}", ""), reasons=form.get(f"reasons.{number}", ""))
        for number in range(count)
    ]


def _agenda(sitting_id: UUID) -> str:
    return f"{url_for('panels.sitting', sitting_id=sitting_id)}#agenda"


def _back(sitting_id: UUID) -> Link:
    return Link("The agenda", _agenda(sitting_id))


def _item(sitting_id: UUID, item_id: UUID) -> tuple[SittingDetail, Item]:
    detail = read_items_to_run(sitting_id=sitting_id, item_id=item_id, actor=actor(), clock=clock())
    return detail, detail.items[0]


def _add_form(sitting_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    detail = sitting_to_run(sitting_id=sitting_id, actor=actor(), clock=clock())
    closes = detail.papers_close_at
    page = ItemForm(
        action=url_for("panels.create_item", sitting_id=sitting_id),
        late=closes is not None and clock().now() > closes,
    )
    title = "Add an item to the agenda"
    return render("panels/item_new.html", title=title, page=page, back=_back(sitting_id), errors=errors)


def _decide_form(sitting_id: UUID, item_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    _, item = _item(sitting_id, item_id)
    posted = request.method == "POST"
    children = tuple(
        Child(
            number=number,
            name=each.child,
            decision=request.form.get(f"decision.{number}", "") if posted else each.decision or "",
            reasons=request.form.get(f"reasons.{number}", "") if posted else each.reasons or "",
        )
        for number, each in enumerate(item.entry.decisions)
    )
    action = url_for("panels.record_decision", sitting_id=sitting_id, item_id=item_id)
    page = ItemForm(action=action, subject=item.entry.subject, children=children)
    title = "Write down the decision"
    return render("panels/item_decide.html", title=title, page=page, back=_back(sitting_id), errors=errors)


def _defer_form(sitting_id: UUID, item_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    detail, item = _item(sitting_id, item_id)
    later = tuple({"value": str(each.id), "text": when_text(each.at, site())} for each in detail.later)
    action = url_for("panels.put_off", sitting_id=sitting_id, item_id=item_id)
    page = ItemForm(action=action, subject=item.entry.subject, later=later)
    title = "Put this item off"
    return render("panels/item_defer.html", title=title, page=page, back=_back(sitting_id), errors=errors)


def _withdraw_form(sitting_id: UUID, item_id: UUID, errors: Errors = NO_ERRORS) -> Response:
    _, item = _item(sitting_id, item_id)
    action = url_for("panels.take_off", sitting_id=sitting_id, item_id=item_id)
    page = ItemForm(action=action, subject=item.entry.subject)
    title = "Withdraw this item"
    return render("panels/item_withdraw.html", title=title, page=page, back=_back(sitting_id), errors=errors)
