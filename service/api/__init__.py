"""The HTTP API: flask-smorest resources over the use cases."""

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from werkzeug.exceptions import HTTPException, NotFound

from service.api.common import Resource, registered_name
from service.api.explorer import explorer
from service.api.guards import guard_of
from service.api.probes import probes
from service.api.problems import ProblemSchema, domain_problem, http_problem
from service.api.requests import MAX_KEY_LENGTH
from service.api.resources import BLUEPRINTS
from service.errors import PathwaysError

__all__ = ["answer_error", "register", "speaks_here"]

DESCRIPTION = """
Start cases, complete tasks, send messages and carry out service calls of Early Help pathways.

* **Who you are**: `Authorization: Bearer <token>` for programs, the session cookie for people
  (`POST /api/v1/session`; send `X-CSRFToken` with every change).
* **Sending twice does nothing twice**: every POST takes an `Idempotency-Key`; the same key with the same
  request gets the first answer again.
* **Changing what you read**: send the `ETag` as `If-Match`; when somebody was faster the answer is 412.
* **Errors** are problem details (RFC 9457).
* **Lists** come in pages: send `next` as `cursor`.
"""


class PathwaysApi(Api):
    """flask-smorest with problem details as its error body."""

    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error: HTTPException) -> ResponseReturnValue:
        return http_problem(error)

    def register_blueprint(self, blp: Resource, *, parameters: list[str] | None = None, **options: object) -> None:
        """Register it under a name of the API's own: pages about cases are called cases, too.  The tag stays short."""
        name = registered_name(blp)
        self._app.extensions["flask-smorest"]["blp_name_to_api"][name] = self
        self._app.register_blueprint(blp, name=name, **options)
        blp.register_views_in_doc(self, self._app, self.spec, name=name, parameters=parameters)
        self.spec.tag({"name": blp.name, "description": blp.description})


def register(app: Flask) -> None:
    """Add the API, its description and the probes to the app."""
    app.config.update(
        API_TITLE="Early Help pathways",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={"info": {"description": DESCRIPTION}},
    )
    api = PathwaysApi(app)
    _describe_common(api)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    app.register_blueprint(explorer)
    app.register_blueprint(probes)
    app.before_request(_refuse_odd_paths)
    _require_guards(app)


def speaks_here() -> bool:
    """Whether the request is for the API or a probe, and so is answered with problem details."""
    return request.path.startswith(("/api/", "/health/", "/metrics"))


def answer_error(error: PathwaysError | HTTPException) -> Response:
    return domain_problem(error) if isinstance(error, PathwaysError) else http_problem(error)


def _describe_common(api: Api) -> None:
    components = api.spec.components
    components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "pathways"})
    components.parameter(
        "IdempotencyKey",
        "header",
        {
            "name": "Idempotency-Key",
            "description": "Any text of your own; the same key with the same request is carried out once.",
            "schema": {"type": "string", "maxLength": MAX_KEY_LENGTH},
        },
    )


def _refuse_odd_paths() -> None:
    """No name contains NUL, and PostgreSQL would refuse to look for one."""
    if "\0" in request.path:
        raise NotFound


def _require_guards(app: Flask) -> None:
    """Refuse to start with a route of the API that nobody guards."""
    names = {registered_name(blueprint) for blueprint in BLUEPRINTS}
    open_doors = [
        name for name, view in app.view_functions.items() if name.split(".")[0] in names and guard_of(view) is None
    ]
    if open_doors:
        raise RuntimeError(f"These routes do not say who may call them: {', '.join(sorted(open_doors))}")
