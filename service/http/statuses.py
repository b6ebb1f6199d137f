"""What each error of the service means in HTTP; the only place that knows."""

from collections.abc import Mapping
from http import HTTPStatus

from service.engine.errors import EngineError, StateUnreadableError, TaskNotOpenError, UnknownElementError
from service.errors import (
    ConflictError,
    InvalidInputError,
    NoPdfError,
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
    NoPdfError: (HTTPStatus.SERVICE_UNAVAILABLE, "no-pdf"),
    PathwaysError: (HTTPStatus.BAD_REQUEST, "refused"),
}


def status_of(error: PathwaysError) -> tuple[HTTPStatus, str]:
    """The status of the error and its stable name."""
    return next(found for cls, found in STATUSES.items() if isinstance(error, cls))
