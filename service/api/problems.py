"""Every error as a problem detail (RFC 9457), the one error body of the API.

`type` is a stable relative reference (`/problems/task-already-completed`); `detail` is a sentence for a person;
`errors` names fields.
"""

import dataclasses
import logging
from collections.abc import Mapping
from http import HTTPStatus

import marshmallow as ma
from flask import Flask, Response, json
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from service.engine.errors import EngineError, StateUnreadableError, TaskNotOpenError, UnknownElementError
from service.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    PathwaysError,
    PublicationRefusedError,
    StaleVersionError,
    TaskAlreadyCompletedError,
    TooManyAttemptsError,
    WrongStateError,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

# The first class that fits decides, so a subclass stands before its base.
STATUSES: Mapping[type[PathwaysError], tuple[HTTPStatus, str]] = {
    NotSignedInError: (HTTPStatus.UNAUTHORIZED, "not-signed-in"),
    TooManyAttemptsError: (HTTPStatus.TOO_MANY_REQUESTS, "too-many-attempts"),
    NotFoundError: (HTTPStatus.NOT_FOUND, "not-found"),
    NotAllowedError: (HTTPStatus.FORBIDDEN, "not-allowed"),
    InvalidInputError: (HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-input"),
    PublicationRefusedError: (HTTPStatus.UNPROCESSABLE_ENTITY, "publication-refused"),
    TaskAlreadyCompletedError: (HTTPStatus.CONFLICT, "task-already-completed"),
    StaleVersionError: (HTTPStatus.PRECONDITION_FAILED, "stale-version"),
    WrongStateError: (HTTPStatus.CONFLICT, "wrong-state"),
    TaskNotOpenError: (HTTPStatus.CONFLICT, "not-waiting"),
    ConflictError: (HTTPStatus.CONFLICT, "conflict"),
    UnknownElementError: (HTTPStatus.NOT_FOUND, "unknown-element"),
    StateUnreadableError: (HTTPStatus.SERVICE_UNAVAILABLE, "state-unreadable"),
    EngineError: (HTTPStatus.UNPROCESSABLE_ENTITY, "process-error"),
    PathwaysError: (HTTPStatus.BAD_REQUEST, "refused"),
}


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


def register_problems(app: Flask) -> None:
    app.register_error_handler(PathwaysError, _domain_problem)
    app.register_error_handler(HTTPException, http_problem)


def _domain_problem(error: PathwaysError) -> ResponseReturnValue:
    status, kind = next(found for cls, found in STATUSES.items() if isinstance(error, cls))
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


def http_problem(error: HTTPException) -> ResponseReturnValue:
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
