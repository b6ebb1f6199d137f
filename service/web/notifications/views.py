"""One page: what stands, by kind, and what was cleared lately."""

from uuid import UUID

from flask import Blueprint, Response, request, url_for

from service.pathways.clear_notifications import clear_notifications
from service.pathways.queries.notifications import list_notifications
from service.web.guards import signed_in
from service.web.notifications.present import cleared_text, notifications_page
from service.web.pages import render, saved
from service.web.requests import actor, clock, idempotency

area = Blueprint("notifications", __name__)


@area.get("/notifications", endpoint="list")
@signed_in
def show() -> Response:
    page = notifications_page(list_notifications(actor=actor(), clock=clock()), url_for)
    return render("notifications/list.html", title="Notifications", page=page)


@area.post("/notifications/clear")
@signed_in
def clear() -> Response:
    name = "shown" if request.form.get("which") == "all" else "notification"
    chosen = [key for key in map(_key, request.form.getlist(name)) if key is not None]
    cleared = clear_notifications(ids=chosen, actor=actor(), clock=clock(), idempotency=idempotency())
    return saved(cleared_text(cleared.count), to=url_for("notifications.list"))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
