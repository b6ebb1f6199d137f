"""Browsers in which somebody has signed in before.

Wrong passwords from elsewhere close a name or an address for a while.  Whoever guesses at every name, or sits behind
the same address as a whole office, could so keep everybody out.  A browser that has signed in as a person before is
therefore counted by itself: it is closed by its own failures alone.
"""

import secrets

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

LIFETIME = 365 * 24 * 60 * 60  # seconds


def known_browser(name: str) -> str | None:
    """The mark of this browser, if that person has signed in with it before."""
    try:
        owner, mark = _signer().loads(request.cookies.get(_cookie(), ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(mark) if owner == name else None


def remember_browser(name: str) -> None:
    """Mark this browser as one in which that person has signed in."""
    value = _signer().dumps([name, known_browser(name) or secrets.token_urlsafe(16)])

    @after_this_request
    def mark(response: Response) -> Response:
        response.set_cookie(
            _cookie(),
            str(value),
            max_age=LIFETIME,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Strict",
        )
        return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known browser")


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-browser"
