"""The procedure as a whole."""

from flask import Blueprint, Response

from service.access import Capability, require
from service.web.guards import signed_in
from service.web.pages import render
from service.web.requests import actor

area = Blueprint("procedure", __name__)


@area.get("/procedure")
@signed_in
def show() -> Response:
    require(actor(), Capability.PUBLISH, action="see drafts")
    return render("procedure/show.html", title="Procedure")
