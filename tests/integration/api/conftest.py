"""The web application on a real database, and a client that audits every answer against the published description."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.access import Scope, system_actor
from service.app import create_app
from service.clocks.clock import VirtualClock
from service.embedded.postgres import EmbeddedPostgres
from service.library import read_directory
from service.models import db
from service.pathways.clients import add_client
from service.pathways.people import add_user
from service.pathways.publish_release import publish_release
from service.settings import Settings
from tests.integration.conftest import create_database, named_for_worker, undone

ROOT = Path(__file__).parents[3]
PASSWORD = "a long password for tests"
CLOCK_START = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)
NOBODY_LISTENS = "redis://127.0.0.1:1/0"  # the hints are lost, as they may be


@pytest.fixture(scope="session")
def api_app(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = Settings.from_environment(
        {
            "DATABASE_URL": create_database(postgres, named_for_worker("api")),
            "REDIS_URL": NOBODY_LISTENS,
            "SECRET_KEY": "0123456789abcdef" * 4,
            "VAR_DIRECTORY": str(tmp_path_factory.mktemp("var")),
        }
    )
    app = create_app(settings, VirtualClock(CLOCK_START))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def api(api_app: Flask, token: str) -> Iterator["Api"]:
    """Nothing but what is prepared; what a test does is undone after it."""
    api_app.config["PATHWAYS_CLOCK"] = VirtualClock(CLOCK_START)
    with undone(api_app):
        yield Api(app=api_app, token=token)


@pytest.fixture(scope="session")
def token(api_app: Flask) -> str:
    """The demonstration library published, its people, and a program that may do everything: its token."""
    with api_app.app_context():
        return _prepare(api_app)


def _prepare(app: Flask) -> str:
    clock = app.config["PATHWAYS_CLOCK"]
    who = {"actor": system_actor(), "clock": clock}
    publish_release(authority="demo", files=read_directory(ROOT, "demo"), **who)
    for name, role, teams in (
        ("demo.door", "front_door", ()),
        ("demo.worker", "family_worker", ("north",)),
        ("demo.manager", "team_manager", ()),
        ("demo.owner", "process_owner", ()),
        ("demo.owner.two", "process_owner", ()),
        ("demo.admin", "administrator", ()),
    ):
        add_user(name=name, display_name=name, password=PASSWORD, roles=[role], teams=teams, authority="demo", **who)
    return add_client(
        name="portal", scopes=tuple(Scope), expires_at=clock.now() + timedelta(days=1), authority="demo", **who
    ).token


@dataclass
class Api:
    app: Flask
    token: str

    @property
    def clock(self) -> VirtualClock:
        return self.app.config["PATHWAYS_CLOCK"]

    def program(self, token: str | None = None) -> "AuditingClient":
        """A program with a token that is good for everything, or with the one given."""
        return AuditingClient(self.app, {"Authorization": f"Bearer {token or self.token}"})

    def stranger(self) -> "AuditingClient":
        return AuditingClient(self.app, {})

    def person(self, name: str) -> "AuditingClient":
        """A person who has signed in."""
        client = self.stranger()
        answer = client.post("/session", {"name": name, "password": PASSWORD}, status=201)
        client.headers["X-CSRFToken"] = answer["csrf_token"]
        return client

    def start_case(self, **changes: Any) -> dict[str, Any]:
        """Start a case; a change to None leaves the field out."""
        body = {name: value for name, value in {**NEW_CASE, **changes}.items() if value is not None}
        return self.program().post("/cases", body, status=201)


NOTHING: Mapping[str, str] = MappingProxyType({})
NEW_CASE: Mapping[str, Any] = {
    "process": "short_referral",
    "family": {"name": "Test Family Ash"},
    "people": [{"name": "Child One", "date_of_birth": "2015-05-01"}],
    "team": "north",
    "answers": {
        "reason": "School is worried about attendance.",
        "referrer": {"name": "Teacher One", "email": "teacher.one@school.example"},
    },
}


class AuditingClient:
    """Fails on an answer that the description does not promise, and on a request that leaves uncommitted changes."""

    def __init__(self, app: Flask, headers: dict[str, str]) -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = headers
        self.app = app

    def get(self, path: str, /, *, status: int = 200, **query: Any) -> Any:
        return self.send("GET", path, status=status, query_string=query)

    def post(
        self, path: str, body: Any = None, *, status: int = 200, headers: Mapping[str, str] = NOTHING, **more: Any
    ) -> Any:
        return self.send("POST", path, status=status, json=body, headers=headers, **more)

    def put(self, path: str, body: Any = None, *, status: int = 200, headers: Mapping[str, str] = NOTHING) -> Any:
        return self.send("PUT", path, status=status, json=body, headers=headers)

    def send(self, method: str, path: str, *, status: int, headers: Mapping[str, str] = NOTHING, **request: Any) -> Any:
        if request.get("json", ...) is None:
            del request["json"]
        answer = self.client.open(f"/api/v1{path}", method=method, headers={**self.headers, **headers}, **request)
        assert answer.status_code == status, answer.get_data(as_text=True)
        self.last = answer
        with self.app.app_context():
            assert not db.session.dirty
            assert not db.session.new
        return audit(self.app, method, answer)


def audit(app: Flask, method: str, answer: TestResponse) -> Any:
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        body = answer.get_json(force=True)
        assert body["status"] == answer.status_code
        assert body["type"].startswith("/problems/")
        return body
    if answer.status_code == 204:
        assert answer.get_data() == b""
        return None
    if answer.mimetype != "application/json":
        return answer.get_data()
    body = answer.get_json()
    jsonschema.validate(body, promised(app, method, answer), cls=jsonschema.Draft202012Validator)
    return body


def promised(app: Flask, method: str, answer: TestResponse) -> dict[str, Any]:
    """The schema that the OpenAPI document gives for this answer, with what it refers to."""
    document = description(app)
    path = template_of(document, answer.request.path)
    response = document["paths"][path][method.lower()]["responses"][str(answer.status_code)]
    schema = response["content"]["application/json"]["schema"]
    return {**schema, "components": document["components"]}


def template_of(document: Mapping[str, Any], path: str) -> str:
    found = [
        template
        for template in document["paths"]
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template).replace(r"\{path\}", ".+")), path)
    ]
    assert found, path
    return min(found, key=lambda template: template.count("{"))


def description(app: Flask) -> dict[str, Any]:
    return json.loads(app.test_client().get("/api/v1/openapi.json").get_data())


def begun(client: AuditingClient) -> str:
    """The id of a new draft."""
    return client.post("/drafts", {"title": "Plainer words"}, status=201)["draft_id"]
