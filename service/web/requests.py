"""What a page's request brings along: who asks, when, and the key that makes sending twice harmless."""

import hashlib
import re
from collections.abc import Iterable

from flask import g, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest

from service.access import Actor
from service.errors import InvalidInputError, NotSignedInError
from service.http.identity import session_actor
from service.http.requests import clock
from service.pathways.idempotency import Idempotency

__all__ = ["actor", "clean_request", "clock", "idempotency", "somebody", "storable"]

ONCE = "once"  # the hidden field that holds the key
LONGEST_KEY = 64
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps no NUL, UTF-8 writes no lone surrogate
_OURS = frozenset({"csrf_token", "written_by", ONCE})  # hidden fields that say nothing about what was asked


def storable(text: str) -> str:
    """The text without the characters that nobody types and nothing can keep."""
    return _UNSTORABLE.sub("", text)


def clean_request() -> None:
    """Take what cannot be kept out of what was asked and sent, before any view reads it.

    :raises BadRequest: the query is no text.
    """
    try:
        request.args = _cleaned(request.args.items(multi=True))
    except UnicodeDecodeError as error:
        raise BadRequest from error
    if request.method == "POST":
        request.form = _cleaned(request.form.items(multi=True))


def _cleaned(pairs: Iterable[tuple[str, str]]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(storable(name), storable(value)) for name, value in pairs])


def somebody() -> Actor | None:
    """Who asks, looked up once a request; None: nobody is signed in."""
    if "actor" not in g:
        g.actor = session_actor()
    found: Actor | None = g.actor
    return found


def actor() -> Actor:
    """Who asks.  :raises NotSignedInError: nobody is signed in."""
    found = somebody()
    if found is None:
        raise NotSignedInError("Sign in to go on.")
    return found


def idempotency() -> Idempotency | None:
    """The form's own key, bound to what was sent, so that a second click does nothing twice."""
    key = request.form.get(ONCE)
    if not key:
        return None
    if len(key) > LONGEST_KEY:
        raise InvalidInputError({ONCE: ["Go back, reload the page and send it again."]})
    sent = sorted((name, value) for name, value in request.form.items(multi=True) if name not in _OURS)
    asked = f"{request.method} {request.path} {sent!r}".encode()
    return Idempotency(key=key, fingerprint=hashlib.sha256(asked).hexdigest())
