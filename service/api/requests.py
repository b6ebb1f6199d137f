"""What a request brings along besides its body: an idempotency key, a version, a page."""

import hashlib
import re

import marshmallow as ma
from flask import request

from service.errors import InvalidInputError
from service.pathways.idempotency import Idempotency
from service.pathways.queries.paging import PageRequest

MAX_KEY_LENGTH = 200
MAX_PAGE = 200


def idempotency(uploaded: bytes = b"") -> Idempotency | None:
    """The request's Idempotency-Key, bound to what is asked, so that a reused key cannot answer another question.

    `uploaded`: what was read of a multipart body, which cannot be read again.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        raise InvalidInputError({"Idempotency-Key": [f"The key must have 1 to {MAX_KEY_LENGTH} characters."]})
    asked = f"{request.method} {request.full_path} ".encode() + request.get_data(cache=True) + uploaded
    return Idempotency(key=key, fingerprint=hashlib.sha256(asked).hexdigest())


def if_revision() -> int | None:
    """The revision that If-Match names; None when the caller does not mind."""
    text = request.headers.get("If-Match")
    if text is None or text.strip() == "*":
        return None
    revision = text.strip().removeprefix("W/").strip('"')
    if not re.fullmatch(r"[0-9]{1,18}", revision):
        raise InvalidInputError({"If-Match": ['Send the ETag that you received, for example "3".']})
    return int(revision)


def seen_revision() -> int:
    """The revision that If-Match names; a change that must not be made blindly asks for it.

    :raises InvalidInputError: it names none.
    """
    revision = if_revision()
    if revision is None:
        raise InvalidInputError({"If-Match": ['Send the ETag of what you have read, for example "3".']})
    return revision


def seen_content() -> str | None:
    """The SHA-256 of the file that If-Match names; None where If-None-Match says that there is none yet.

    :raises InvalidInputError: neither is sent.
    """
    if request.headers.get("If-None-Match", "").strip() == "*":
        return None
    seen = request.headers.get("If-Match", "").strip().strip('"')
    if not re.fullmatch(r"[0-9a-f]{64}", seen):
        wanted = "Send the ETag of the file that you have read, or If-None-Match: * for a file that is new."
        raise InvalidInputError({"If-Match": [wanted]})
    return seen


def etag(revision: int | str) -> dict[str, str]:
    return {"ETag": f'"{revision}"'}


class PageSchema(ma.Schema):
    """How much of a list, from where, in which order."""

    class Meta:
        unknown = ma.RAISE

    limit = ma.fields.Integer(load_default=25, validate=ma.validate.Range(min=1, max=MAX_PAGE))
    cursor = ma.fields.String(metadata={"description": "`next` of the page before."})
    sort = ma.fields.String(metadata={"description": "A field's name, with `-` in front for the other direction."})


def page_request(values: dict[str, object]) -> PageRequest:
    """Take the paging part out of the query's values; what remains is the filter."""
    limit, cursor, sort = (values.pop(name, None) for name in ("limit", "cursor", "sort"))
    return PageRequest(
        limit=limit if isinstance(limit, int) else 25,
        cursor=cursor if isinstance(cursor, str) else None,
        sort=sort if isinstance(sort, str) else None,
    )
