"""Every error as a page that says what happened, that nothing was lost, and what to do next."""

import logging
from dataclasses import dataclass
from http import HTTPStatus

from flask import Response, make_response, request, url_for
from werkzeug.exceptions import HTTPException

from service.errors import (
    ConflictError,
    NotSignedInError,
    PathwaysError,
    StaleVersionError,
    TaskAlreadyCompletedError,
)
from service.http.identity import SAFE_METHODS
from service.http.statuses import status_of
from service.web.account.resume import ask_to_sign_in
from service.web.openable import openable
from service.web.pages import Link, go, render
from service.web.requests import somebody

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """`happened`: the sentence of the error itself; `remedies`: what to do now, in order."""

    happened: str
    remedies: tuple[str, ...]
    ways_on: tuple[Link, ...]


TITLES = {
    HTTPStatus.BAD_REQUEST: "This could not be understood",
    HTTPStatus.FORBIDDEN: "You may not do this",
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.METHOD_NOT_ALLOWED: "Page not found",
    HTTPStatus.CONFLICT: "This has changed since you opened it",
    HTTPStatus.PRECONDITION_FAILED: "This has changed since you opened it",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is too large to send",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something needs changing",
    HTTPStatus.TOO_MANY_REQUESTS: "There were too many attempts",
    HTTPStatus.SERVICE_UNAVAILABLE: "This is not available at the moment",
}
WORST = "Sorry, something went wrong"
_REMEDIES = {
    HTTPStatus.NOT_FOUND: (
        "Check the address, if you typed it.",
        "It may have been moved or closed, or it is not open to you. Ask your manager if you need it for your work.",
    ),
    HTTPStatus.FORBIDDEN: ("Ask your manager or the administrator if you need to do this.",),
    HTTPStatus.CONFLICT: ("Nothing was changed by you. Open it again to see how it is now.",),
    HTTPStatus.PRECONDITION_FAILED: ("Nothing was changed by you. Open it again to see how it is now.",),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "Nothing was stored. Go back, and send a smaller file or fewer files at a time.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: ("Wait a while and try again.",),
}
_WORST_REMEDIES = (
    "Nothing you did before is lost. Go back and try again in a few minutes.",
    "If it happens again, tell your administrator the number at the foot of this page.",
)


def answer_error(error: PathwaysError | HTTPException) -> Response:
    """The page for an error of the service, of Flask or of Werkzeug."""
    if isinstance(error, NotSignedInError):
        return _sign_in()
    if isinstance(error, HTTPException) and (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return make_response(error)  # a redirect
    status = _status(error)
    failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if failed:
        log.error("page failed", exc_info=getattr(error, "original_exception", None) or error)
    page = _trouble(error, status)
    return render("errors/error.html", title=TITLES.get(status, WORST), page=page, status=status, failed=failed)


def _sign_in() -> Response:
    if request.method in SAFE_METHODS:
        if not request.accept_mimetypes.accept_html:
            return Response("Sign in first.", HTTPStatus.UNAUTHORIZED, mimetype="text/plain")
        return go(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    return ask_to_sign_in()


def _status(error: PathwaysError | HTTPException) -> HTTPStatus:
    if isinstance(error, PathwaysError):
        return status_of(error)[0]
    return HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)


def _trouble(error: PathwaysError | HTTPException, status: HTTPStatus) -> Trouble:
    return Trouble(
        happened=_happened(error),
        remedies=_REMEDIES.get(status, _WORST_REMEDIES if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ()),
        ways_on=_ways_on(error),
    )


def _happened(error: PathwaysError | HTTPException) -> str:
    """What may be told: never whether a thing exists that the person may not see."""
    match error:
        case TaskAlreadyCompletedError() | StaleVersionError() | ConflictError():
            return str(error)
        case PathwaysError() if _status(error) not in {HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE}:
            return str(error)
        case HTTPException() if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return "What you sent is larger than this service takes."
        case _:
            return ""


def _ways_on(error: PathwaysError | HTTPException) -> tuple[Link, ...]:
    if somebody() is None:
        return (Link("Go to the start", url_for("account.home")),)
    again = openable() if isinstance(error, ConflictError) else None
    return (*((Link("Open it again", again),) if again else ()), Link("Go to My work", url_for("work.mine")))
