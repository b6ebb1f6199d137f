"""Signing in and out, the own account, and the pages about the service itself."""

from flask import Blueprint, Response, jsonify, request, session, url_for

from service.errors import InvalidInputError, NotSignedInError, TooManyAttemptsError
from service.http.identity import begin_session
from service.pathways.change_password import change_own_password
from service.pathways.people import end_sessions
from service.web.account.present import account_page
from service.web.account.resume import SignInPage, carried, give_back, is_own_path
from service.web.guards import open_to_everybody, signed_in
from service.web.hidden import csrf_token
from service.web.pages import Errors, Link, go, render, saved
from service.web.requests import actor, clock, idempotency, somebody
from service.web.site import site

area = Blueprint("account", __name__)


@area.get("/")
@open_to_everybody
def home() -> Response:
    return go(url_for("work.mine" if somebody() else "account.sign_in"))


@area.get("/sign-in")
@open_to_everybody
def sign_in() -> Response:
    return _sign_in_page({})


@area.post("/sign-in")
@open_to_everybody
def begin() -> Response:
    try:
        begin_session(name=request.form.get("name", "").strip(), password=request.form.get("password", ""))
    except NotSignedInError as error:
        return _sign_in_page({"name": [str(error)]})
    except TooManyAttemptsError as error:
        return _sign_in_page({"name": [str(error)]})
    unsent = carried()
    if unsent is not None:
        return give_back(unsent)
    place = request.form.get("next", "")
    return go(place if is_own_path(place) else url_for("work.mine"))


def _sign_in_page(errors: Errors) -> Response:
    page = SignInPage(
        name=request.form.get("name", ""),
        next=request.values.get("next", ""),
        unsent=carried(),
    )
    return render("account/sign_in.html", title="Sign in", page=page, errors=errors)


@area.post("/sign-out")
@signed_in
def sign_out() -> Response:
    end_sessions(name=actor().name, actor=actor(), clock=clock())
    session.clear()
    return saved("You have signed out, in every browser.", to=url_for("account.sign_in"))


@area.get("/account")
@signed_in
def show() -> Response:
    return render("account/show.html", title="Your account", page=account_page(actor(), site()))


@area.get("/account/password")
@signed_in
def password() -> Response:
    return _password_page({})


@area.post("/account/password")
@signed_in
def change_password() -> Response:
    sent = request.form
    if sent.get("new") != sent.get("again"):
        return _password_page({"again": ["The two new passwords are not the same"]})
    try:
        change_own_password(
            current=sent.get("current", ""),
            new=sent.get("new", ""),
            actor=actor(),
            clock=clock(),
            idempotency=idempotency(),
        )
    except InvalidInputError as error:
        return _password_page(error.errors)
    session.clear()
    return saved("Your password is changed. Sign in with the new one.", to=url_for("account.sign_in"))


def _password_page(errors: Errors) -> Response:
    back = Link("Your account", url_for("account.show"))
    return render("account/password.html", title="Change your password", back=back, errors=errors)


@area.post("/session/keep-alive")
@signed_in
def keep_alive() -> Response:
    """Every request makes the session last longer; this one does nothing else."""
    return jsonify({"user": actor().name})


@area.get("/session/token")
@signed_in
def token() -> Response:
    """A fresh form token, for a page that was open while its person signed in again elsewhere."""
    return jsonify({"user": actor().name, "csrf_token": csrf_token()})


@area.get("/accessibility")
@open_to_everybody
def accessibility() -> Response:
    return render("account/accessibility.html", title="Accessibility statement")


@area.get("/help")
@open_to_everybody
def help_page() -> Response:
    return render("account/help.html", title="Help")
