"""A real PostgreSQL: one server a run, one migrated database a worker, one rolled-back transaction a test."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from service.clocks.clock import VirtualClock
from service.embedded.postgres import EmbeddedPostgres
from service.models import db
from service.models.migrate import migrate, upgrade_database
from service.pathways import hints

TEMPLATE = "migrated"


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
    users = shared / "users-of-postgres"
    server = EmbeddedPostgres(shared / "postgres")
    with locked(shared / "postgres.lock"):
        server.start()
        count = int(users.read_text()) if users.exists() else 0
        if count == 0:
            make_template(server)
        users.write_text(str(count + 1))
    yield server
    with locked(shared / "postgres.lock"):
        count = int(users.read_text()) - 1
        users.write_text(str(count))
        if count == 0:
            server.stop()


def make_template(server: EmbeddedPostgres) -> None:
    create_database(server, TEMPLATE, template="template1")
    app = bare_app(server.url_of(TEMPLATE))
    with app.app_context():
        upgrade_database()
        db.engine.dispose()


def create_database(server: EmbeddedPostgres, name: str, *, template: str) -> None:
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
        named = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(named))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(named, sql.Identifier(template)))


def bare_app(url: str) -> Flask:
    app = Flask("service")
    app.config["SQLALCHEMY_DATABASE_URI"] = url.replace("postgresql://", "postgresql+psycopg://")
    db.init_app(app)
    migrate.init_app(app)
    return app


@pytest.fixture(scope="session")
def database_url(postgres: EmbeddedPostgres) -> str:
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    create_database(postgres, name, template=TEMPLATE)
    return postgres.url_of(name)


@pytest.fixture(scope="session")
def database_app(database_url: str) -> Iterator[Flask]:
    """The smallest app that has our tables."""
    app = bare_app(database_url)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def rolled_back(database_app: Flask) -> Iterator[Flask]:
    """An app context in which every commit is undone after the test; one connection for all sessions."""
    with database_app.app_context():
        engines = db.engines
        engine = engines[None]
        with engine.connect() as connection:
            outer = connection.begin()
            engines[None] = connection
            db.session.configure(join_transaction_mode="create_savepoint")
            yield database_app
            db.session.remove()
            outer.rollback()
        engines[None] = engine
        db.session.configure(join_transaction_mode="conditional_savepoint")


@pytest.fixture
def committed(database_app: Flask) -> Iterator[Flask]:
    """An app without an open context, for tests with several connections; every table is emptied afterwards."""
    yield database_app
    with database_app.app_context():
        tables = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # past the append-only triggers
            connection.exec_driver_sql(f"TRUNCATE {tables}")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2026, 12, 14, 10, 0, tzinfo=UTC))


@pytest.fixture
def hinted() -> Iterator[list[hints.Hint]]:
    """What the use cases told the queue after their commits."""
    heard: list[hints.Hint] = []

    def listener(told: hints.Hints) -> None:
        heard.extend(told)

    with hints.listening(listener):
        yield heard
