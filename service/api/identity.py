"""Who is asking: a program with a token, or a person with a session."""

from flask import current_app, g, request, session
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms.validators import ValidationError

from service.access import Actor
from service.errors import NotSignedInError
from service.http.identity import SAFE_METHODS, session_actor
from service.http.requests import clock
from service.pathways.identify import actor_of_token


def current_actor() -> Actor:
    """The actor of this request, looked up once.

    :raises NotSignedInError: no token and no session, or one that is no longer good.
    """
    if "actor" not in g:
        g.actor = _by_token() or _by_session()
    if g.actor is None:
        raise NotSignedInError
    actor: Actor = g.actor
    return actor


def _by_token() -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    actor = actor_of_token(token=token.strip(), clock=clock())
    if actor is None:
        raise NotSignedInError("This API token is unknown, expired or revoked.")
    return actor


def _by_session() -> Actor | None:
    if "user_id" in session and request.method not in SAFE_METHODS:
        _check_csrf()
    return session_actor()


def _check_csrf() -> None:
    """A browser sends the cookie by itself, the token only when our own page asked for it."""
    try:
        validate_csrf(request.headers.get("X-CSRFToken"), secret_key=current_app.secret_key)
    except ValidationError as error:
        raise CSRFError(f"{error} Send the token of GET /api/v1/session in the header X-CSRFToken.") from error
