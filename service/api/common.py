"""The pieces that every resource module is made of."""

from collections.abc import Callable
from typing import Any, TypedDict, TypeVar

import marshmallow as ma
from flask import Request
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from service.access import Actor
from service.api.guards import GUARD
from service.api.identity import current_actor
from service.api.json_body import BodyError, read_body, require_storable
from service.api.requests import PageSchema, idempotency
from service.api.schemas import answer_schema, filter_schema, page_schema
from service.clocks.clock import Clock
from service.http.requests import clock
from service.pathways.idempotency import Idempotency

Description = dict[str, Any]
F = TypeVar("F", bound=Callable[..., Any])

PREFIX = "/api/v1"


class Common(TypedDict):
    actor: Actor
    clock: Clock
    idempotency: Idempotency | None


def common() -> Common:
    """What every use case is given besides what it is asked to do."""
    return {"actor": current_actor(), "clock": clock(), "idempotency": idempotency()}


class Body(ma.Schema):
    """A request body; a field that nobody declared is refused, not ignored."""

    class Meta:
        unknown = ma.RAISE


class Answers(ma.fields.Dict):
    """Form answers or a message's payload by key; the use case validates them against the form."""

    def __init__(self, description: str, **kwargs: Any) -> None:
        super().__init__(keys=ma.fields.String(), metadata={"description": description}, **kwargs)


class StrictParser(FlaskParser):
    """What is not understood is refused: a misspelt filter must not show everything, nor unread answers complete."""

    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | {"query": ma.RAISE}

    def load_json(self, req: Request, schema: ma.Schema) -> object:  # noqa: ARG002 - webargs' signature
        data = req.get_data(cache=True)
        if not data:
            return ma.missing
        if not req.is_json:
            raise UnsupportedMediaType("Send the body as application/json.")
        try:
            return read_body(data)
        except BodyError as error:
            raise BadRequest(str(error)) from error

    def load_form(self, req: Request, schema: ma.Schema) -> object:
        require_storable(req.form.to_dict())
        return super().load_form(req, schema)

    def load_querystring(self, req: Request, schema: ma.Schema) -> object:
        require_storable({"query": req.args.to_dict()})
        return super().load_querystring(req, schema)


class Resource(Blueprint):
    """A blueprint whose description tells what holds for every route: who may call it, and the common headers."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks += [self._describe_headers, self._tag]

    def _tag(self, doc: Description, doc_info: Description, **_: Any) -> Description:
        doc_info.setdefault("manual_doc", {})["tags"] = [self.name]
        return doc

    @staticmethod
    def _describe_headers(doc: Description, doc_info: Description, *, method: str, **_: Any) -> Description:
        guard = doc_info[GUARD]
        doors = {"token": guard.scope is not None, "session": guard.people}
        doc["security"] = [{name: []} for name, is_open in doors.items() if is_open]
        if guard.scope:
            doc["description"] = f"Scope of the token: `{guard.scope.value}`."
        if method == "post":
            doc.setdefault("parameters", []).append("IdempotencyKey")
        return doc


def resource(name: str, description: str) -> Blueprint:
    return Resource(name, name, url_prefix=PREFIX, description=description)


def registered_name(blueprint: Blueprint) -> str:
    """What the application calls it."""
    return f"api_{blueprint.name}"


def answers_with(blueprint: Blueprint, cls: type, *, status: int = 200) -> Callable[[F], F]:
    """The view answers with one such thing."""
    found: Callable[[F], F] = blueprint.response(status, answer_schema(cls))
    return found


def answers_with_page(blueprint: Blueprint, cls: type) -> Callable[[F], F]:
    found: Callable[[F], F] = blueprint.response(200, page_schema(cls))
    return found


def takes_filter(blueprint: Blueprint, cls: type) -> Callable[[F], F]:
    """The view takes the filter's fields and the paging as query parameters."""
    found: Callable[[F], F] = blueprint.arguments(filter_schema(cls, PageSchema), location="query")
    return found


def takes_page(blueprint: Blueprint) -> Callable[[F], F]:
    found: Callable[[F], F] = blueprint.arguments(PageSchema, location="query")
    return found
