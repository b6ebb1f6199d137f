"""A real PostgreSQL: one server a run, one database a worker, one rolled-back transaction a test.

The databases are copies of a template that is migrated and holds the published test library and its people.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import Connection, Engine

from service.clocks.clock import VirtualClock
from service.embedded.postgres import EmbeddedPostgres
from service.models import db
from service.models.migrate import migrate, upgrade_database
from service.pathways import hints
from service.settings import Settings
from tests.integration.builders import seed
from tests.servers import new_place

TEMPLATE = "seeded"
ENVIRONMENT = {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://r/0", "SECRET_KEY": "k" * 32}
START = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)  # a Monday


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The server; under xdist the first worker starts it and the last one stops it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    runtime = shared / "runtime"
    runtime.mkdir(exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    place, users = shared / "place-of-postgres", shared / "users-of-postgres"
    with locked(shared / "postgres.lock"):
        count = int(users.read_text()) if users.exists() else 0
        if count == 0:
            place.write_text(str(new_place()))
        server = EmbeddedPostgres(Path(place.read_text()) / "data")
        server.start()
        if count == 0:
            make_template(server)
        users.write_text(str(count + 1))
    yield server
    with locked(shared / "postgres.lock"):
        count = int(users.read_text()) - 1
        users.write_text(str(count))
        if count == 0:
            server.stop()
            shutil.rmtree(place.read_text())


def make_template(server: EmbeddedPostgres) -> None:
    app = bare_app(create_database(server, TEMPLATE, template="template1"))
    with app.app_context():
        upgrade_database()
        seed(VirtualClock(START))
        db.session.remove()
        db.engine.dispose()


def create_database(server: EmbeddedPostgres, name: str, *, template: str = TEMPLATE) -> str:
    """Make the database anew and return its address."""
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
        named = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(named, sql.Identifier(template)))
    return server.url_of(name)


def bare_app(url: str) -> Flask:
    """The smallest app that has our tables."""
    app = Flask("service")
    app.config["PATHWAYS_SETTINGS"] = Settings.from_environment(ENVIRONMENT)
    app.config["SQLALCHEMY_DATABASE_URI"] = url.replace("postgresql://", "postgresql+psycopg://")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"connect_args": {"options": "-c timezone=utc"}}
    db.init_app(app)
    migrate.init_app(app)
    return app


def named_for_worker(purpose: str) -> str:
    return f"{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(scope="session")
def database_app(postgres: EmbeddedPostgres) -> Iterator[Flask]:
    app = bare_app(create_database(postgres, named_for_worker("test")))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def rolled_back(database_app: Flask) -> Iterator[Flask]:
    """An app context in which every commit is undone after the test."""
    with undone(database_app), database_app.app_context():
        yield database_app


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Undo every commit at the end; one connection serves all sessions.  Leaves no app context behind."""
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        outer = connection.begin()
        use(app, connection, join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            use(app, engine, join_transaction_mode="conditional_savepoint")
            outer.rollback()


def use(app: Flask, bind: Engine | Connection, **options: str) -> None:
    with app.app_context():
        engines = db.engines
        engines[None] = bind
        db.session.configure(**options)


@pytest.fixture
def committed(postgres: EmbeddedPostgres) -> Iterator[Flask]:
    """An app with a database of its own and no open context, for tests with several connections."""
    app = bare_app(create_database(postgres, named_for_worker("committed")))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(START)


@pytest.fixture
def hinted() -> Iterator[list[hints.Hint]]:
    """What the use cases told the queue after their commits."""
    heard: list[hints.Hint] = []

    def listener(told: hints.Hints) -> None:
        heard.extend(told)

    with hints.listening(listener):
        yield heard
