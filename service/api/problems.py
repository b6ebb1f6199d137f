"""Every error as a problem detail (RFC 9457), the one error body of the API.

`type` is a stable relative reference (`/problems/task-already-completed`); `detail` is a sentence for a person;
`errors` names fields.
"""

import dataclasses
import logging
from collections.abc import Mapping
from http import HTTPStatus

import marshmallow as ma
from flask import Response, json
from werkzeug.exceptions import HTTPException

from service.errors import InvalidInputError, PathwaysError, PublicationRefusedError, TaskAlreadyCompletedError
from service.http.statuses import status_of

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class ProblemSchema(ma.Schema):
    """The body of every 4xx and 5xx answer."""

    type = ma.fields.String(required=True, metadata={"description": "Stable name of the kind of problem."})
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(metadata={"description": "What happened and what to do, as a sentence."})
    errors = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.List(ma.fields.String()),
        metadata={"description": "Field path to sentences, for input that breaks a rule."},
    )
    findings = ma.fields.List(ma.fields.Dict(), metadata={"description": "What is wrong in a library's files."})


def problem(status: int, kind: str, detail: str, **more: object) -> Response:
    body = {"type": f"/problems/{kind}", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return Response(json.dumps(body), status=status, mimetype=MEDIA_TYPE)


def domain_problem(error: PathwaysError) -> Response:
    status, kind = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("refused", extra={"problem": kind}, exc_info=error)
    return problem(status, kind, str(error), **_more(error))


def _more(error: PathwaysError) -> dict[str, object]:
    match error:
        case InvalidInputError():
            return {"errors": error.errors}
        case PublicationRefusedError():
            return {"findings": [dataclasses.asdict(finding) for finding in error.findings]}
        case TaskAlreadyCompletedError():
            return {"completed_by": error.by, "completed_at": error.at.isoformat()}
        case _:
            return {}


def http_problem(error: HTTPException) -> Response:
    """Translate what Flask, Werkzeug and webargs raise; the body of a request is never echoed."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    data = getattr(error, "data", None) or {}
    errors = _flatten(data.get("messages", data.get("errors", {})))
    kind = "invalid-input" if errors else HTTPStatus(status).phrase.lower().replace(" ", "-")
    detail = "Some values need changing." if errors else data.get("message") or error.description or ""
    response = problem(status, kind, detail, **({"errors": errors} if errors else {}))
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _flatten(messages: object, path: str = "") -> dict[str, list[str]]:
    """Webargs nests by location and field; the API says `referrer.name`, and `query.limit` for a parameter."""
    if isinstance(messages, Mapping):
        flat: dict[str, list[str]] = {}
        for key, inner in messages.items():
            here = path if key in {"json", "_schema"} else f"{path}.{key}" if path else str(key)
            for field, texts in _flatten(inner, here).items():
                flat.setdefault(field, []).extend(texts)
        return flat
    sentences: list[object] = messages if isinstance(messages, list) else [messages]
    return {path or "body": [str(sentence) for sentence in sentences]} if messages else {}
