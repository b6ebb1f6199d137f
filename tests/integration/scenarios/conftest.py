"""A database that holds the bundled libraries as published, and their people; each test starts from it anew."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from service.access import system_actor
from service.clocks.clock import VirtualClock
from service.demo.library import read_demo
from service.demo.people import Passwords, ensure_people
from service.embedded.postgres import EmbeddedPostgres
from service.library import read_directory
from service.models import db
from service.models.migrate import upgrade_database
from service.pathways.publish_release import publish_release
from tests.integration.conftest import bare_app, create_database, locked, named_for_worker, undone

ROOT = Path(__file__).parents[3]
AUTHORITIES = sorted(path.parent.name for path in ROOT.glob("processes/*/authority.yaml"))
TEMPLATE = "published"
PUBLISHED = VirtualClock(datetime(2026, 1, 5, 9, 0, tzinfo=UTC))  # before every scenario


@pytest.fixture(scope="session")
def published(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The worker's copy; the libraries are published, and passwords hashed, once a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with locked(shared / "published.lock"):
        done = shared / "published"
        if not done.exists():
            _publish(postgres, shared)
            done.touch()
        url = create_database(postgres, named_for_worker("scenarios"), template=TEMPLATE)
    app = bare_app(url)
    yield app
    with app.app_context():
        db.engine.dispose()


def _publish(postgres: EmbeddedPostgres, folder: Path) -> None:
    app = bare_app(create_database(postgres, TEMPLATE, template="template1"))
    actor = system_actor()
    with app.app_context():
        upgrade_database()
        for authority in AUTHORITIES:
            files = read_directory(ROOT, authority)
            publish_release(authority=authority, files=files, actor=actor, clock=PUBLISHED)
            library = read_demo(authority, files)
            ensure_people(library, passwords=Passwords(folder / "passwords"), actor=actor, clock=PUBLISHED)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def fresh(published: Flask) -> Iterator[Flask]:
    """An app context in which every commit is undone after the test."""
    with undone(published), published.app_context():
        yield published
