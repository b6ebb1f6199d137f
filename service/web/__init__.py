"""The pages in which people do their day's work: one package an area, each with its views and presenters."""

from flask import Blueprint, Flask, Response, current_app, g, request, url_for
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from service.errors import NotSignedInError
from service.http.identity import SAFE_METHODS
from service.web import (
    account,
    assets,
    cases,
    changes,
    concerns,
    documents,
    drafts,
    folders,
    impact,
    letters,
    moves,
    notifications,
    operations,
    outline,
    panels,
    people,
    procedure,
    public,
    referrals,
    reports,
    search,
    start,
    tasks,
    team,
    theme,
    tryouts,
    work,
)
from service.web.account.resume import ask_to_send_again
from service.web.assets import asset
from service.web.errors import answer_error
from service.web.guards import EVERYBODY, guard_of
from service.web.hidden import csrf_token, hidden_fields, is_our_form, once
from service.web.navigation import navigation
from service.web.notifications.badge import badge_of
from service.web.pages import go
from service.web.public.ways import ways_to_help
from service.web.requests import clean_request, somebody
from service.web.site import site
from service.web.theme import theme_href

__all__ = ["AREAS", "answer_error", "register"]

AREAS: tuple[Blueprint, ...] = (
    assets.area,
    theme.area,
    account.area,
    concerns.area,
    panels.area,
    cases.area,
    documents.area,
    letters.area,
    tasks.area,
    people.area,
    search.area,
    referrals.area,
    public.area,
    team.area,
    work.area,
    start.area,
    reports.area,
    notifications.area,
    procedure.area,
    drafts.area,
    outline.area,
    folders.area,
    tryouts.area,
    changes.area,
    impact.area,
    moves.area,
    operations.area,
)


def register(app: Flask) -> None:
    """Add the pages, their templates and what every template can use."""
    _prepare_templates(app)
    for area in AREAS:
        # on the application: several of them may share the blueprints, each of which takes a hook only once
        app.before_request_funcs.setdefault(area.name, []).append(_take_only_our_forms)
        app.register_blueprint(area)
    _require_guards(app)


def _prepare_templates(app: Flask) -> None:
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([PackageLoader("service.web"), govuk])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset,
        theme_href=theme_href,
        csrf_token=csrf_token,
        hidden_fields=hidden_fields,
        once=once,
        ways_to_help=ways_to_help,
    )
    app.context_processor(_common)


def _common() -> dict[str, object]:
    """What the layout shows on every page."""
    person = somebody()
    seconds = int(current_app.permanent_session_lifetime.total_seconds())
    return {
        "site": site(),
        "person": person,
        "navigation": navigation(person),
        "notifications": badge_of(person),
        "session_seconds": seconds,
        "request_number": g.get("request_id", ""),
    }


def _take_only_our_forms() -> Response | None:
    """A browser sends the cookie by itself, the form's token only from our own page."""
    clean_request()
    if request.method in SAFE_METHODS or is_our_form():
        return None
    view = current_app.view_functions[request.endpoint or ""]
    if somebody() is None and guard_of(view) != EVERYBODY:
        raise NotSignedInError
    if request.endpoint == "account.begin":  # nobody is signed in by what another site sent, nor by one more click
        return go(url_for("account.sign_in"))
    return ask_to_send_again()


def _require_guards(app: Flask) -> None:
    """Refuse to start with a page that nobody guards."""
    names = {area.name for area in AREAS}
    open_doors = [
        name for name, view in app.view_functions.items() if name.split(".")[0] in names and guard_of(view) is None
    ]
    if open_doors:
        raise RuntimeError(f"These pages do not say who may open them: {', '.join(sorted(open_doors))}")
