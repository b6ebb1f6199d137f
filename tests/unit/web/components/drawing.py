"""The style page: every macro of the components once, inside the real layout, without database or session."""

from pathlib import Path

from flask import Flask, render_template
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from service.web import AREAS
from service.web.assets import asset
from service.web.site import Site
from service.web.texts import Due, Tone
from service.web.theme import theme_href

HERE = Path(__file__).parent
MONDAY = "Monday 14 December 2026"
DUES = (
    Due(date=MONDAY, words="Overdue by 2 working days", tone=Tone.LATE),
    Due(date=MONDAY, words="Due today", tone=Tone.TODAY),
    Due(date=MONDAY, words="2 working days left", tone=Tone.SOON),
    Due(date=MONDAY, words="9 working days left", tone=Tone.LATER),
    Due(date="", words="No due date", tone=Tone.NONE),
)
ERRORS = {
    "surname": ["Enter the surname"],
    "note": ["Say what happened", "Use 200 characters or fewer"],
    "visited_on": ["The day of the visit must include a month"],
    "children": ["Choose who was seen"],
}


class Person:
    name = "fsw.west"
    display_name = "Family Support Worker West"


def style_app() -> Flask:
    """An app that draws the style page under /style, and serves what it needs."""
    app = Flask("service", static_folder=None)
    app.secret_key = "for the style page only"
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([PackageLoader("service.web"), govuk, FileSystemLoader(HERE)])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    nothing = {"hidden_fields": str, "csrf_token": str, "theme_href": theme_href, "asset": asset}
    app.jinja_env.globals.update(nothing)
    for area in AREAS:
        app.register_blueprint(area)
    app.add_url_rule(
        "/style", view_func=lambda: render_template("style_page.html", **common()), methods=["GET", "POST"]
    )
    return app


def common() -> dict[str, object]:
    navigation = [
        {"text": "My work", "href": "/work", "current": True, "count": 3},
        {"text": "Cases", "href": "/cases", "current": False},
        {"text": "Panels", "href": "/panels", "current": False},
    ]
    return {
        "title": "Style page",
        "site": Site(),
        "person": Person(),
        "navigation": navigation,
        "notifications": {"href": "/notifications", "count": 2},
        "session_seconds": 36000,
        "errors": ERRORS,
        "dues": DUES,
        "soon": DUES[2],
        "crumbs": [{"text": "My work", "href": "/work"}, {"text": "Test Family Ash", "href": "/cases"}],
        "request_number": "0123",
    }
