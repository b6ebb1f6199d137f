"""Signing in and out, for people."""

from typing import Any

import marshmallow as ma
from flask import session as cookie
from flask_wtf.csrf import generate_csrf

from service.api.common import Body, common, resource
from service.api.guards import open_to, open_to_everybody
from service.api.identity import current_actor
from service.http.identity import begin_session
from service.http.requests import clock
from service.pathways.people import end_sessions, set_password

session = resource("session", "Signing in and out.")


class SignInSchema(Body):
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    password = ma.fields.String(required=True, validate=ma.validate.Length(1, 1_000))


class PasswordSchema(Body):
    password = ma.fields.String(required=True, validate=ma.validate.Length(12, 1_000))


class SessionSchema(ma.Schema):
    name = ma.fields.String()
    display_name = ma.fields.String()
    authority = ma.fields.String(allow_none=True)
    roles = ma.fields.List(ma.fields.String())
    teams = ma.fields.List(ma.fields.String())
    capabilities = ma.fields.List(ma.fields.String())
    csrf_token = ma.fields.String(metadata={"description": "Send it as X-CSRFToken with every change."})


@session.route("/session", methods=["POST"])
@open_to_everybody
@session.arguments(SignInSchema)
@session.response(201, SessionSchema)
def create(body: dict[str, Any]) -> object:
    """Sign in; the answer sets the session cookie."""
    begin_session(name=body["name"], password=body["password"])
    return _me(), 201


@session.route("/session")
@open_to(None)
@session.response(200, SessionSchema)
def show() -> object:
    """Read who is signed in."""
    return _me()


@session.route("/session", methods=["DELETE"])
@open_to(None)
@session.response(204)
def delete() -> None:
    """Sign out, in every browser: copies of the cookie end too."""
    end_sessions(name=current_actor().name, actor=current_actor(), clock=clock())
    cookie.clear()


@session.route("/session/password", methods=["PUT"])
@open_to(None)
@session.arguments(PasswordSchema)
@session.response(204)
def change_password(body: dict[str, Any]) -> None:
    """Change your own password; every other session of yours ends."""
    set_password(name=current_actor().name, password=body["password"], **common())


def _me() -> dict[str, object]:
    actor = current_actor()
    return {
        "name": actor.name,
        "display_name": actor.display_name,
        "authority": actor.authority,
        "roles": sorted(actor.roles),
        "teams": sorted(actor.teams),
        "capabilities": sorted(actor.capabilities),
        "csrf_token": generate_csrf(),
    }
