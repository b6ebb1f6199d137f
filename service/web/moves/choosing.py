"""Choosing the processes that are to move one by one."""

from uuid import UUID

from flask import Response, request, url_for

from service.pathways.queries.paging import PageRequest
from service.pathways.queries.releases import get_release
from service.pathways.queries.running_releases import movable
from service.web.cases.asked import href_after, href_with
from service.web.moves.present import ChoicePage, movable_line
from service.web.pages import Errors, Link, render
from service.web.requests import actor

SHOWN = 50


def choice_form(release_id: UUID, errors: Errors) -> Response:
    release = get_release(release_id=release_id, actor=actor())
    after = request.values.get("after") or None
    found = movable(release_id=release_id, actor=actor(), page=PageRequest(limit=SHOWN, cursor=after))
    here = url_for("moves.choose", release_id=release_id)
    chosen = request.form.getlist("instance")
    page = ChoicePage(
        number=release.number,
        action=url_for("moves.confirm", release_id=release_id),
        after=after or "",
        lines=tuple(movable_line(each, chosen=str(each.instance_id) in chosen) for each in found.items),
        next_href=href_after(here, found.next_cursor),
        first_href=href_with(here) if after else None,
    )
    back = Link("Back to the choice", url_for("moves.new", release_id=release_id))
    title = f"Choose what moves to release {release.number}"
    return render("moves/choose.html", title=title, page=page, errors=errors, back=back, wide=True)
