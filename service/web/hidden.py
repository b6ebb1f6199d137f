"""The hidden fields of every form: the CSRF token, who wrote it, and a key that makes sending twice harmless.

`written_by` lets a form that outlived its session be given back after signing in again, to the same person only.
"""

import secrets

from flask import current_app, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup
from wtforms.validators import ValidationError

from service.web.requests import ONCE, somebody

CSRF = "csrf_token"
WRITER = "written_by"
HEADER = "X-CSRFToken"


def csrf_token() -> str:
    token: str = generate_csrf()
    return token


def once() -> str:
    return secrets.token_urlsafe(16)


def hidden_fields() -> Markup:
    """The three fields, for inside a form."""
    person = somebody()
    fields = {CSRF: csrf_token(), ONCE: once(), WRITER: signed_name(person.name) if person else ""}
    return Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value) for name, value in fields.items()
    )


def is_our_form() -> bool:
    """Whether what was sent comes from a page that we gave to this browser in this session."""
    token = request.form.get(CSRF) or request.headers.get(HEADER)
    try:
        validate_csrf(token, secret_key=current_app.secret_key)
    except ValidationError:
        return False
    return True


def signed_name(name: str) -> str:
    return str(_signer().dumps(name))


def name_in(signed: str) -> str | None:
    """The user name that was signed; None: nobody's, or not signed by us."""
    try:
        return str(_signer().loads(signed))
    except BadSignature:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="writer of a form")
