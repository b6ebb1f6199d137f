"""Who is asking with a browser: the session cookie, made when somebody signs in."""

from flask import g, request, session

from service.access import Actor
from service.http.devices import known_browser, remember_browser
from service.http.requests import clock
from service.pathways.identify import actor_of_session
from service.pathways.sign_in import sign_in

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def session_actor() -> Actor | None:
    """The person whose session cookie this is; None when there is none or it is no longer good."""
    user_id, key = session.get("user_id"), session.get("session_key")
    if not user_id or not key:
        return None
    return actor_of_session(user_id=user_id, session_key=key)


def begin_session(*, name: str, password: str) -> Actor:
    """Check the password and set the session cookie.

    :raises NotSignedInError: the name or the password is wrong.
    :raises TooManyAttemptsError: it was wrong too often.
    """
    address = request.remote_addr or "unknown"
    signed_in = sign_in(name=name, password=password, address=address, clock=clock(), browser=known_browser(name))
    remember_browser(signed_in.name)
    session.clear()
    session.permanent = True
    session["user_id"] = signed_in.user_id
    session["session_key"] = signed_in.session_key
    g.actor = actor_of_session(user_id=signed_in.user_id, session_key=signed_in.session_key)
    actor: Actor = g.actor
    return actor
